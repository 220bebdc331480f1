"""The columns of a segment's facts: by field, which rows hold which codes, and which rows hold which interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.segments.arrays import AnyArray
from indexer.engines.embedded.segments.strings import Strings
from models.constraints import Interval

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """A field of codes: ``rows[ends[c]:ends[c + 1]]`` hold ``values[c]``, ascending; ``stated`` are the rows that have the field at all."""

    values: Strings
    ends: NDArray[np.int64]
    rows: Rows
    stated: Rows

    @classmethod
    def of(cls, postings: Mapping[str, Sequence[int]], stated: Sequence[int]) -> CodeColumn:
        """A column from the rows of each code."""
        ends = np.cumsum([0, *(len(rows) for rows in postings.values())], dtype=np.int64)
        flat = np.fromiter((row for rows in postings.values() for row in rows), np.int32, int(ends[-1]))
        return cls(Strings.of(list(postings)), ends, flat, np.asarray(stated, np.int32))

    @classmethod
    def loaded(cls, arrays: Mapping[str, AnyArray], name: str) -> CodeColumn:
        """The column that was saved as ``name``."""
        values = Strings.loaded(arrays, f"{name}.values")
        return cls(values, arrays[f"{name}.ends"], arrays[f"{name}.rows"], arrays[f"{name}.stated"])

    def saved(self, name: str) -> dict[str, AnyArray]:
        """The arrays to save."""
        own: dict[str, AnyArray] = {f"{name}.ends": self.ends, f"{name}.rows": self.rows, f"{name}.stated": self.stated}
        return self.values.saved(f"{name}.values") | own

    def any_of(self, values: Sequence[str], size: int) -> Mask:
        """Which of ``size`` rows hold one of ``values``."""
        mask = np.zeros(size, np.bool_)
        for code in self.values.find(values):
            if code >= 0:
                mask[self.rows[self.ends[code] : self.ends[code + 1]]] = True
        return mask

    def codes(self) -> NDArray[np.int32]:
        """The code of each entry of ``rows``."""
        return np.repeat(np.arange(len(self.values), dtype=np.int32), np.diff(self.ends))


@dataclass(frozen=True, slots=True)
class SpanColumn:
    """A field of intervals: row ``rows[i]`` holds ``low[i]`` to ``high[i]``, rows ascending."""

    rows: Rows
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, entries: Sequence[tuple[int, Interval]]) -> SpanColumn:
        """A column from the interval of each row."""
        rows = np.fromiter((row for row, _ in entries), np.int32, len(entries))
        low = np.fromiter((span.low for _, span in entries), np.float64, len(entries))
        high = np.fromiter((span.high for _, span in entries), np.float64, len(entries))
        return cls(rows, low, high)

    @classmethod
    def loaded(cls, arrays: Mapping[str, AnyArray], name: str) -> SpanColumn:
        """The column that was saved as ``name``."""
        return cls(arrays[f"{name}.rows"], arrays[f"{name}.low"], arrays[f"{name}.high"])

    def saved(self, name: str) -> dict[str, AnyArray]:
        """The arrays to save."""
        return {f"{name}.rows": self.rows, f"{name}.low": self.low, f"{name}.high": self.high}

    def inside(self, span: Interval, size: int) -> Mask:
        """Which of ``size`` rows hold an interval that lies in ``span``."""
        return self._at((span.low <= self.low) & (self.high <= span.high), size)

    def meets(self, span: Interval, size: int) -> Mask:
        """Which of ``size`` rows hold an interval that shares a value with ``span``."""
        return self._at((self.low <= span.high) & (span.low <= self.high), size)

    def _at(self, hits: Mask, size: int) -> Mask:
        mask = np.zeros(size, np.bool_)
        mask[self.rows[hits]] = True
        return mask


def merged_codes(parts: Sequence[tuple[CodeColumn, NDArray[np.int64]]]) -> CodeColumn:
    """One column from several. With each comes the new number of each of its rows, −1 for a row that is left out."""
    numbers: dict[str, int] = {}
    codes, rows, stated = [], [], []
    for column, renumbered in parts:
        known = [numbers.setdefault(column.values[code], len(numbers)) for code in range(len(column.values))]
        kept = renumbered[column.rows] >= 0
        codes.append(np.asarray(known, np.int32)[column.codes()[kept]])
        rows.append(renumbered[column.rows[kept]])
        stated.append(renumbered[column.stated][renumbered[column.stated] >= 0])
    code, row = np.concatenate(codes), np.concatenate(rows)
    order = np.lexsort((row, code))
    ends = np.searchsorted(code[order], np.arange(len(numbers) + 1)).astype(np.int64)
    return CodeColumn(
        Strings.of(list(numbers)), ends, row[order].astype(np.int32), np.concatenate(stated).astype(np.int32)
    )


def merged_spans(parts: Sequence[tuple[SpanColumn, NDArray[np.int64]]]) -> SpanColumn:
    """One column from several, as ``merged_codes`` does."""
    kept = [(column, renumbered[column.rows], renumbered[column.rows] >= 0) for column, renumbered in parts]
    return SpanColumn(
        np.concatenate([rows[keep] for _, rows, keep in kept]).astype(np.int32),
        np.concatenate([column.low[keep] for column, _, keep in kept]),
        np.concatenate([column.high[keep] for column, _, keep in kept]),
    )
