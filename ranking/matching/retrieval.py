"""Retrieval of whom a listing may match: every text that may ask against every text that may answer, and terms where words say nothing.

Hard demands of both sides, the rules and the viewer's rights hold inside retrieval, so that a page is never short.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.constraints import EVERYTHING, Constraint, In, Not, Or, both
from models.listings import SideName
from models.ports import KeywordQuery, Reader
from models.terms import Weight
from models.units import PAIR_SIGN, FloatArray
from models.viewer import Viewer
from ranking.keyword import MAX_TERMS, PAIR_WEIGHT
from ranking.matching.context import Context
from ranking.matching.demands import (
    Demand,
    asked_of,
    held_to,
    preferred_by_others,
    required_by_others,
    required_of_others,
)
from ranking.matching.dossier import Asker
from ranking.matching.relations import wanting
from ranking.matching.rules import rules_constraint
from ranking.matching.texts import SideText

TELLING_GROUPS = frozenset({"field", "industry", "deal"})
"""The terms by which listings are found that their words do not lead to."""


@dataclass(frozen=True)
class Retrieval:
    """Retrieves from one engine. ``depth``: units a leg of each question."""

    reader: Reader
    context: Context
    depth: int = 100

    def candidates(self, asker: Asker, kinds: Sequence[str], viewer: Viewer, where: Constraint) -> list[str]:
        """Listings that nothing keeps from ``asker``, of these kinds, in no particular order."""
        return self.within(asker, kinds, self.allowed(asker, kinds, viewer, where))

    def within(self, asker: Asker, kinds: Sequence[str], allowed: Constraint) -> list[str]:
        """Listings near to ``asker`` among those that are ``allowed``, of these kinds, in no particular order."""
        found: dict[str, None] = {}
        for text, side, some in _questions(asker, kinds):
            here = both(allowed, In("kind", frozenset(some)), In("side", frozenset({side.value})))
            found |= dict.fromkeys(self._by_text(text, here))
        if (telling := self._telling(asker)) is not None:
            found |= dict.fromkeys(self._by_terms(both(allowed, telling)))
        return list(found)

    def allowed(self, asker: Asker, kinds: Sequence[str], viewer: Viewer, where: Constraint) -> Constraint:
        """What every candidate must be."""
        return both(
            self.possible(asker, kinds, viewer, where),
            self.required_of_candidates(asker, kinds, asker.dossier.demands),
            self.required_by_candidates(asker, kinds),
        )

    def possible(self, asker: Asker, kinds: Sequence[str], viewer: Viewer, where: Constraint) -> Constraint:
        """What every candidate must be whatever the two listings ask of each other."""
        facts = asker.dossier.facts
        return both(viewer.constraint(), In("kind", frozenset(kinds)), where, rules_constraint(facts, self.context))

    def required_of_candidates(self, asker: Asker, kinds: Sequence[str], demands: Iterable[Demand]) -> Constraint:
        """What a candidate must be for hard ``demands`` of the asker's, where it is of a kind that is held to them."""
        some = tuple(demands)
        held = {kind: required_of_others(asked_of(kind, some, asker.dossier.kind), self.context) for kind in kinds}
        alike = {each: [kind for kind in kinds if held[kind] == each] for each in held.values()}
        return both(*(_of_kinds(those, kinds, each) for each, those in alike.items()))

    def required_by_candidates(self, asker: Asker, kinds: Sequence[str]) -> Constraint:
        """What a candidate must be for its own hard demands to pass the asker, where the asker is held to them."""
        held = [kind for kind in kinds if held_to(asker.dossier.kind, kind)]
        groups = self.reader.count(In("kind", frozenset(held)), ["requires"]).facets.get("requires", {}) if held else {}
        return _of_kinds(held, kinds, required_by_others(asker.dossier.facts, groups, self.context))

    def _by_text(self, text: SideText, where: Constraint) -> Iterator[str]:
        vectors: FloatArray | None = text.vectors if len(text.vectors) else None
        query = keyword_query(text)
        if query is None and vectors is None:
            return
        for candidate in self.reader.retrieve(query, vectors, where, depth=self.depth):
            yield candidate.listing

    def _telling(self, asker: Asker) -> Constraint | None:
        """That the terms of the candidate are what the asker's name, or the other way round; ``None`` where it names none."""
        demands = [
            one
            for one in asker.dossier.demands
            if one.kind.group in TELLING_GROUPS and one.weight is not Weight.EXCLUDED
        ]
        options = [one.holds(self.context) for one in demands]
        options += preferred_by_others(asker.dossier.facts, TELLING_GROUPS, self.context)
        return Or(tuple(options)) if options else None

    def _by_terms(self, where: Constraint) -> Iterator[str]:
        page = self.reader.scan(where, order="published", descending=True, after=None, limit=2 * self.depth)
        for unit in page.units:
            yield unit.split("/", 1)[0]


def _of_kinds(held: Sequence[str], kinds: Sequence[str], constraint: Constraint) -> Constraint:
    """A constraint that holds of some of the kinds alone."""
    if len(held) == len(kinds):
        return constraint
    return Or((Not(In("kind", frozenset(held))), constraint)) if held else EVERYTHING


def keyword_query(text: SideText) -> KeywordQuery | None:
    """A text as the keyword leg is asked: a term that occurs n times weighs 1 + ln n, pairs of words less."""
    heaviest = sorted(text.terms.items(), key=lambda item: (PAIR_SIGN in item[0], -item[1], item[0]))[: 2 * MAX_TERMS]
    weights = {term: (PAIR_WEIGHT if PAIR_SIGN in term else 1.0) * (1 + math.log(n)) for term, n in heaviest}
    return KeywordQuery(weights=weights) if weights else None


def _questions(asker: Asker, kinds: Iterable[str]) -> Iterator[tuple[SideText, SideName, list[str]]]:
    """The texts that ask, the side that may answer, and the kinds of which it may: what the asker wants, and who may want its offer."""
    asked: dict[tuple[SideName, SideName], list[str]] = {}
    mine = asker.dossier.kind
    for kind in kinds:
        for relation in wanting(mine, kind):
            asked.setdefault((relation.wants, SideName.OFFERS), []).append(kind)
        for relation in wanting(kind, mine):
            asked.setdefault((SideName.OFFERS, relation.wants), []).append(kind)
    for (own, their), some in asked.items():
        if (text := asker.texts.get(own)) is not None:
            yield text, their, list(dict.fromkeys(some))
