"""The lists that are kept of pairs: the best of each row, and what becomes of a list when some of those in it change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.matches import KeptList, KeptMatch
from ranking.matching.everybody.columns import Rows
from ranking.matching.everybody.standing import Ranked

STEPS = 1e12
"""Scores are told apart by so many steps: less is noise of the order in which numbers are added up."""

_PLACES = 22
_MOST = (1 << _PLACES) - 1


def matches_at(ranked: Ranked, row: int, columns: Iterable[int]) -> list[KeptMatch]:
    """Pairs of one row as matches."""
    pairs = ranked.pairs
    return [
        KeptMatch(
            other=ranked.names[column],
            forward=float(pairs.forward[row, column]),
            backward=float(pairs.backward[row, column]),
            mutual=float(pairs.mutual[row, column]),
            score=float(ranked.scores[row, column]),
        )
        for column in columns
    ]


def best(ranked: Ranked, size: int) -> list[tuple[tuple[KeptMatch, ...], tuple[float, str] | None]]:
    """Of each row the best ``size`` of those that stand, best first, and the place of the next one."""
    keys = _keys(ranked)
    found: list[tuple[tuple[KeptMatch, ...], tuple[float, str] | None]] = []
    for row, columns in enumerate(_first(keys, size + 1)):
        there = [int(column) for column in columns if keys[row, column] >= 0]
        some = matches_at(ranked, row, there)
        found.append((tuple(some[:size]), some[size].place if len(some) > size else None))
    return found


def changed(kept: KeptList, gone: Collection[str], fresh: Iterable[KeptMatch], size: int) -> KeptList:
    """A list without some, and with those of the fresh ones that are better than what it left out; at most ``size`` long."""
    rest = [one for one in kept.matches if one.other not in gone]
    better = [one for one in fresh if kept.next is None or one.place < kept.next]
    ordered = sorted([*rest, *better], key=lambda one: one.place)
    following = ordered[size].place if len(ordered) > size else kept.next
    return replace(kept, matches=tuple(ordered[:size]), next=following)


def short(kept: KeptList, least: int) -> bool:
    """Whether a list holds fewer than are shown though there are more."""
    return len(kept.matches) < least and kept.next is not None


def _keys(ranked: Ranked) -> NDArray[np.int64]:
    """One whole number a pair by which pairs are ordered: the score, then the smaller id; −1 where the two are kept apart."""
    scores = np.rint(ranked.scores * STEPS).astype(np.int64)
    places = np.asarray(_MOST - ranked.ranks, np.int64)
    return np.where(ranked.pairs.stands, (scores << _PLACES) | places, np.int64(-1))


def _first(keys: NDArray[np.int64], size: int) -> Sequence[Rows]:
    """The columns of the highest keys of each row, highest first."""
    count = keys.shape[1]
    some = (
        np.argpartition(keys, count - size, axis=1)[:, count - size :]
        if count > size
        else np.tile(np.arange(count), (len(keys), 1))
    )
    order = np.argsort(-np.take_along_axis(keys, some, axis=1), axis=1, kind="stable")
    return list(np.take_along_axis(some, order, axis=1))
