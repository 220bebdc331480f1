"""The facts of n listings as columns, so that many constraints of one shape are asked of all of them at once.

Outcomes are small numbers in the order of Kleene's logic: failed −1, not stated 0, met 1; "and" is the least, "or" the greatest, "not" the
opposite. The evaluator of ``models.constraints`` stays the truth, which a test compares this with.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from models.constraints import (
    ABOVE,
    And,
    Constraint,
    Facts,
    In,
    Interval,
    Lenient,
    Not,
    Or,
    Outcome,
    Overlap,
    Range,
    Stated,
    Strict,
    Under,
)

Outcomes = NDArray[np.int8]
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

FAILED, NOT_STATED, MET = np.int8(-1), np.int8(0), np.int8(1)
NUMBERS = {Outcome.FAILED: FAILED, Outcome.NOT_STATED: NOT_STATED, Outcome.MET: MET}
"""How outcomes are written here."""


@dataclass(frozen=True, eq=False)
class SpanColumn:
    """The intervals of one field. ``low`` and ``high`` have shape (n,), NaN where it is not stated; ``coded``: it states codes instead."""

    low: Floats
    high: Floats
    stated: NDArray[np.bool_]
    coded: NDArray[np.bool_]

    @property
    def anything(self) -> bool:
        """Whether any listing states an interval."""
        return bool(self.stated.any())


@dataclass(frozen=True, eq=False)
class CodeColumn:
    """The codes of one field: ``values`` in the order of their first sight, the rows that hold each, and who states anything.

    ``owners`` and ``held``: every (row, number of the value), by row.
    """

    values: Mapping[str, int]
    rows: tuple[Rows, ...]
    stated: NDArray[np.bool_]
    owners: Rows
    held: Rows


@dataclass(eq=False)
class Columns:
    """The facts of n listings; a column is made when it is first asked for."""

    facts: Sequence[Facts]
    _spans: dict[Hashable, SpanColumn] = field(default_factory=dict, init=False)
    _codes: dict[str, CodeColumn] = field(default_factory=dict, init=False)
    _names: frozenset[str] | None = field(default=None, init=False)

    def __len__(self) -> int:
        return len(self.facts)

    @property
    def names(self) -> frozenset[str]:
        """Every field that any of the listings states."""
        if self._names is None:
            self._names = frozenset().union(*self.facts)
        return self._names

    def spans(self, name: str) -> SpanColumn:
        """The intervals of a field."""
        return self.derived(name, lambda facts: facts.get(name))

    def derived(self, key: Hashable, of: Callable[[Facts], object]) -> SpanColumn:
        """The intervals that a function gives of a listing's facts, kept by ``key``."""
        if key not in self._spans:
            found = [of(facts) for facts in self.facts]
            spans = [one if isinstance(one, Interval) else None for one in found]
            self._spans[key] = SpanColumn(
                low=np.array([np.nan if one is None else one.low for one in spans]),
                high=np.array([np.nan if one is None else one.high for one in spans]),
                stated=np.array([one is not None for one in spans], np.bool_),
                coded=np.array([isinstance(one, frozenset) for one in found], np.bool_),
            )
        return self._spans[key]

    def codes(self, name: str) -> CodeColumn:
        """The codes of a field."""
        if name not in self._codes:
            self._codes[name] = _code_column([facts.get(name) for facts in self.facts])
        return self._codes[name]


def shape_of(constraint: Constraint) -> Hashable:
    """What constraints must have in common to be asked at once: all but the values that they ask for."""
    match constraint:
        case Not(part) | Lenient(part) | Strict(part):
            return type(constraint), shape_of(part)
        case And(parts) | Or(parts):
            return type(constraint), tuple(shape_of(part) for part in parts)
        case _:
            return type(constraint), constraint.field


def outcomes(constraints: Sequence[Constraint], columns: Columns) -> Outcomes:
    """What m constraints of one shape say of n listings, of shape (m, n). Not to be written to."""
    first = constraints[0]
    match first:
        case Not():
            return np.negative(_part(constraints, columns))
        case Lenient():
            found = _part(constraints, columns)
            return np.where(found == NOT_STATED, MET, found)
        case Strict():
            found = _part(constraints, columns)
            return np.where(found == NOT_STATED, FAILED, found)
        case And(parts):
            return _joined(np.minimum, MET, constraints, len(parts), columns)
        case Or(parts):
            return _joined(np.maximum, FAILED, constraints, len(parts), columns)
        case _:
            return _leaves(constraints, columns)


