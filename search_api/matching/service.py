"""Matching as every door asks for it: whom a listing or a pasted text fits, and why two listings match as they do. No HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from indexer.texts import MOST_PASSAGES, passage_texts, tier_texts
from models.constraints import Outcome, both
from models.errors import BadQuery
from models.listings import Listing
from models.messages import Message, coded, shortened
from models.text import LANGUAGES
from models.viewer import Viewer
from models.vocabulary import kinds, matchable
from ranking.matching.almost import almost
from ranking.matching.checks import RuleCheck, rule_checks
from ranking.matching.dossier import Asker
from ranking.matching.match import Match
from ranking.matching.matcher import MatchRequest
from ranking.question import FieldTerm
from ranking.search import MEANING_UNAVAILABLE
from search_api.assembly import Application
from search_api.index_check import IndexCheck, shown
from search_api.labels import day, language_name
from search_api.matching.answers import MatchAnswers, Said
from search_api.matching.drafts import draft_listing
from search_api.matching.reading import Reading
from search_api.matching.schemas import DraftListing, MatchAnswer, PairAnswer
from search_api.matching.views import Party
from search_api.matching.wording import ASKER_CLOSED, OTHER_LANGUAGE, SHORT_TEXT, TEXT_CUT
from search_api.search import notices
from search_api.search.question import MOST_PER_PAGE, USUAL_PER_PAGE

DEPTH = 100
"""Pairs that are scored at least, however many of them are shown."""

MOST_ALMOST = 3

SHORT = 4
"""Words under which a text is told to be short."""

_WORST = (Outcome.FAILED, Outcome.NOT_STATED, Outcome.MET)


@dataclass(frozen=True, slots=True)
class MatchQuery:
    """Whom a listing fits. ``kinds``: those that may answer, none: all that can; ``filters`` hold for the others; ``language``: the reader's."""

    kinds: tuple[str, ...] = ()
    filters: tuple[FieldTerm, ...] = ()
    limit: int = USUAL_PER_PAGE
    language: str = "en"


@dataclass
class MatchService:
    """Matches the listings of one application. ``today`` gives the day."""

    application: Application
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()
    _check_index: IndexCheck = field(init=False)
    _reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        self._check_index = IndexCheck(self.application)
        self._reading = Reading(self.application)

    def matches(self, listing_id: str, query: MatchQuery, viewer: Viewer) -> MatchAnswer:
        """Whom a listing fits, as far as the viewer may read. Raises ``NotFound``; ``BadQuery`` for a kind that cannot answer."""
        _check_limit(query.limit)
        self._check_index()

        def answered() -> MatchAnswer:
            party, asker = self._reading.stored(listing_id, viewer)
            return self._answer(party, asker, query, viewer, self._reading.of_pool())

        return self.application.served.steadily(answered)

    def of_text(self, draft: DraftListing, query: MatchQuery, viewer: Viewer) -> MatchAnswer:
        """Whom a pasted text fits; it is not stored. Raises ``BadInput`` for one that says nothing or contradicts itself."""
        _check_limit(query.limit)
        listing = draft_listing(draft, self.application.analyser, self.application.trees.ancestries)
        self._check_index()
        party, asker, encoded = self._reading.draft(listing)
        unready = [] if encoded else [Said(MEANING_UNAVAILABLE)]
        of_text = list(self._text_notices(listing, draft.text, query.language))

        def answered() -> MatchAnswer:
            return self._answer(party, asker, query, viewer, [*unready, *self._reading.of_pool(), *of_text])

        return self.application.served.steadily(answered)

    def pair(self, one: str, other: str, viewer: Viewer, language: str) -> PairAnswer:
        """What two listings think of each other, also where something keeps them apart. Raises ``NotFound``."""
        self._check_index()
        return self.application.served.steadily(lambda: self._pair(one, other, viewer, language))

    def _pair(self, one: str, other: str, viewer: Viewer, language: str) -> PairAnswer:
        (asks, asker), (answers, answering) = self._reading.stored(one, viewer), self._reading.stored(other, viewer)
        _check_pair(asks.stored.listing, answers.stored.listing)
        matcher = self.application.matcher.steady()
        match = matcher.pair(asks.dossier, answers.dossier)
        context = self.application.match_context()
        match = _both_ways(match, rule_checks(answers.dossier.facts, asks.dossier.facts, context))
        making = MatchAnswers(self.application, language, self.today(), matcher.weights())
        made = making.pair(match, asks, answers, {asks.id: asker, answers.id: answering}, viewer)
        return made.model_copy(update={"notices": making.told(self._reading.of_pool()) + making.words.notes(asks)})

    def _answer(
        self, party: Party, asker: Asker, query: MatchQuery, viewer: Viewer, said: Iterable[Said]
    ) -> MatchAnswer:
        able = matchable(party.stored.listing.kind, party.stored.listing.profile)
        where = both(self.application.filters.compile(query.filters), shown(self.today()))
        request = MatchRequest(asker, viewer, _wanted(query.kinds, able), where, max(query.limit, DEPTH))
        matcher = self.application.matcher.steady()
        scored = matcher.matches(request)
        best = scored.best(query.limit)
        near = almost(matcher, request, MOST_ALMOST, best[0].score if best else 0.0)
        others = self._others([*(one.other for one in best), *(one.match.other for one in near)], viewer)
        making = MatchAnswers(self.application, query.language, self.today(), matcher.weights())
        closed = making.words.closed(party)
        ended = [Said(ASKER_CLOSED, {"day": day(closed, query.language)})] if closed else []
        return MatchAnswer(
            asker=making.asker(party),
            language=query.language,
            kinds=making.kinds(asker, able, viewer, where),
            total=len(scored.others),
            notices=making.told([*said, *ended, *self._filter_notices(query)]),
            results=making.results(best, party, asker, others, viewer),
            almost=[
                making.words.almost(one, party, others[one.match.other]) for one in near if one.match.other in others
            ],
            asks=making.asks(best, party, others),
        )

    def _others(self, names: Iterable[str], viewer: Viewer) -> dict[str, Party]:
        wanted = list(dict.fromkeys(names))
        stored = self.application.store.listings.many(wanted, viewer)
        dossiers = self.application.dossiers.many(wanted, viewer)
        return {name: Party(stored[name], dossiers[name]) for name in wanted if name in stored and name in dossiers}

    def _filter_notices(self, query: MatchQuery) -> Iterator[Said]:
        source = notices.source_of(self.application.rates.source, query.language)
        scheme = self.application.trees.fields.complete
        for code in notices.field_notices(query.filters, scheme=scheme):
            yield Said(code, {"source": source})

    def _text_notices(self, listing: Listing, text: str, language: str) -> Iterator[Said]:
        """What is to be known of a pasted text: that it is very short, very long, or in a language that is not well understood."""
        analyser = self.application.analyser
        spoken = analyser.language(text)
        if spoken not in LANGUAGES:
            yield Said(OTHER_LANGUAGE, {"language": language_name(spoken, language)})
        if any(len(passage_texts(one)) >= MOST_PASSAGES for one in tier_texts(listing)):
            yield Said(TEXT_CUT)
        elif len(analyser.word_texts(text)) < SHORT:
            yield Said(SHORT_TEXT)


