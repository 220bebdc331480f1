"""What passes a question's constraint and its words that must or may not occur: one mask that both legs, counts and scans share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indexer.engines.embedded.segments.columns import Mask
from models.constraints import Constraint
from models.ports import KeywordQuery, Phrase

if TYPE_CHECKING:
    from indexer.engines.embedded.snapshot import Part

KEPT = 16
"""Conditions whose units are remembered: a request asks for the same ones to retrieve, to count and to page."""


class Condition(NamedTuple):
    """What units have to meet, apart from scoring."""

    where: Constraint
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    prefix: str = ""

    @classmethod
    def of(cls, where: Constraint, keyword: KeywordQuery | None) -> Condition:
        """The condition of a question."""
        return cls(where) if keyword is None else cls(where, keyword.phrases, keyword.without, keyword.prefix)

    def words(self) -> KeywordQuery | None:
        """What it asks of the words; ``None`` where it asks nothing."""
        asks = self.phrases or self.without or self.prefix
        return KeywordQuery(phrases=self.phrases, without=self.without, prefix=self.prefix) if asks else None


class Passing:
    """The rows of a snapshot that meet a condition. ``mask`` is not to be written to."""

    def __init__(self, condition: Condition, mask: Mask, parts: Sequence[Part]) -> None:
        self.condition = condition
        self.mask = mask
        self._parts = parts

    @cached_property
    def count(self) -> int:
        """How many rows pass."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def passages(self) -> tuple[tuple[Mask, int], ...]:
        """By segment, the passages of rows that pass, and how many."""
        masks = [self.mask[part.rows][part.segment.table.owners] for part in self._parts]
        return tuple((mask, int(np.count_nonzero(mask))) for mask in masks)


class Remembered:
    """The last few conditions and what passes them. Threads may share one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Passing] = OrderedDict()
        self._lock = Lock()

    def get(self, condition: Condition) -> Passing | None:
        """What is remembered of a condition."""
        with self._lock:
            if condition in self._kept:
                self._kept.move_to_end(condition)
            return self._kept.get(condition)

    def put(self, passing: Passing) -> Passing:
        """Remember, and forget what was not asked for the longest."""
        with self._lock:
            self._kept[passing.condition] = passing
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return passing
