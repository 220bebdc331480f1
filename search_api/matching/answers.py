"""From scored pairs to an answer, in the reader's language and within the viewer's rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.constraints import Constraint
from models.viewer import Viewer
from ranking.matching.checks import Check, to_confirm
from ranking.matching.dossier import Asker
from ranking.matching.explanation import Explanation, explain
from ranking.matching.match import Match
from ranking.matching.passages import Passages
from ranking.matching.retrieval import Retrieval
from ranking.matching.weights import MatchWeights
from search_api.assembly import Application
from search_api.labels import Labels
from search_api.listings.views import Views
from search_api.matching.checks import CheckWords
from search_api.matching.drafts import DRAFT
from search_api.matching.obstacles import ObstacleWords
from search_api.matching.schemas import AskerView, AskView, KindView, MatchView, PairAnswer
from search_api.matching.texts import TextReader, share_language
from search_api.matching.views import MatchViews, Party
from search_api.matching.wording import NOTICES
from search_api.search import notices
from search_api.search.results import card
from search_api.search.schemas import Notice

MOST_ASKS = 5


class Said(NamedTuple):
    """A notice by its code, with what stands in it."""

    code: str
    values: Mapping[str, object] = {}


@dataclass(frozen=True)
class MatchAnswers:
    """Makes the pieces of answers for readers of one language on one day. ``weights``: those that made the scores."""

    application: Application
    language: str
    today: dt.date
    weights: MatchWeights
    words: MatchViews = field(init=False)
    texts: TextReader = field(init=False)

    def __post_init__(self) -> None:
        application, language = self.application, self.language
        labels = Labels(application.trees, application.store, application.concordance)
        views = Views(labels, language)
        context = application.match_context()
        checks = CheckWords(labels, language, application.rates, self.today, context.ancestors)
        object.__setattr__(self, "words", MatchViews(views, checks, ObstacleWords(views), self.today))
        reader = TextReader(application.analyser, application.searcher.reader, language)
        object.__setattr__(self, "texts", reader)

    def results(
        self, matches: Sequence[Match], party: Party, asker: Asker, others: Mapping[str, Party], viewer: Viewer
    ) -> list[MatchView]:
        """The matches whose other side the viewer may read."""
        return [
            self.result(match, party, others[match.other], {party.id: asker}, viewer)
            for match in matches
            if match.other in others
        ]

    def result(self, match: Match, party: Party, other: Party, askers: dict[str, Asker], viewer: Viewer) -> MatchView:
        """One match, explained. ``askers``: the listings whose vectors are at hand."""
        found = explain(match, self.weights)
        return self.words.match(found, party, other, self._met(found, party, other, askers, viewer))

    def pair(self, match: Match, party: Party, other: Party, askers: dict[str, Asker], viewer: Viewer) -> PairAnswer:
        """One match with how its score was made and what keeps the two apart."""
        found = explain(match, self.weights)
        shown = self.words.match(found, party, other, self._met(found, party, other, askers, viewer))
        return PairAnswer(
            **dict(shown),
            asker=card(party.stored, self.words.views),
            language=self.language,
            stands=match.stands,
            apart=self.words.apart(found, party, other),
            joining=self.words.joining(found),
            calibration=self.words.calibration(found),
            weights=found.version,
        )

    def asker(self, party: Party) -> AskerView:
        """Who asks."""
        listing = party.stored.listing
        return AskerView(
            id=None if listing.id == DRAFT else listing.id,
            kind=listing.kind,
            profile=listing.profile,
            kind_label=self.words.views.kind(party.stored),
            title=self.words.title(party),
        )

    def kinds(self, asker: Asker, able: Iterable[str], viewer: Viewer, where: Constraint) -> list[KindView]:
        """The kinds that may answer, and how many of each nothing keeps apart."""
        wanted = list(able)
        reader = self.application.searcher.reader
        retrieval = Retrieval(reader, self.application.match_context())
        counts = reader.count(retrieval.allowed(asker, wanted, viewer, where), ["kind"]).facets.get("kind", {})
        return [
            KindView(kind=kind, label=self.words.views.label("kind", kind), count=counts.get(kind, 0))
            for kind in wanted
        ]

    def asks(self, matches: Sequence[Match], party: Party, others: Mapping[str, Party]) -> list[AskView]:
        """The questions that decide most of the matches: what the asker has to say first, then what others have."""
        hanging: dict[tuple[bool, str], list[tuple[Check, Party]]] = {}
        for match in matches:
            if (other := others.get(match.other)) is None:
                continue
            sides = ((False, match.forward.checks), (True, match.backward.checks))
            for mine, checks in sides:
                for one in checks:
                    if to_confirm(one):
                        hanging.setdefault((mine, one.demand.key), []).append((one, other))
        ordered = sorted(hanging.items(), key=lambda item: (-len(item[1]), not item[0][0], item[0][1]))
        return [self._ask(mine, some, party) for (mine, _), some in ordered[:MOST_ASKS]]

    def told(self, said: Iterable[Said]) -> list[Notice]:
        """Notices in words."""
        words = notices.WORDS | NOTICES
        return [Notice(code=one.code, text=words[one.code].best(self.language)[1].format(**one.values)) for one in said]

    def _ask(self, mine: bool, some: Sequence[tuple[Check, Party]], party: Party) -> AskView:
        check, first = some[0]
        whom = party if mine else first
        return AskView(
            term=check.demand.key,
            label=self.words.checks.label(check.demand),
            mine=mine,
            text=self.words.ask(check, whom, len({other.id for _, other in some}), mine=mine),
            listings=list(dict.fromkeys(other.id for _, other in some)),
        )

    def _met(
        self, found: Explanation, party: Party, other: Party, askers: dict[str, Asker], viewer: Viewer
    ) -> tuple[Passages | None, Passages | None]:
        """The passages of both directions; where no language is shared, by vectors, which are read for it."""
        made: list[Passages | None] = []
        for side, one, another in ((found.forward, party, other), (found.backward, other, party)):
            if side.relation is None:
                made.append(None)
                continue
            wants, asking, answering = side.relation.wants, one.stored.listing, another.stored.listing
            if not share_language(asking, wants, answering):
                self._with_vectors(askers, (asking.id, answering.id), viewer)
            made.append(self.texts.met(asking, wants, answering, askers))
        return made[0], made[1]

    def _with_vectors(self, askers: dict[str, Asker], names: Iterable[str], viewer: Viewer) -> None:
        for name in names:
            if name not in askers and (found := self.application.dossiers.asker(name, viewer)) is not None:
                askers[name] = found
