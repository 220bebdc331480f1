"""Directions: what one listing thinks of each of n others, and each of them of it, as rows of features with what stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.listings import SideName
from models.units import FloatArray
from ranking.matching.checks import Check, checks
from ranking.matching.context import Context
from ranking.matching.dossier import Dossier
from ranking.matching.features import (
    POPULARITY,
    TRACK_POPULARITY,
    qualities,
    term_features,
    text_features,
    work_features,
)
from ranking.matching.joining.base import base_share
from ranking.matching.model import DirectionModel, Matrix
from ranking.matching.relations import Basis, Relation, relations
from ranking.matching.texts import Closeness, TextProfile, compare

MEANING_TO_WORDS = 1.8
"""What a cosine is worth in words, where a listing has several ways to tell what it wants and the nearest one counts."""


@dataclass(frozen=True)
class Directions:
    """One direction of n pairs. ``rows``: features, shape (n, f); ``contributions``: shape (n, f + 1); the rest by pair."""

    names: tuple[str, ...]
    rows: Matrix
    contributions: Matrix
    silent: NDArray[np.bool_]
    relations: tuple[Relation | None, ...]
    checks: tuple[tuple[Check, ...], ...]

    @property
    def log_odds(self) -> NDArray[np.float64]:
        """Shape (n,)."""
        return np.asarray(self.contributions.sum(axis=1), dtype=np.float64)


@dataclass(frozen=True)
class Director:
    """Makes directions with one model on one day."""

    model: DirectionModel
    context: Context

    def both(self, asker: Dossier, others: Sequence[Dossier]) -> tuple[Directions, Directions]:
        """What ``asker`` thinks of the others, and what they think of it."""
        offered = [other.says(SideName.OFFERS) for other in others]
        forward = _texts(
            [relations(asker, other) for other in others], lambda relation: (asker.says(relation.wants), offered)
        )
        backward = _texts(
            [relations(other, asker) for other in others],
            lambda relation: (asker.says(SideName.OFFERS), [other.says(relation.wants) for other in others]),
        )
        return (
            self._directions([(asker, other) for other in others], forward, backward, _work(asker.work, offered)),
            self._directions(
                [(other, asker) for other in others],
                backward,
                forward,
                _work(asker.says(SideName.OFFERS), [other.work for other in others]),
            ),
        )

    def _directions(
        self,
        pairs: Sequence[tuple[Dossier, Dossier]],
        texts: Sequence[_Told],
        returned: Sequence[_Told],
        work: Sequence[Mapping[str, float]],
    ) -> Directions:
        """One direction of pairs. ``returned``: what tells of the other: who only shows by deals what it wants is weighed by how many it did.

        ``work``: what the asker's party did before tells of the other.
        """
        found = [checks(asker.demands_on(other.kind), other.facts, self.context) for asker, other in pairs]
        known_of: dict[str, Mapping[str, float]] = {}
        place = {name: n for n, name in enumerate(self.model.names)}
        rows = np.zeros((len(pairs), len(place)))
        for n, ((_, other), told, back, some, done) in enumerate(zip(pairs, texts, returned, found, work, strict=True)):
            if other.listing not in known_of:
                known_of[other.listing] = qualities(other.facts, self.context)
            known = dict(known_of[other.listing])
            if back.relation is not None and back.relation.basis is Basis.TRACK:
                known[TRACK_POPULARITY] = known.pop(POPULARITY)
            for name, value in (*told.features.items(), *done.items(), *term_features(some).items(), *known.items()):
                if name in place:
                    rows[n, place[name]] = value
        silent = np.array([told.relation is None for told in texts], np.bool_)
        contributions = self.model.contributions(rows)
        # whose words say nothing has no opinion to begin with: only its terms and what is known of the other count
        contributions[:, -1] *= base_share(silent, np.array([back.relation is None for back in returned], np.bool_))
        return Directions(
            self.model.names, rows, contributions, silent, tuple(told.relation for told in texts), tuple(found)
        )


@dataclass(frozen=True)
class _Told:
    """What the nearest text of one pair tells."""

    relation: Relation | None
    features: Mapping[str, float]
    nearness: float


_UNTOLD = _Told(None, {}, -np.inf)


def _texts(
    told: Sequence[tuple[Relation, ...]],
    sides: Callable[[Relation], tuple[TextProfile | None, Sequence[TextProfile | None]]],
) -> list[_Told]:
    """Of the relations of each of n pairs the nearest. ``sides``: the one text of all pairs, and the other of each."""
    best = [_UNTOLD] * len(told)
    for relation in dict.fromkeys(chain.from_iterable(told)):
        mine, theirs = sides(relation)
        places = [n for n, some in enumerate(told) if relation in some and theirs[n] is not None]
        if mine is not None and places:
            near = compare(mine, [text for n in places if (text := theirs[n]) is not None])
            _keep_nearest(best, relation, places, near)
    return best


def _work(one: TextProfile | None, others: Sequence[TextProfile | None]) -> list[Mapping[str, float]]:
    """What the work of a party tells of the offers of n others, or the work of n parties of one offer: which of both stands first is the same."""
    found: list[Mapping[str, float]] = [{}] * len(others)
    places = [n for n, text in enumerate(others) if text is not None]
    if one is not None and places:
        values = work_features(compare(one, [text for text in others if text is not None]))
        for at, n in enumerate(places):
            found[n] = {name: float(each[at]) for name, each in values.items()}
    return found


def _keep_nearest(best: list[_Told], relation: Relation, places: Sequence[int], near: Closeness) -> None:
    features = text_features(relation.basis, near)
    nearness: FloatArray = near.words + MEANING_TO_WORDS * np.nan_to_num(near.meaning, nan=0.0)
    for at, n in enumerate(places):
        if nearness[at] > best[n].nearness:
            found = {name: float(values[at]) for name, values in features.items()}
            best[n] = _Told(relation, found, float(nearness[at]))
