"""The segments that a writer holds: finding listings in them, marking them gone, adding segments, keeping them few, and their statistics."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from threading import Event
from typing import NamedTuple
from uuid import uuid4

import numpy as np

from indexer.engines.embedded.files import sync_folder
from indexer.engines.embedded.merging import Background, Held, Merge, large_merge, settled, small_merge
from indexer.engines.embedded.segments.arrays import save
from indexer.engines.embedded.segments.segment import Segment, write_segment
from indexer.engines.embedded.segments.strings import hashes_of
from indexer.engines.embedded.segments.table import Entry
from indexer.engines.embedded.state import State
from indexer.engines.moments import Moments
from models.units import FloatArray

STATISTICS = ".statistics"


class Standing(NamedTuple):
    """Where a listing stands: in which segment, and its row there."""

    held: Held
    row: int

    @property
    def version(self) -> int:
        """The version that is indexed."""
        return int(self.held.segment.table.versions[self.row])

    @property
    def passages(self) -> int:
        """How many passages of it have a vector."""
        table = self.held.segment.table
        first, last = np.searchsorted(table.listing_of, [self.row, self.row + 1])
        return int(table.first[last] - table.first[first])

    @property
    def units(self) -> int:
        """How many units it has; none: it was removed."""
        first, last = np.searchsorted(self.held.segment.table.listing_of, [self.row, self.row + 1])
        return int(last - first)

    def leave(self) -> None:
        """Mark it gone."""
        self.held.gone[self.row] = True


class Holdings:
    """The segments of a generation, in the order of their keys."""

    def __init__(self, folder: Path, dimensions: int, state: State) -> None:
        self._folder = folder
        self._dimensions = dimensions
        segments = [Segment.open(folder, name, dimensions) for name in state.segments]
        self._held = [Held(segment, gone.copy()) for segment, gone in zip(segments, state.gone, strict=True)]
        self._background = Background()

    def names(self) -> tuple[str, ...]:
        """The segments' names."""
        return tuple(held.segment.name for held in self._held)

    def gone(self) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], ...]:
        """Which listings are gone, by segment, as it is now."""
        return tuple(held.gone.copy() for held in self._held)

    def passages(self) -> int:
        """How many passages stand."""
        return sum(_standing_passages(held) for held in self._held)

    def find(self, listings: Sequence[str]) -> dict[str, Standing]:
        """Where those of ``listings`` stand that are held; a removed one is held too, with no units."""
        hashes = hashes_of(listings)
        found = {}
        for held in self._held:
            rows = held.segment.table.listings.find(listings, hashes)
            for place in np.flatnonzero(rows >= 0).tolist():
                if not held.gone[rows[place]]:
                    found[listings[place]] = Standing(held, int(rows[place]))
        return found

    def add(self, entries: Sequence[Entry], vectors: FloatArray) -> None:
        """Write a segment."""
        segment = write_segment(self._folder, new_name(), entries, vectors)
        self._held.append(Held(segment, np.zeros(len(entries), np.bool_)))

    def tidy(self) -> bool:
        """Take what the background made, join small segments, begin what is due; whether the segments are others now."""
        before = self.names()
        self._held = self._background.taken(self._held)
        if merge := small_merge(self._held, self._background.busy_until):
            self._merge(merge)
        if not self._background.busy and (merge := large_merge(self._held)):
            self._background.begin(merge, new_name())
        return self.names() != before

    def settle(self) -> None:
        """Do now, and wait for, all merging that would be done in the background sooner or later, and join everything that is left."""
        self._background.wait()
        self._held = self._background.taken(self._held)
        while merge := settled(self._held):
            self._merge(merge)

    def clean(self, kept: AbstractSet[str | None]) -> None:
        """Remove files of segments that are in no state that is kept, nor being made."""
        making = self._background.making
        for path in self._folder.iterdir():
            name = path.name.lstrip(".").partition(".")[0]
            if name != making and name not in kept and name not in self.names():
                path.unlink()

    def close(self) -> None:
        """Stop what goes on in the background."""
        self._background.stop()

    def write_moments(self) -> str:
        """Write the statistics of the vectors that stand, and name the file."""
        moments = sum((held.segment.moments_without(held.gone) for held in self._held), Moments.none(self._dimensions))
        name = new_name()
        save(
            self._folder / f"{name}{STATISTICS}",
            {"count": moments.count},
            {"total": moments.total, "products": moments.products},
        )
        sync_folder(self._folder)
        return name

    def _merge(self, merge: Merge) -> None:
        self._held = merge.replaced(self._held, merge.run(new_name(), Event()))


def new_name() -> str:
    """A name that no segment had, nor will have."""
    return uuid4().hex


def _standing_passages(held: Held) -> int:
    table = held.segment.table
    return int(np.diff(table.first)[~held.gone[table.listing_of]].sum())
