"""Counts of listings, and facets: how many listings hold each code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from indexer.engines.embedded.passing import Passing
from indexer.engines.embedded.segments.columns import CodeColumn, Mask
from indexer.engines.embedded.segments.table import Table
from indexer.engines.embedded.snapshot import Snapshot
from models.ports import Counts


def counted(snapshot: Snapshot, passing: Passing, facets: Sequence[str]) -> Counts:
    """The listings that have a unit that passes. All units of a listing stand in one segment, so segments add up."""
    listings = 0
    found: dict[str, Counter[str]] = {field: Counter() for field in facets}
    for part in snapshot.parts:
        mask, table = passing.mask[part.rows], part.segment.table
        listings += _distinct_listings(table, mask)
        for field, counts in found.items():
            if field in table.codes:
                counts.update(_facet(table.codes[field], table, mask))
    return Counts(listings, found)


def _distinct_listings(table: Table, mask: Mask) -> int:
    seen = np.zeros(len(table.listings), np.bool_)
    seen[table.listing_of[mask]] = True
    return int(np.count_nonzero(seen))


def _facet(column: CodeColumn, table: Table, mask: Mask) -> dict[str, int]:
    """Rows of a listing are side by side, so within a code a listing that was counted already is the one just before."""
    kept = mask[column.rows]
    codes, listings = column.codes()[kept], table.listing_of[column.rows[kept]]
    fresh = np.ones(len(codes), np.bool_)
    fresh[1:] = (codes[1:] != codes[:-1]) | (listings[1:] != listings[:-1])
    counts = np.bincount(codes[fresh], minlength=len(column.values))
    return {column.values[int(code)]: int(counts[code]) for code in np.flatnonzero(counts)}
