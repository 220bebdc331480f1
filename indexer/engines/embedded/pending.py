"""What a writer was given and has not written to a segment yet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from indexer.engines.embedded.segments.table import Entry, Row
from models.constraints import Interval
from models.errors import BadInput
from models.messages import Message
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


def check(change: ListingUnits, dimensions: int) -> None:
    """``BadInput`` where the parts of a change do not belong together or cannot be indexed."""
    for unit in change.units:
        if unit.listing != change.listing:
            raise BadInput(
                Message(
                    en="Unit {id} of listing {own} came with listing {given}.",
                    zh="信息{own}的单元{id}随信息{given}提交。",
                    id=unit.id,
                    own=unit.listing,
                    given=change.listing,
                )
            )
        _check_text(unit)
        for passage in unit.vectors:
            if passage.vector.shape != (dimensions,) or not np.isfinite(passage.vector).all():
                raise BadInput(
                    Message(
                        en="Passage {number} of unit {id} has a vector of shape {shape} or with numbers that are not finite; "
                        "this index takes {dimensions} finite numbers.",
                        zh="单元{id}第{number}段的向量形状为{shape}，或含非有限的数；本索引须为{dimensions}个有限的数。",
                        number=passage.number,
                        id=unit.id,
                        shape=str(passage.vector.shape),
                        dimensions=dimensions,
                    ),
                    advice=Message(
                        en="Encode it again with the encoder that the index was made with.",
                        zh="请用生成该索引的编码器重新编码。",
                    ),
                )


def _check_text(unit: Unit) -> None:
    codes = (value for fact in unit.facts.values() if not isinstance(fact, Interval) for value in fact)
    try:
        for text in (unit.id, unit.listing, *unit.facts, *codes, *chain.from_iterable(unit.streams.values())):
            text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(
            Message(
                en="Unit {id} holds text that is not Unicode: {text}.",
                zh="单元{id}含有不是 Unicode 的文本：{text}。",
                id=repr(unit.id),
                text=repr(error.object),
            )
        ) from error


def _row(unit: Unit, key: int) -> Row:
    numbers = tuple(passage.number for passage in unit.vectors)
    return Row(key, unit.id, unit.facts, len(unit.streams.get(TERMS, ())), unit.expected, numbers)
