"""What a writer was given and has not written to a segment yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.embedded.segments.table import Entry, Row
from models.units import TERMS, FloatArray, ListingUnits, Unit

FLUSH_UNITS = 5_000
FLUSH_PASSAGES = 16_384
"""So much is held in memory before it is written to a segment, some 40 MB at 384 dimensions."""


class Pending:
    """Listings in the order in which they came; the same listing again replaces what was pending of it."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._entries: dict[str, Entry] = {}
        self._vectors: dict[str, FloatArray] = {}
        self._units = 0
        self._passages = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, listing: str) -> Entry | None:
        """What is pending of a listing."""
        return self._entries.get(listing)

    def put(self, change: ListingUnits, stamp: int, keys: Sequence[int]) -> None:
        """Hold a listing, one key for each of its units."""
        self.drop(change.listing)
        rows = tuple(_row(unit, key) for unit, key in zip(change.units, keys, strict=True))
        self._entries[change.listing] = Entry(change.listing, change.version, stamp, rows)
        vectors = [passage.vector for unit in change.units for passage in unit.vectors]
        if vectors:
            self._vectors[change.listing] = np.asarray(vectors, np.float32)
        self._units += len(rows)
        self._passages += len(vectors)

    def drop(self, listing: str) -> int:
        """Forget a listing; how many of its passages were pending."""
        entry = self._entries.pop(listing, None)
        passages = len(self._vectors.pop(listing, ()))
        self._units -= len(entry.rows) if entry else 0
        self._passages -= passages
        return passages

    @property
    def full(self) -> bool:
        """Whether it is time to write a segment."""
        return self._units >= FLUSH_UNITS or self._passages >= FLUSH_PASSAGES

    def entries(self) -> list[Entry]:
        """All that is pending, the oldest first."""
        return list(self._entries.values())

    def vectors(self) -> FloatArray:
        """The vectors of all passages, in the order of the entries' rows."""
        return np.concatenate([np.zeros((0, self._dimensions), np.float32), *self._vectors.values()])

    def clear(self) -> None:
        """Forget everything: it is written."""
        self._entries, self._vectors = {}, {}
        self._units = self._passages = 0


def _row(unit: Unit, key: int) -> Row:
    numbers = tuple(passage.number for passage in unit.vectors)
    return Row(key, unit.id, unit.facts, len(unit.streams.get(TERMS, ())), unit.expected, numbers)
