"""Scans: units in the order of an interval's low end, page by page, without keeping anything between two pages."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.passing import Passing
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.snapshot import Part, Snapshot
from indexer.engines.places import Place, read, written
from models.ports import Page


def scanned(
    snapshot: Snapshot, passing: Passing, *, order: str, descending: bool, after: str | None, limit: int
) -> Page:
    """One page; see ``Reader.scan``. ``after`` names the last unit's place, so that pages go on over changes."""
    start = None if after is None else read(after)
    places = [
        place
        for part in snapshot.parts
        for place in _first_places(
            part, passing.mask[part.rows], order, descending=descending, start=start, limit=limit
        )
    ]
    page = heapq.nsmallest(limit, places)
    more = len(places) > limit
    return Page(tuple(place.unit for place in page), written(page[-1]) if more and page else None)


def _first_places(
    part: Part, mask: Mask, order: str, *, descending: bool, start: Place | None, limit: int
) -> Iterator[Place]:
    """The first ``limit + 1`` places of a segment after ``start``."""
    table = part.segment.table
    rows = np.flatnonzero(mask)
    absent, values = _values(part, rows, order, descending=descending)
    ranks = table.ranks[rows]
    if start is not None:
        later = _later(absent, values, ranks, start, _rank(part, start.unit))
        rows, absent, values, ranks = rows[later], absent[later], values[later], ranks[later]
    for place in np.lexsort((ranks, values, absent))[: limit + 1]:
        yield Place(bool(absent[place]), float(values[place]), table.units[int(rows[place])])


def _values(part: Part, rows: NDArray[np.int64], order: str, *, descending: bool) -> tuple[Mask, NDArray[np.float64]]:
    column = part.segment.table.spans.get(order)
    absent = np.ones(len(part.alive), np.bool_)
    values = np.zeros(len(part.alive), np.float64)
    if column is not None:
        absent[column.rows] = False
        values[column.rows] = -column.low if descending else column.low
    return absent[rows], values[rows]


def _later(absent: Mask, values: NDArray[np.float64], ranks: NDArray[np.int64], start: Place, rank: int) -> Mask:
    beside = absent == start.absent
    beyond = absent if not start.absent else np.zeros(len(absent), np.bool_)
    later: Mask = (beyond & ~beside) | (beside & ((values > start.value) | ((values == start.value) & (ranks > rank))))
    return later


def _rank(part: Part, unit: str) -> int:
    """Where ``unit`` stands, or would stand, among the segment's units in the order of their identifiers."""
    table = part.segment.table
    return bisect_right(table.by_name, unit.encode(), key=lambda row: table.units.texts[row]) - 1
