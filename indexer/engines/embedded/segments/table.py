"""A segment's table: its units and listings, their facts, and which passages are whose. Immutable once written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.segments.arrays import AnyArray, load, save
from indexer.engines.embedded.segments.columns import (
    CodeColumn,
    Mask,
    SpanColumn,
    merged_codes,
    merged_spans,
)
from indexer.engines.embedded.segments.strings import Blobs, Strings
from models.constraints import Facts, Interval

FIXED = ("by_name", "keys", "listing_of", "lengths", "expected", "first", "numbers", "versions", "stamps")


class Row(NamedTuple):
    """What a table keeps of a unit. ``numbers``: its passages', in the order of their vectors; ``length``: its recall terms."""

    key: int
    unit: str
    facts: Facts
    length: int
    expected: int
    numbers: tuple[int, ...]


class Entry(NamedTuple):
    """One listing at one version with its rows; none is a listing that is gone, kept so that an older change stays dropped."""

    listing: str
    version: int
    stamp: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """Rows in the order of their keys, those of one listing side by side.

    ``keys`` (n): each unit's; ``listing_of`` (n): its listing's row in ``listings``; ``first`` (n + 1): where its passages start in
    ``numbers``; ``stamps``: when each listing was written, on the same clock as the keys; ``by_name`` (n): the rows in the order of their
    units' identifiers.
    """

    keys: NDArray[np.int64]
    listing_of: NDArray[np.int32]
    lengths: NDArray[np.int32]
    expected: NDArray[np.int32]
    first: NDArray[np.int64]
    numbers: NDArray[np.int32]
    versions: NDArray[np.int64]
    stamps: NDArray[np.int64]
    units: Strings
    listings: Strings
    by_name: NDArray[np.int32]
    facts: Blobs
    codes: dict[str, CodeColumn]
    spans: dict[str, SpanColumn]

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Table:
        """The table of listings, in the order of their stamps."""
        rows = [row for entry in entries for row in entry.rows]
        counts = np.array([len(row.numbers) for row in rows], np.int64)
        units = Strings.of([row.unit for row in rows])
        codes, spans = _columns([row.facts for row in rows])
        return cls(
            keys=np.array([row.key for row in rows], np.int64),
            listing_of=np.repeat(np.arange(len(entries)), [len(entry.rows) for entry in entries]).astype(np.int32),
            lengths=np.array([row.length for row in rows], np.int32),
            expected=np.array([row.expected for row in rows], np.int32),
            first=_ends(counts),
            numbers=np.array([number for row in rows for number in row.numbers], np.int32),
            versions=np.array([entry.version for entry in entries], np.int64),
            stamps=np.array([entry.stamp for entry in entries], np.int64),
            units=units,
            listings=Strings.of([entry.listing for entry in entries]),
            by_name=_by_name(units),
            facts=Blobs.of([_packed(row.facts) for row in rows]),
            codes=codes,
            spans=spans,
        )

    @classmethod
    def merged(cls, parts: Sequence[tuple[Table, Mask]]) -> Table:
        """One table of the listings that stand (``True`` in the mask that comes with each table), in the same order."""
        kept = [_Kept.of(table, standing) for table, standing in parts]
        bases = np.cumsum([0, *(len(part.listings) for part in kept)])
        units = Strings.joined([part.table.units.take(part.rows) for part in kept])
        return cls(
            keys=_joined([part.table.keys[part.rows] for part in kept], np.int64),
            listing_of=_joined([part.listing_of() + base for part, base in zip(kept, bases, strict=False)], np.int32),
            lengths=_joined([part.table.lengths[part.rows] for part in kept], np.int32),
            expected=_joined([part.table.expected[part.rows] for part in kept], np.int32),
            first=_ends(_joined([np.diff(part.table.first)[part.rows] for part in kept], np.int64)),
            numbers=_joined([part.table.numbers[part.passages()] for part in kept], np.int32),
            versions=_joined([part.table.versions[part.listings] for part in kept], np.int64),
            stamps=_joined([part.table.stamps[part.listings] for part in kept], np.int64),
            units=units,
            listings=Strings.joined([part.table.listings.take(part.listings) for part in kept]),
            by_name=_by_name(units),
            facts=Blobs.joined([part.table.facts.take(part.rows) for part in kept]),
            codes=_merged_codes(kept),
            spans=_merged_spans(kept),
        )

    @classmethod
    def load(cls, path: Path) -> Table:
        """The table in a file, mapped."""
        header, arrays = load(path)
        fixed = {name: arrays[name] for name in FIXED}
        return cls(
            **fixed,
            units=Strings.loaded(arrays, "units"),
            listings=Strings.loaded(arrays, "listings"),
            facts=Blobs(arrays["facts.content"], arrays["facts.ends"]),
            codes={field: CodeColumn.loaded(arrays, f"codes.{place}") for place, field in enumerate(header["codes"])},
            spans={field: SpanColumn.loaded(arrays, f"spans.{place}") for place, field in enumerate(header["spans"])},
        )

    def save(self, path: Path) -> None:
        """Write the table; durable after ``sync_folder``."""
        arrays: dict[str, AnyArray] = {name: getattr(self, name) for name in FIXED}
        arrays |= self.units.saved("units") | self.listings.saved("listings")
        arrays |= {"facts.content": self.facts.content, "facts.ends": self.facts.ends}
        for place, codes in enumerate(self.codes.values()):
            arrays |= codes.saved(f"codes.{place}")
        for place, spans in enumerate(self.spans.values()):
            arrays |= spans.saved(f"spans.{place}")
        save(path, {"codes": list(self.codes), "spans": list(self.spans)}, arrays)

    def facts_of(self, row: int) -> Facts:
        """The facts of a unit."""
        return _unpacked(self.facts[row])

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """The row of the unit of each passage."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first))

    @cached_property
    def encoded(self) -> Mask:
        """Which units have all the vectors that they will have."""
        return np.asarray(np.diff(self.first) >= self.expected)

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """The place of each row in ``by_name``."""
        ranks = np.empty(len(self), np.int64)
        ranks[self.by_name] = np.arange(len(self))
        return ranks


class _Kept(NamedTuple):
    table: Table
    standing: Mask
    listings: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, table: Table, standing: Mask) -> _Kept:
        return cls(table, standing, np.flatnonzero(standing), np.flatnonzero(standing[table.listing_of]))

    def listing_of(self) -> NDArray[np.int64]:
        return _numbered(self.listings, len(self.table.listings))[self.table.listing_of[self.rows]]

    def passages(self) -> Mask:
        return self.standing[self.table.listing_of][self.table.owners]


def _merged_codes(kept: Sequence[_Kept]) -> dict[str, CodeColumn]:
    fields = dict.fromkeys(field for part in kept for field in part.table.codes)
    numbered = _renumbered(kept)
    return {
        field: merged_codes([(table.codes[field], rows) for table, rows in numbered if field in table.codes])
        for field in fields
    }


def _merged_spans(kept: Sequence[_Kept]) -> dict[str, SpanColumn]:
    fields = dict.fromkeys(field for part in kept for field in part.table.spans)
    numbered = _renumbered(kept)
    return {
        field: merged_spans([(table.spans[field], rows) for table, rows in numbered if field in table.spans])
        for field in fields
    }


def _renumbered(kept: Sequence[_Kept]) -> list[tuple[Table, NDArray[np.int64]]]:
    """Each table with the new number of each of its rows, −1 where a row is left out."""
    base, numbered = 0, []
    for part in kept:
        rows = _numbered(part.rows, len(part.table))
        numbered.append((part.table, np.where(rows >= 0, rows + base, -1)))
        base += len(part.rows)
    return numbered


def _numbered(kept: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    numbers = np.full(size, -1, np.int64)
    numbers[kept] = np.arange(len(kept))
    return numbers


def _columns(facts: Sequence[Facts]) -> tuple[dict[str, CodeColumn], dict[str, SpanColumn]]:
    postings: dict[str, dict[str, list[int]]] = {}
    stated: dict[str, list[int]] = {}
    spans: dict[str, list[tuple[int, Interval]]] = {}
    for row, held in enumerate(facts):
        for field, fact in held.items():
            if isinstance(fact, Interval):
                spans.setdefault(field, []).append((row, fact))
                continue
            stated.setdefault(field, []).append(row)
            codes = postings.setdefault(field, {})
            for code in fact:
                codes.setdefault(code, []).append(row)
    columns = {field: CodeColumn.of(codes, stated[field]) for field, codes in postings.items()}
    return columns, {field: SpanColumn.of(entries) for field, entries in spans.items()}


def _packed(facts: Facts) -> bytes:
    codes = {field: sorted(fact) for field, fact in facts.items() if not isinstance(fact, Interval)}
    spans = {field: (fact.low, fact.high) for field, fact in facts.items() if isinstance(fact, Interval)}
    return json.dumps([codes, spans], separators=(",", ":")).encode()


def _unpacked(packed: bytes) -> Facts:
    codes, spans = json.loads(packed)
    facts: dict[str, frozenset[str] | Interval] = {field: frozenset(values) for field, values in codes.items()}
    return facts | {field: Interval(low, high) for field, (low, high) in spans.items()}


def _by_name(units: Strings) -> NDArray[np.int32]:
    """The order of UTF-8 bytes is that of the characters."""
    names = units.at(np.arange(len(units)))
    return np.array(sorted(range(len(names)), key=names.__getitem__), np.int32)


def _ends(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _joined(parts: Sequence[AnyArray], dtype: type[np.integer[Any]]) -> AnyArray:
    return np.concatenate([np.zeros(0, dtype), *parts]).astype(dtype)
