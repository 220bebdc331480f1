"""The keyword leg: the best units by BM25 among those that pass."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from indexer.engines.embedded.keywords import SCALE, excluded, required, scoring, unscored
from indexer.engines.embedded.passing import Passing
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


def best_by_keyword(snapshot: Snapshot, query: KeywordQuery, passing: Passing, depth: int) -> Ranked:
    """The best ``depth`` of the rows that pass."""
    asked = scoring(query, snapshot.schema)
    if asked is None or not passing.count:
        return NOTHING
    found = NOTHING
    for attempt, limit in _attempts(snapshot, asked, query, passing, depth):
        hits = snapshot.searcher.search(attempt, limit, count=False).hits
        found = _sifted(snapshot, hits, passing.mask)
        if len(found.rows) >= depth or len(hits) < limit:
            break
    return Ranked(found.rows[:depth], found.scores[:depth])


def _attempts(
    snapshot: Snapshot, asked: tantivy.Query, query: KeywordQuery, passing: Passing, depth: int
) -> Iterator[tuple[tantivy.Query, int]]:
    """Queries with how many hits to take, until enough of them pass or there are no more."""
    size = len(passing.mask)
    share = passing.count / max(snapshot.units, 1)
    if share >= BROAD:
        yield asked, min(size, math.ceil(depth / share * SPARE))
    narrow = _narrowed(snapshot, asked, query, passing.condition.where)
    limit = depth
    while limit < size:
        yield narrow, limit
        limit *= GROWTH
    yield narrow, size


def _narrowed(snapshot: Snapshot, asked: tantivy.Query, query: KeywordQuery, where: Constraint) -> tantivy.Query:
    """The query with as much of the condition as tantivy can hold."""
    parts = [(Occur.Must, asked)]
    parts += [(Occur.Must, unscored(needed)) for needed in required(query, snapshot.schema)]
    parts += [(Occur.MustNot, unwanted) for unwanted in excluded(query, snapshot.schema)]
    if (wide := snapshot.filters.wide(met(where))) is not None:
        parts.append((Occur.Must, unscored(wide)))
    return Query.boolean_query(parts)


def _sifted(snapshot: Snapshot, hits: list[tuple[float, tantivy.DocAddress]], mask: Mask) -> Ranked:
    """Hits as rows, without those that do not pass."""
    if not hits:
        return NOTHING
    scores, addresses = zip(*hits, strict=True)
    rows = snapshot.rows_of(list(addresses))
    kept = np.flatnonzero((rows >= 0) & mask[rows])
    kept_rows, kept_scores = rows[kept], np.array(scores, np.float32)[kept] * np.float32(SCALE)
    order = np.lexsort((kept_rows, -kept_scores))
    return Ranked(kept_rows[order], kept_scores[order])
