"""Which segments to merge, and merging them beside the writer.

A search asks every segment, so there should be few; and a merge reads and writes everything it joins, so it should be seldom. Small segments at
the end are joined at once; large ones in a thread of its own, together with training the approximate index.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread

import numpy as np

from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.segments.segment import LARGE, Segment, Stopped, merge_segments

SMALL_UNITS = 20_000
SMALL_COUNT = 8
"""So many segments at the end, small enough together, are joined at a checkpoint."""

MANY = 12
"""More segments than this are joined in the background."""

MOST = 250_000
"""Units, or passages, of a merged segment: merging holds the table of what it makes in memory."""

FRESH_SHARE = 0.4
"""The share of passages outside the approximate index from which on it is made anew."""

GONE_SHARE = 0.5
"""The share of listings that are gone from which on a segment is written anew."""


@dataclass
class Held:
    """A segment that a writer holds, and which of its listings are gone by now."""

    segment: Segment
    gone: Mask

    @property
    def units(self) -> int:
        """Its units, gone or not."""
        return len(self.segment.table)

    @property
    def size(self) -> int:
        """What it counts towards ``MOST``."""
        return max(self.units, self.segment.passages)

    @property
    def indexed(self) -> bool:
        """Whether it has an approximate index."""
        return self.segment.vectors is not None and self.segment.vectors.approximate


@dataclass(frozen=True)
class Merge:
    """A run of segments next to each other, the first at ``start``, as they were when the merge began."""

    start: int
    parts: tuple[tuple[Segment, Mask], ...]

    @classmethod
    def of(cls, held: Sequence[Held], start: int, end: int) -> Merge:
        """The merge of ``held[start:end]``."""
        return cls(start, tuple((each.segment, ~each.gone) for each in held[start:end]))

    @property
    def end(self) -> int:
        """One past its last segment."""
        return self.start + len(self.parts)

    def run(self, name: str, stopping: Event) -> Segment:
        """Write the merged segment; ``Stopped`` soon after ``stopping`` was set."""
        first = self.parts[0][0]
        return merge_segments(first.folder, name, self.parts, first.dimensions, stopping)

    def replaced(self, held: Sequence[Held], made: Segment) -> list[Held]:
        """The segments with this run replaced by what it ``made``; what went since it began is gone there too."""
        now = [each.gone[stood] for each, (_, stood) in zip(held[self.start : self.end], self.parts, strict=True)]
        gone = np.concatenate([np.zeros(0, np.bool_), *now])
        return [*held[: self.start], Held(made, gone), *held[self.end :]]


def small_merge(held: Sequence[Held], first: int) -> Merge | None:
    """The small segments at the end, from ``first`` on, if there are enough to be worth it."""
    start, units = len(held), 0
    while start > first and units + held[start - 1].units <= SMALL_UNITS:
        start -= 1
        units += held[start].units
    return Merge.of(held, start, len(held)) if len(held) - start >= SMALL_COUNT else None


def large_merge(held: Sequence[Held]) -> Merge | None:
    """What is worth a merge in the background."""
    start = _reach(held, len(held))
    passages = sum(each.segment.passages for each in held[start:])
    fresh = sum(each.segment.passages for each in held[start:] if not each.indexed)
    if passages >= LARGE and fresh > FRESH_SHARE * passages:
        return Merge.of(held, start, len(held))
    for place, each in enumerate(held):
        if each.units > SMALL_UNITS and each.gone.mean() > GONE_SHARE:
            return Merge.of(held, place, place + 1)
    if len(held) - start > MANY:
        return Merge.of(held, _behind_the_largest(held, start), len(held))
    return None


def settled(held: Sequence[Held]) -> Merge | None:
    """The next merge that leaves fewer or smaller segments, whatever it costs; ``None`` once there is none."""
    end = len(held)
    while end:
        start = _reach(held, end)
        if end - start > 1 or held[start].gone.any():
            return Merge.of(held, start, end)
        end = start
    return None


def _reach(held: Sequence[Held], end: int) -> int:
    """Where a run up to ``end`` starts that is as long as one merged segment may be; one segment at least."""
    start = max(end - 1, 0)
    size = held[start].size if held else 0
    while start and size + held[start - 1].size <= MOST:
        start -= 1
        size += held[start].size
    return start


def _behind_the_largest(held: Sequence[Held], start: int) -> int:
    """Leave out leading segments, from ``start`` on, that are larger than all that follow together."""
    while start < len(held) - 2 and held[start].units > sum(each.units for each in held[start + 1 :]):
        start += 1
    return start


class Background:
    """One merge at a time, beside the writer. What it made is taken at a checkpoint."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._merge: Merge | None = None
        self._made: Segment | None = None
        self._stopping = Event()
        self.making: str | None = None

    @property
    def busy(self) -> bool:
        """Whether a merge was begun and not taken yet."""
        return self._merge is not None

    @property
    def busy_until(self) -> int:
        """The end of the run that is being merged; segments before it must stay as they are."""
        return self._merge.end if self._merge else 0

    def begin(self, merge: Merge, name: str) -> None:
        """Start a merge into a segment of that name."""
        self._merge, self.making = merge, name
        self._thread = Thread(target=self._run, args=(merge, name), name="merge", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the merge is done."""
        if self._thread:
            self._thread.join()

    def taken(self, held: list[Held]) -> list[Held]:
        """The segments, with what the merge made once it is done."""
        if self._merge is None or self._thread is None or self._thread.is_alive():
            return held
        merge, made = self._merge, self._made
        self._merge = self._thread = self._made = self.making = None
        return held if made is None else merge.replaced(held, made)

    def stop(self) -> None:
        """Give up what is being merged: it is only work, and is begun again."""
        self._stopping.set()
        self.wait()

    def _run(self, merge: Merge, name: str) -> None:
        with suppress(Stopped):
            self._made = merge.run(name, self._stopping)
