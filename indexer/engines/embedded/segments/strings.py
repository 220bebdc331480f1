"""Many byte strings in two arrays, and texts among them found by hash: no Python object per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.segments.arrays import AnyArray

GATHER = 8192
"""Rows whose bytes are gathered at once, so that picking rows needs little memory beside its result."""


@dataclass(frozen=True, slots=True)
class Blobs:
    """Byte strings: row ``i`` is ``content[ends[i]:ends[i + 1]]``."""

    content: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[bytes]) -> Blobs:
        """The rows, joined."""
        ends = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=ends[1:])
        return cls(np.frombuffer(b"".join(rows), np.uint8), ends)

    @classmethod
    def joined(cls, parts: Sequence[Blobs]) -> Blobs:
        """The rows of all parts, one part after the other."""
        sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(part.ends) for part in parts)])
        return cls(np.concatenate([np.zeros(0, np.uint8), *(part.content for part in parts)]), np.cumsum(sizes))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, row: int) -> bytes:
        return self.content[self.ends[row] : self.ends[row + 1]].tobytes()

    def take(self, rows: NDArray[np.int64]) -> Blobs:
        """The rows asked for, in that order."""
        if len(rows) == len(self):
            return self
        chunks = [self.gathered(rows[start : start + GATHER]) for start in range(0, len(rows), GATHER)]
        return Blobs.joined(chunks)

    def decoded(self) -> list[str]:
        """All rows as texts. Where all are ASCII, one decoding serves them all: bytes and characters are in the same places."""
        content, ends = self.content.tobytes(), self.ends.tolist()
        if content.isascii():
            text = content.decode()
            return [text[start:end] for start, end in pairwise(ends)]
        return [content[start:end].decode() for start, end in pairwise(ends)]

    def gathered(self, rows: NDArray[np.integer[Any]]) -> Blobs:
        """The rows asked for, in that order, at once: for not too many."""
        starts, sizes = self.ends[rows], self.ends[rows + 1] - self.ends[rows]
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        return Blobs(self.content[np.repeat(starts - ends[:-1], sizes) + np.arange(ends[-1])], ends)


def hashes_of(texts: Iterable[str]) -> NDArray[np.uint64]:
    """A 64-bit hash of each text, the same in every process."""
    return np.frombuffer(b"".join(blake2b(text.encode(), digest_size=8).digest() for text in texts), np.uint64)


@dataclass(frozen=True, slots=True)
class Strings:
    """Distinct texts, found by hash. ``order`` sorts ``hashes``."""

    texts: Blobs
    hashes: NDArray[np.uint64]
    order: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Strings:
        """A table of distinct ``texts``."""
        return cls._ordered(Blobs.of([text.encode() for text in texts]), hashes_of(texts))

    @classmethod
    def joined(cls, parts: Sequence[Strings]) -> Strings:
        """The rows of all parts, one part after the other; no text may be in two of them."""
        hashes = np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)])
        return cls._ordered(Blobs.joined([part.texts for part in parts]), hashes)

    @classmethod
    def _ordered(cls, texts: Blobs, hashes: NDArray[np.uint64]) -> Strings:
        return cls(texts, hashes, np.argsort(hashes, kind="stable").astype(np.int32))

    @classmethod
    def loaded(cls, arrays: Mapping[str, AnyArray], name: str) -> Strings:
        """The table that was saved as ``name``."""
        texts = Blobs(arrays[f"{name}.content"], arrays[f"{name}.ends"])
        return cls(texts, arrays[f"{name}.hashes"], arrays[f"{name}.order"])

    def saved(self, name: str) -> dict[str, AnyArray]:
        """The arrays to save."""
        return {
            f"{name}.content": self.texts.content,
            f"{name}.ends": self.texts.ends,
            f"{name}.hashes": self.hashes,
            f"{name}.order": self.order,
        }

    def __len__(self) -> int:
        return len(self.hashes)

    def __getitem__(self, row: int) -> str:
        return self.texts[row].decode()

    def at(self, rows: NDArray[np.integer[Any]]) -> list[str]:
        """The texts of the rows."""
        return self.texts.gathered(rows).decoded()

    def take(self, rows: NDArray[np.int64]) -> Strings:
        """The rows asked for, in that order."""
        return self if len(rows) == len(self) else self._ordered(self.texts.take(rows), self.hashes[rows])

    def find(self, texts: Sequence[str], hashes: NDArray[np.uint64] | None = None) -> NDArray[np.int64]:
        """The row of each text, −1 for one that is not here. ``hashes``: theirs, where they are known already."""
        wanted = hashes_of(texts) if hashes is None else hashes
        found = np.full(len(texts), -1, np.int64)
        starts = np.searchsorted(self.hashes, wanted, "left", sorter=self.order)
        ends = np.searchsorted(self.hashes, wanted, "right", sorter=self.order)
        for place in np.flatnonzero(ends > starts).tolist():
            same = (int(row) for row in self.order[starts[place] : ends[place]])
            found[place] = next((row for row in same if self[row] == texts[place]), -1)
        return found
