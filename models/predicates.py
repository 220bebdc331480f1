"""Constraints as plain two-valued predicates: what an engine or the store compiles, so that none of them needs three-valued logic.

``met(c)`` holds exactly where ``evaluate(c, facts)`` is *met*, ``failed(c)`` exactly where it is *failed*; what is neither is not stated.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.constraints import (
    ABOVE,
    And,
    Constraint,
    In,
    Interval,
    Lenient,
    Not,
    Or,
    Overlap,
    Range,
    Stated,
    Strict,
    Under,
)


@dataclass(frozen=True, slots=True)
class HasAny:
    """The code set ``field`` holds one of ``values``; false where the field is absent or an interval."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Inside:
    """The interval ``field`` lies within ``within``; false where the field is absent or a code set."""

    field: str
    within: Interval


@dataclass(frozen=True, slots=True)
class Meets:
    """The interval ``field`` shares a value with ``span``; false where the field is absent or a code set."""

    field: str
    span: Interval


@dataclass(frozen=True, slots=True)
class IsStated:
    """``field`` is present."""

    field: str


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; no parts: true."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One part holds; no parts: false."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """The part does not hold."""

    part: Predicate


Predicate = HasAny | Inside | Meets | IsStated | Every | Some | Never


def met(constraint: Constraint) -> Predicate:
    """Where the constraint is met."""
    match constraint:
        case Not(part):
            return failed(part)
        case And(parts):
            return Every(tuple(met(part) for part in parts))
        case Or(parts):
            return Some(tuple(met(part) for part in parts))
        case Lenient(part):
            return Never(failed(part))
        case Strict(part):
            return met(part)
        case _:
            return _holds(constraint)


def failed(constraint: Constraint) -> Predicate:
    """Where the constraint is failed."""
    match constraint:
        case Not(part):
            return met(part)
        case And(parts):
            return Some(tuple(failed(part) for part in parts))
        case Or(parts):
            return Every(tuple(failed(part) for part in parts))
        case Lenient(part):
            return failed(part)
        case Strict(part):
            return Never(met(part))
        case Stated(field):
            return Never(IsStated(field))
        case Under(field, _):
            return Every((IsStated(field + ABOVE), Never(_holds(constraint))))
        case _:
            return Every((IsStated(constraint.field), Never(_holds(constraint))))


def _holds(leaf: In | Under | Range | Overlap | Stated) -> Predicate:
    match leaf:
        case In(field, values):
            return HasAny(field, values)
        case Under(field, node):
            return HasAny(field + ABOVE, frozenset({node}))
        case Range(field, within):
            return Inside(field, within)
        case Overlap(field, span):
            return Meets(field, span)
        case Stated(field):
            return IsStated(field)