def _both_ways(match: Match, reverse: Iterable[RuleCheck]) -> Match:
    """The match with the rules as they are from either side: what keeps one from the other keeps both apart."""
    worst: dict[str, Outcome] = {}
    for one in (*match.rules, *reverse):
        worst[one.rule] = min(worst.get(one.rule, one.outcome), one.outcome, key=_WORST.index)
    return replace(match, rules=tuple(RuleCheck(rule, outcome) for rule, outcome in worst.items()))


def _wanted(given: Iterable[str], able: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds that are to answer. Raises ``BadQuery`` for one that is none, or that cannot."""
    words = {kind.name.best(tag)[1].casefold(): key for key, kind in kinds().items() for tag in LANGUAGES}
    wanted = []
    for name in given:
        key = words.get(name.strip().casefold(), name.strip().casefold())
        if key not in able:
            raise BadQuery(
                Message(
                    en="Listings of kind '{name}' cannot be matched with this one.",
                    zh="“{name}”类信息不能与本信息匹配。",
                    name=shortened(name),
                ),
                advice=Message(en="Kinds that can: {able}.", zh="可匹配的类型：{able}。", able=_named(able)),
            )
        wanted.append(key)
    return tuple(dict.fromkeys(wanted)) or able


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST_PER_PAGE:
        raise BadQuery(
            Message(en="{limit} matches cannot be had.", zh="无法返回{limit}个匹配。", limit=limit),
            advice=Message(en="Ask for 1 to {most}.", zh="请取1至{most}个。", most=MOST_PER_PAGE),
        )


def _named(names: Iterable[str]) -> list[Message]:
    """Kinds by their codes, and for readers of Chinese with their words."""
    return coded({name: kinds()[name].name for name in names})


def _check_pair(one: Listing, other: Listing) -> None:
    if one.id == other.id:
        raise BadQuery(
            Message(en="A listing is not matched with itself.", zh="信息不与自身匹配。"),
            advice=Message(en="Name another listing as the second.", zh="请将第二个编号换成另一条信息。"),
        )
    able = matchable(one.kind)
    if other.kind not in able:
        raise BadQuery(
            Message(
                en="A {one} and a {other} have nothing to offer each other.",
                zh="{one_word}与{other_word}之间没有供求关系。",
                one=one.kind,
                other=other.kind,
                one_word=kinds()[one.kind].name,
                other_word=kinds()[other.kind].name,
            ),
            advice=Message(
                en="A {one} can be matched with: {able}.",
                zh="{word}可与以下类型匹配：{able}。",
                one=one.kind,
                word=kinds()[one.kind].name,
                able=_named(able),
            ),
        )
