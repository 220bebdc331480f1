"""The one place where parts are put together: from the settings to a store, an index and a search over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from models.centring import PASSAGE, QUERY, Centring, shifted
from models.codes import (
    CodeError,
    Concordance,
    Currency,
    MoneyRange,
    RateTable,
    convert,
    packaged_concordance,
    packaged_rates,
)
from models.constraints import Interval
from models.errors import Conflict, SettingsError
from models.messages import Message
from models.settings import Settings
from models.store import Store, open_store
from models.validation import message_of

if TYPE_CHECKING:
    from indexer.analysis import StandardAnalyser
    from indexer.encoding import Encoding
    from indexer.pipeline import IndexOwner, IndexParts
    from models.ports import Encoder, Generations
    from ranking.filters import Filters
    from ranking.matching.context import Context
    from ranking.matching.matcher import Matcher
    from ranking.matching.weights import MatchWeights
    from ranking.search import Searcher
    from search_api.learning.kept import KeptWeights
    from search_api.matching.dossiers import Dossiers
    from search_api.question_means import QuestionMeans
    from search_api.standby import ServedIndex
    from search_api.trees import Trees
    from search_api.warming import WarmingEncoder
    from search_api.worker.announcing import Announcer

# Parts are imported where they are made: a command that only loads records should wait for neither faiss nor onnxruntime.
# ruff: noqa: PLC0415


class Application:
    """Every part, made when it is first asked for, and one of each. ``encoder`` and ``store`` stand in for those of the settings."""

    def __init__(self, settings: Settings, *, encoder: Encoder | None = None, store: Store | None = None) -> None:
        self.settings = settings
        self._given_encoder = encoder
        self._given_store = store

    @cached_property
    def store(self) -> Store:
        """The store, with its tables brought up to date. Raises ``StoreUnavailable``."""
        store = self._given_store or open_store(self.settings.store_url, pool=self.settings.database_pool)
        store.migrate()
        return store

    @cached_property
    def analyser(self) -> StandardAnalyser:
        """The analysis of listings and questions."""
        from indexer.analysis import StandardAnalyser

        return StandardAnalyser()

    @cached_property
    def encoder(self) -> WarmingEncoder:
        """The encoder that is in use; nothing of it is loaded before its first text."""
        from search_api.warming import WarmingEncoder

        return WarmingEncoder(self._given_encoder or self.open_encoder(self.encoder_spec))

    @cached_property
    def encoder_spec(self) -> str:
        """Which encoder is in use: that of the settings, else the one that was chosen and is noted in the store, else the default."""
        from indexer.encoders import DEFAULT
        from search_api.encoders.choice import EncoderChoice

        stored = self._given_store is not None or self.settings.has_store  # what only encodes makes no store
        chosen = EncoderChoice(self.store).get() if self.settings.encoder is None and stored else None
        return self.settings.encoder or chosen or DEFAULT

    def open_encoder(self, spec: str) -> Encoder:
        """An encoder by its specification, with the files and threads of the settings. Raises ``SettingsError``."""
        from indexer.encoders import open_encoder

        key = self.settings.encoder_api_key
        return open_encoder(
            spec,
            cache=self.settings.data / "models",
            adapters=self.settings.adapters,
            threads=self.settings.encoder_threads,
            api_key=key.get_secret_value() if key else None,
        )

    @cached_property
    def generations(self) -> Generations:
        """The index. Raises ``SettingsError`` for an engine that there is not, ``MissingExtra`` for one whose client is not installed."""
        from search_api.engines import open_generations

        return open_generations(self.settings, self.encoder.dimensions)

    @cached_property
    def served(self) -> ServedIndex:
        """The index that questions are answered from: the engine's, or while that is away what stands in for it."""
        from search_api.engines import EMBEDDED
        from search_api.standby import LatestListings, ServedIndex

        most = 0 if self.settings.engine == EMBEDDED else self.settings.standby
        return ServedIndex(self.generations, LatestListings(self.parts, most) if most else None)

    @cached_property
    def trees(self) -> Trees:
        """The trees of fields and places."""
        from search_api.trees import Trees

        return Trees(self.store, self.settings.parks)

    @cached_property
    def parts(self) -> IndexParts:
        """What an index is made with."""
        from indexer.pipeline import IndexParts

        return IndexParts(
            store=self.store,
            generations=self.generations,
            analyser=self.analyser,
            encoder=self.encoder,
            trees=self.trees.ancestries,
            prior=self._shipped(PASSAGE),
            industries=self.concordance.industries,
        )

    @cached_property
    def concordance(self) -> Concordance:
        """The operator's industries, or the packaged ones. Raises ``SettingsError`` for a table that cannot be read."""
        path = self.settings.concordance
        if path is None:
            return packaged_concordance()
        try:
            return Concordance.from_csv(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, CodeError) as error:
            raise SettingsError(
                Message(
                    en="The concordance in {path} cannot be read: {error}",
                    zh="产业对照表 {path} 无法读取：{error}",
                    path=path,
                    error=message_of(error),
                ),
                advice=Message(en="Check ZHIQIAO_CONCORDANCE.", zh="请检查 ZHIQIAO_CONCORDANCE。"),
            ) from error

    @cached_property
    def question_means(self) -> QuestionMeans:
        """The running means of what is asked."""
        from search_api.question_means import QuestionMeans

        return QuestionMeans(self.store, self.encoder.fingerprint, self._first_question_means())

    @cached_property
    def searcher(self) -> Searcher:
        """Search over the live index."""
        from ranking.search import Searcher

        return Searcher(
            reader=self.served.reader(),
            analyser=self.analyser,
            encoder=self.encoder,
            centring=self.question_means.centring,
            asked=self.question_means.asked,
        )

    @cached_property
    def dossiers(self) -> Dossiers:
        """What matching reads of listings."""
        from search_api.matching.dossiers import Dossiers

        means = self.question_means
        return Dossiers(self.parts, self.served, question_means=means.centring)

    @cached_property
    def matcher(self) -> Matcher:
        """Matching over the live index."""
        from ranking.matching.matcher import Matcher

        return Matcher(
            reader=self.served.reader(),
            dossiers=self.dossiers,
            weights=self.match_weights,
            context=self.match_context,
        )

    @cached_property
    def kept_weights(self) -> KeptWeights:
        """The versions of matching's weights."""
        from search_api.learning.kept import KeptWeights

        return KeptWeights(self.store)

    def match_weights(self) -> MatchWeights:
        """The weights that are in use."""
        return self.kept_weights.in_use()

    def match_context(self) -> Context:
        """What matching takes from outside, as of today."""
        from ranking.matching.context import Context

        return Context(dt.datetime.now(dt.UTC).date(), self.trees.ancestries, self.spread)

    def spread(self, currency: str, span: Interval) -> Mapping[str, Interval]:
        """An amount in one currency by currency, by the operator's rates."""
        return {code: Interval(span.low * rate, span.high * rate) for code, rate in self._rates_from(currency).items()}

    def _rates_from(self, currency: str) -> Mapping[str, float]:
        """What one of a currency is in each that the rates have; itself alone where they do not have it."""
        today = dt.datetime.now(dt.UTC).date()
        if (today, currency) not in self._known_rates:
            codes = self.rates.currencies
            known = (
                {}
                if Currency(currency) not in codes
                else {str(code): float(self.rates.rate(Currency(currency), code, today)) for code in codes}
            )
            self._known_rates[today, currency] = known | {currency: 1.0}
        return self._known_rates[today, currency]

    @cached_property
    def _known_rates(self) -> dict[tuple[dt.date, str], Mapping[str, float]]:
        return {}

    @cached_property
    def filters(self) -> Filters:
        """The filters, with the operator's places and rates."""
        from ranking.filters import Filters

        return Filters(self.analyser, convert=self.in_every_currency, places=self.trees.places)

    @cached_property
    def rates(self) -> RateTable:
        """The operator's exchange rates, or the packaged ones. Raises ``SettingsError`` for a table that cannot be read."""
        path = self.settings.rates
        if path is None:
            return packaged_rates()
        try:
            return RateTable.from_csv(path.read_text("utf-8"), str(path))
        except (OSError, UnicodeDecodeError, CodeError) as error:
            raise SettingsError(
                Message(
                    en="The rates in {path} cannot be read: {error}",
                    zh="汇率表 {path} 无法读取：{error}",
                    path=path,
                    error=message_of(error),
                ),
                advice=Message(en="Check ZHIQIAO_RATES.", zh="请检查 ZHIQIAO_RATES。"),
            ) from error

    def in_every_currency(self, amount: MoneyRange) -> Iterable[MoneyRange]:
        """The amount in each currency that the rates have; alone where they do not have its own."""
        today = dt.datetime.now(dt.UTC).date()
        if amount.currency not in self.rates.currencies:
            return [amount]
        return [convert(amount, currency, self.rates, today) for currency in self.rates.currencies]

    @cached_property
    def announcer(self) -> Announcer:
        """What tells the broker of jobs; nothing where none is set. Raises ``MissingExtra``."""
        from search_api.worker.announcing import open_announcer

        return open_announcer(self.settings)

    def encoding(self, *, workers: bool | None = None) -> Encoding:
        """Who encodes for an owner of the index: this process or ``workers``, as the settings say where nothing is said."""
        from indexer.encoding import EncodingHere, EncodingJobs

        if self.settings.workers_encode if workers is None else workers:
            return EncodingJobs(self.store, self.encoder, self.announcer.announce)
        return EncodingHere(self.store, self.encoder)

    def own_index(self, *, workers: bool | None = None) -> IndexOwner | None:
        """Become the index's one writer, or ``None`` where another process is. Raises ``RebuildNeeded`` for an index that does not fit.

        ``workers``: see ``encoding``.
        """
        from indexer.pipeline import IndexOwner

        try:
            return IndexOwner(self.parts, self.encoding(workers=workers))
        except Conflict:
            return None

    def close(self) -> None:
        """Keep what has to be kept, and let go of the store."""
        made = vars(self)
        if "question_means" in made:
            self.question_means.keep()
        if "served" in made and self.served.standby is not None:
            self.served.standby.close()
        if "store" in made:
            self.store.dispose()

    def _first_question_means(self) -> Centring:
        """What questions are centred with before anybody has asked: the shipped means, moved towards the pool."""
        from indexer.made_by import MadeBy

        questions, live = self._shipped(QUERY), self.served.live()
        if live is None:
            return questions
        pool = MadeBy.from_json(self.served.made_by(live)).centring
        return shifted(questions, self._shipped(PASSAGE), pool)

    def _shipped(self, role: str) -> Centring:
        """The means of one role that ship with the encoder; none where none ship."""
        return Centring({key: mean for key, mean in self.encoder.means.items() if key[0] == role})


def assemble(settings: Settings) -> Application:
    """The application that the settings describe. Nothing is opened before it is asked for."""
    return Application(settings)
