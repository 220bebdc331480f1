"""The vector leg: the best units by the cosine of their best passage among those that pass, and that cosine for any unit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.passing import Passing
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.segments.vectors import Vectors
from indexer.engines.embedded.snapshot import Part, Snapshot
from models.units import FloatArray

EXACT_ROWS = 50_000
EXACT_SHARE = 0.05
"""Up to so many passages, or such a share of all, every one that passes is compared: a mask inside an approximate index costs recall."""


class Cosines(NamedTuple):
    """For each of some rows its best passage's cosine and that passage's number; NaN and −1 for a row without vectors."""

    scores: FloatArray
    passages: NDArray[np.int64]


class _Hits(NamedTuple):
    rows: NDArray[np.int64]
    scores: FloatArray


def best_by_vector(snapshot: Snapshot, queries: FloatArray, passing: Passing, depth: int) -> NDArray[np.int64]:
    """The best ``depth`` of the rows that pass, in no particular order. ``queries`` has shape (n, dimensions)."""
    allowed = sum(count for _, count in passing.passages)
    total = sum(part.segment.passages for part in snapshot.parts)
    exact = allowed <= max(EXACT_ROWS, EXACT_SHARE * total)
    found = [
        _best_of(part, queries, keep, count, depth, exact=exact)
        for part, (keep, count) in zip(snapshot.parts, passing.passages, strict=True)
    ]
    rows = np.concatenate([np.zeros(0, np.int64), *(hits.rows for hits in found)])
    scores = np.concatenate([np.zeros(0, np.float32), *(hits.scores for hits in found)])
    order = np.argsort(-scores, kind="stable")
    return _first_of_each(rows[order])[:depth]


def cosines(snapshot: Snapshot, queries: FloatArray, rows: NDArray[np.int64]) -> Cosines:
    """The best cosine of any passage of each row with any of ``queries``."""
    scores = np.full(len(rows), np.nan, np.float32)
    passages = np.full(len(rows), -1, np.int64)
    for part, places, local in snapshot.by_part(rows):
        if part.segment.vectors:
            scores[places], passages[places] = _best_passages(part, part.segment.vectors, queries, local)
    return Cosines(scores, passages)


def _best_of(part: Part, queries: FloatArray, keep: Mask, allowed: int, depth: int, *, exact: bool) -> _Hits:
    """A segment's best units, the same one perhaps several times, with scores that may be approximate."""
    vectors, table = part.segment.vectors, part.segment.table
    if vectors is None or not allowed:
        return _Hits(np.zeros(0, np.int64), np.zeros(0, np.float32))
    sieve = None if allowed == len(keep) else keep
    limit = min(allowed, depth)
    while True:
        if exact or not vectors.approximate:
            scores, passages = vectors.exact(queries, limit, sieve)
        else:
            scores, passages = vectors.nearby(queries, limit, sieve, allowed / len(keep))
        if limit == allowed or _distinct(table.owners, passages) >= depth or (passages < 0).any():
            break
        limit = min(allowed, limit * 2)
    found = passages.ravel() >= 0
    return _Hits(table.owners[passages.ravel()[found]].astype(np.int64) + part.base, scores.ravel()[found])


def _distinct(owners: NDArray[np.int32], passages: NDArray[np.int64]) -> int:
    """The fewest units that any query found."""
    return min(len(np.unique(owners[row[row >= 0]])) for row in passages)


def _first_of_each(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    _, places = np.unique(rows, return_index=True)
    return rows[np.sort(places)]


def _best_passages(
    part: Part, vectors: Vectors, queries: FloatArray, rows: NDArray[np.int64]
) -> tuple[FloatArray, NDArray[np.int64]]:
    table = part.segment.table
    starts = table.first[rows]
    counts = table.first[rows + 1] - starts
    scores = np.full(len(rows), np.nan, np.float32)
    best = np.full(len(rows), -1, np.int64)
    holders = np.flatnonzero(counts)
    if not len(holders):
        return scores, best
    starts, counts = starts[holders], counts[holders]
    firsts = np.cumsum(counts) - counts
    passages = np.arange(firsts[-1] + counts[-1]) + np.repeat(starts - firsts, counts)
    values = (vectors.rows(passages) @ queries.T).max(axis=1)
    scores[holders] = np.maximum.reduceat(values, firsts)
    winners = np.flatnonzero(values == np.repeat(scores[holders], counts))
    best[holders] = table.numbers[passages[winners[np.searchsorted(winners, firsts)]]]
    return scores, best
