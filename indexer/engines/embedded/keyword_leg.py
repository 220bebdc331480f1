"""The keyword leg: the best units by BM25 among those that pass."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from indexer.engines.embedded.keywords import KEY, SCALE, scoring, unscored
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.snapshot import Snapshot
from models.constraints import Constraint
from models.ports import KeywordQuery
from models.predicates import met

BROAD = 0.3
"""From this share of units on, the best are taken of all and sifted: tantivy skips most documents only where nothing is filtered."""

SPARE = 1.25
GROWTH = 4


class Ranked(NamedTuple):
    """Rows of a snapshot and their scores, the best first; of equal scores the older row is first."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


NOTHING = Ranked(np.zeros(0, np.int64), np.zeros(0, np.float32))


def best_by_keyword(snapshot: Snapshot, query: KeywordQuery, where: Constraint, mask: Mask, depth: int) -> Ranked:
    """The best ``depth`` rows where ``mask`` is true, which is what passes ``where``."""
    asked = scoring(query, snapshot.schema)
    if asked is None or not mask.any():
        return NOTHING
    found = NOTHING
    for attempt, limit in _attempts(snapshot, asked, where, mask, depth):
        hits = snapshot.searcher.search(attempt, limit, count=False).hits
        found = _sifted(snapshot, hits, mask)
        if len(found.rows) >= depth or len(hits) < limit:
            break
    return Ranked(found.rows[:depth], found.scores[:depth])


def _attempts(
    snapshot: Snapshot, asked: tantivy.Query, where: Constraint, mask: Mask, depth: int
) -> Iterator[tuple[tantivy.Query, int]]:
    """Queries with how many hits to take, until enough of them pass or there are no more."""
    size = len(mask)
    share = np.count_nonzero(mask) / max(snapshot.units, 1)
    if share >= BROAD:
        yield asked, min(size, math.ceil(depth / share * SPARE))
    narrow = snapshot.filters.wide(met(where))
    if narrow is not None:
        asked = Query.boolean_query([(Occur.Must, asked), (Occur.Must, unscored(narrow))])
    limit = depth
    while limit < size:
        yield asked, limit
        limit *= GROWTH
    yield asked, size


def _sifted(snapshot: Snapshot, hits: list[tuple[float, tantivy.DocAddress]], mask: Mask) -> Ranked:
    """Hits as rows, without those that do not pass."""
    if not hits:
        return NOTHING
    keys = np.array(snapshot.searcher.fast_field_values(KEY, [address for _, address in hits]), np.int64)
    rows = np.minimum(np.searchsorted(snapshot.keys, keys), len(mask) - 1)
    kept = np.flatnonzero(mask[rows] & (snapshot.keys[rows] == keys))
    scores = np.fromiter((score for score, _ in hits), np.float32, len(hits))[kept] * np.float32(SCALE)
    order = np.lexsort((rows[kept], -scores))
    return Ranked(rows[kept][order], scores[order])
