"""A segment: a table and the vectors of its passages under one name, and how segments are written and merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event

import numpy as np

from indexer.engines.embedded.files import sync_folder
from indexer.engines.embedded.segments.arrays import load, save
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.segments.table import Entry, Table
from indexer.engines.embedded.segments.vectors import CHUNK, Vectors, lists_file, write_lists, write_vectors
from indexer.engines.moments import Moments
from models.units import FloatArray

TABLE, VECTORS, MOMENTS = ".table", ".vectors", ".moments"

SMALL = 1_000
"""A segment of fewer passages keeps no sums: adding them up again costs less than reading them."""

LARGE = 50_000
"""From so many passages on, a segment gets an approximate index."""


class Stopped(Exception):
    """A merge was told to stop."""


@dataclass(frozen=True)
class Segment:
    """An open segment. ``vectors`` is ``None`` where no unit has any."""

    folder: Path
    name: str
    dimensions: int
    table: Table
    vectors: Vectors | None

    @classmethod
    def open(cls, folder: Path, name: str, dimensions: int) -> Segment:
        """Map a segment; ``FileNotFoundError`` where it is gone."""
        table = Table.load(folder / f"{name}{TABLE}")
        vectors = Vectors(folder / f"{name}{VECTORS}") if len(table.numbers) else None
        if vectors:
            vectors.open()
        return cls(folder, name, dimensions, table, vectors)

    @property
    def passages(self) -> int:
        """How many passages have a vector."""
        return len(self.table.numbers)

    @cached_property
    def moments(self) -> Moments:
        """The sums over all its vectors, gone or not."""
        if self.vectors and self.passages < SMALL:
            return Moments.of(self.vectors.chunks(), self.dimensions)
        _, arrays = load(self.folder / f"{self.name}{MOMENTS}")
        return Moments(self.passages, arrays["total"], arrays["products"])

    def moments_without(self, gone: Mask) -> Moments:
        """The sums over the vectors of the listings that stand (``gone`` is by listing)."""
        if self.vectors is None:
            return Moments.none(self.dimensions)
        lost = np.flatnonzero(gone[self.table.listing_of][self.table.owners])
        parts = np.array_split(lost, len(lost) // CHUNK + 1)
        return self.moments - Moments.of((self.vectors.rows(part) for part in parts), self.dimensions)


def write_segment(folder: Path, name: str, entries: Sequence[Entry], vectors: FloatArray) -> Segment:
    """Write listings and the vectors of their passages (in the order of the entries' rows)."""
    return _written(folder, name, Table.of(entries), [vectors], vectors.shape[1], Event())


def merge_segments(
    folder: Path, name: str, parts: Sequence[tuple[Segment, Mask]], dimensions: int, stopping: Event
) -> Segment:
    """Write one segment of the listings that stand in ``parts`` (``True`` in the mask that comes with each, by listing).

    Raises ``Stopped`` soon after ``stopping`` was set; what it wrote by then is in no state, and removed with other leftovers.
    """
    table = Table.merged([(segment.table, standing) for segment, standing in parts])
    chunks = (
        chunk
        for segment, standing in parts
        if segment.vectors
        for chunk in segment.vectors.chunks(standing[segment.table.listing_of][segment.table.owners])
    )
    return _written(folder, name, table, chunks, dimensions, stopping)


def _written(
    folder: Path, name: str, table: Table, chunks: Iterable[FloatArray], dimensions: int, stopping: Event
) -> Segment:
    table.save(folder / f"{name}{TABLE}")
    if len(table.numbers):
        file = folder / f"{name}{VECTORS}"
        counted = _Counted(_until(stopping, chunks), dimensions)
        write_vectors(file, dimensions, len(table.numbers), counted)
        if len(table.numbers) >= SMALL:
            save(
                folder / f"{name}{MOMENTS}", {}, {"total": counted.moments.total, "products": counted.moments.products}
            )
        if len(table.numbers) >= LARGE:
            vectors = Vectors(file)
            write_lists(lists_file(file), vectors, dimensions, _until(stopping, vectors.chunks()))
    sync_folder(folder)
    return Segment.open(folder, name, dimensions)


def _until(stopping: Event, chunks: Iterable[FloatArray]) -> Iterator[FloatArray]:
    for chunk in chunks:
        if stopping.is_set():
            raise Stopped
        yield chunk


class _Counted:
    """Passes chunks on, and keeps their moments."""

    def __init__(self, chunks: Iterable[FloatArray], dimensions: int) -> None:
        self._chunks = chunks
        self._dimensions = dimensions
        self.moments = Moments.none(dimensions)

    def __iter__(self) -> Iterator[FloatArray]:
        for chunk in self._chunks:
            self.moments += Moments.of([chunk], self._dimensions)
            yield chunk
