"""Matching: whom a listing fits, in either direction, and what any two listings think of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from models.constraints import EVERYTHING, Constraint
from models.ports import Reader
from models.viewer import Viewer
from ranking.matching.checks import rule_checks
from ranking.matching.context import Context
from ranking.matching.directions import Directions, Director
from ranking.matching.dossier import Asker, Dossier
from ranking.matching.joining.base import Scores, joined
from ranking.matching.match import BASE, Contribution, Direction, Match
from ranking.matching.retrieval import Retrieval
from ranking.matching.weights import MatchWeights

DEPTH = 100
"""Units that each leg of each question retrieves."""


class Dossiers(Protocol):
    """Where the dossiers of candidates come from."""

    def many(self, ids: Sequence[str], viewer: Viewer) -> Mapping[str, Dossier]:
        """The dossiers of listings that the viewer may read; others are left out."""


@dataclass(frozen=True)
class MatchRequest:
    """Who asks, for whom it is answered, which kinds may answer, within which filters, and how many are wanted.

    ``without``: listings that are left out.
    """

    asker: Asker
    viewer: Viewer
    kinds: tuple[str, ...]
    where: Constraint = EVERYTHING
    size: int = 100
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scored:
    """Pairs of one listing with n others: both directions, the mutual and the shown scores of shape (n,)."""

    asker: Dossier
    others: tuple[Dossier, ...]
    forward: Directions
    backward: Directions
    mutual: Scores
    scores: Scores
    context: Context

    @cached_property
    def order(self) -> list[int]:
        """The pairs by falling score; of equal ones the smaller id first."""
        names = [other.listing for other in self.others]
        found: list[int] = sorted(range(len(names)), key=lambda n: (-self.scores[n], names[n]))
        return found

    def match(self, n: int) -> Match:
        """The pair at ``n`` as a match."""
        other = self.others[n]
        return Match(
            asker=self.asker.listing,
            other=other.listing,
            forward=_direction(self.forward, n),
            backward=_direction(self.backward, n),
            rules=rule_checks(self.asker.facts, other.facts, self.context),
            mutual=float(self.mutual[n]),
            score=float(self.scores[n]),
        )

    def best(self, size: int) -> list[Match]:
        """The best pairs as matches, best first."""
        return [self.match(n) for n in self.order[:size]]


@dataclass(frozen=True)
class Matcher:
    """Joins an engine, dossiers and weights. ``context`` gives the day, the trees and the rates as they are now."""

    reader: Reader
    dossiers: Dossiers
    weights: Callable[[], MatchWeights]
    context: Callable[[], Context]
    depth: int = DEPTH

    def steady(self) -> Matcher:
        """The same with the weights and the day as they are now, for all that one answer says."""
        weights, context = self.weights(), self.context()
        return replace(self, weights=lambda: weights, context=lambda: context)

    def matches(self, request: MatchRequest) -> Scored:
        """Whom ``asker`` fits: every candidate that retrieval found, scored."""
        retrieval = Retrieval(self.reader, self.context(), max(self.depth, request.size))
        found = retrieval.candidates(request.asker, request.kinds, request.viewer, request.where)
        wanted = [one for one in found if one not in request.without]
        others = self.dossiers.many(wanted, request.viewer)
        return self.score(request.asker.dossier, list(others.values()))

    def pair(self, asker: Dossier, other: Dossier) -> Match:
        """What two listings think of each other, whether or not anything keeps them apart."""
        return self.score(asker, [other]).match(0)

    def score(self, asker: Dossier, others: Sequence[Dossier]) -> Scored:
        """Score one listing with n others."""
        weights, context = self.weights(), self.context()
        director = Director(weights.model, context)
        forward, backward = director.both(asker, others)
        mutual = joined(weights.method, forward.log_odds, backward.log_odds, forward.silent, backward.silent)
        return Scored(
            asker, tuple(others), forward, backward, mutual, weights.calibration.apply(np.asarray(mutual)), context
        )


def _direction(found: Directions, n: int) -> Direction:
    parts = [
        Contribution(name, float(value), float(log_odds))
        for name, value, log_odds in zip(found.names, found.rows[n], found.contributions[n, :-1], strict=True)
        if value or log_odds
    ]
    base = float(found.contributions[n, -1])
    return Direction(
        silent=bool(found.silent[n]),
        log_odds=float(found.contributions[n].sum()),
        contributions=(*parts, Contribution(BASE, 1.0, base)) if base else tuple(parts),
        checks=found.checks[n],
        relation=found.relations[n],
    )