def _part(constraints: Sequence[Constraint], columns: Columns) -> Outcomes:
    return outcomes([one.part for one in constraints if isinstance(one, Not | Lenient | Strict)], columns)


def _joined(
    join: np.ufunc, empty: np.int8, constraints: Sequence[Constraint], parts: int, columns: Columns
) -> Outcomes:
    if not parts:
        return np.full((len(constraints), len(columns)), empty)
    found = (
        outcomes([one.parts[n] for one in constraints if isinstance(one, And | Or)], columns) for n in range(parts)
    )
    return reduce(join, found)


def _leaves(constraints: Sequence[Constraint], columns: Columns) -> Outcomes:
    first = constraints[0]
    shape = (len(constraints), len(columns))
    match first:
        case Stated(name):
            column = columns.codes(name)
            stated = column.stated | columns.spans(name).stated
            return np.broadcast_to(np.where(stated, MET, FAILED), shape)
        case In(name, _):
            wanted = [one.values for one in constraints if isinstance(one, In)]
            return _holding_any(wanted, name, columns)
        case Under(name, _):
            nodes = [frozenset({one.node}) for one in constraints if isinstance(one, Under)]
            return _holding_any(nodes, name + ABOVE, columns)
        case Overlap(name, _):
            return _intervals(
                [one.span for one in constraints if isinstance(one, Overlap)], name, columns, within=False
            )
        case Range(name, _):
            return _intervals([one.within for one in constraints if isinstance(one, Range)], name, columns, within=True)
    msg = f"{type(first).__name__} is no leaf."
    raise TypeError(msg)


def _holding_any(wanted: Sequence[frozenset[str]], name: str, columns: Columns) -> Outcomes:
    """Whether a listing holds one of the codes; an interval under that name is none of them."""
    column, spans = columns.codes(name), columns.spans(name)
    nothing = np.where(column.stated | spans.stated, FAILED, NOT_STATED)
    places: dict[frozenset[str], int] = {}
    numbers = [places.setdefault(one, len(places)) for one in wanted]
    found = np.repeat(nothing[None, :], len(places), axis=0)
    for values, place in places.items():
        for value in values if len(values) < len(column.values) else column.values.keys() & values:
            if (at := column.values.get(value)) is not None:
                found[place, column.rows[at]] = MET
    return found if len(places) == len(wanted) else found[numbers]


def _intervals(asked: Sequence[Interval], name: str, columns: Columns, *, within: bool) -> Outcomes:
    column, shape = columns.spans(name), (len(asked), len(columns))
    if not column.anything:
        return np.broadcast_to(np.where(column.coded, FAILED, NOT_STATED), shape)
    low = np.array([one.low for one in asked])[:, None]
    high = np.array([one.high for one in asked])[:, None]
    # what is not stated is NaN, which holds for no comparison
    fits = (low <= column.low) & (column.high <= high) if within else (column.low <= high) & (low <= column.high)
    nothing = np.where(column.stated | column.coded, FAILED, NOT_STATED)
    return np.where(fits, MET, nothing)


def _code_column(found: Sequence[object]) -> CodeColumn:
    values: dict[str, int] = {}
    owners: list[int] = []
    held: list[int] = []
    stated = np.zeros(len(found), np.bool_)
    for row, fact in enumerate(found):
        if isinstance(fact, frozenset):
            stated[row] = True
            owners.extend([row] * len(fact))
            held.extend(values.setdefault(code, len(values)) for code in fact)
    by_row, by_value = np.array(owners, np.intp), np.array(held, np.intp)
    order = np.argsort(by_value, kind="stable")
    ends = np.cumsum(np.bincount(by_value, minlength=len(values)))
    rows = np.split(by_row[order], ends[:-1]) if values else []
    return CodeColumn(values, tuple(rows), stated, by_row, by_value)
