"""The closed constraint algebra, and the in-memory evaluator that every engine and the store are compared with.

A constraint is asked of the *facts* of one side of a listing and has three outcomes (Kleene's strong three-valued logic):
met, failed, or not stated. Facts are sets of codes (``kind``, ``field``, ``place``) and intervals (``stage``, ``amount.CNY``,
``published``). For a tree's codes the facts also hold their ancestors under ``field + ABOVE``, so that ``Under`` needs no tree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from models.messages import Message, Unfit

ABOVE = "^"
"""Appended to a tree field's name: the codes together with everything above them."""


class Outcome(Enum):
    """What a check says of the facts."""

    MET = "met"
    FAILED = "failed"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of numbers; an open end is infinite. A single value has ``low == high``. Dates are proleptic ordinals (days)."""

    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise Unfit(
                Message(
                    en="An interval needs low ≤ high; got {low} to {high}.",
                    zh="范围须下限不高于上限，而这里是{low}至{high}。",
                    low=self.low,
                    high=self.high,
                )
            )

    def meets(self, other: Interval) -> bool:
        """Whether the two share a value."""
        return self.low <= other.high and other.low <= self.high

    def inside(self, other: Interval) -> bool:
        """Whether every value of this one lies in ``other``."""
        return other.low <= self.low and self.high <= other.high


Fact = frozenset[str] | Interval
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class In:
    """One of the codes of ``field`` is one of ``values``."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Under:
    """One of the codes of ``field`` is ``node`` or lies under it in the field's tree: asked of ``field + ABOVE`` alone."""

    field: str
    node: str


@dataclass(frozen=True, slots=True)
class Range:
    """The interval of ``field`` lies wholly within ``within``."""

    field: str
    within: Interval


@dataclass(frozen=True, slots=True)
class Overlap:
    """The interval of ``field`` shares a value with ``span``."""

    field: str
    span: Interval


@dataclass(frozen=True, slots=True)
class Stated:
    """``field`` has a value. Met or failed, never not stated."""

    field: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; what is not stated stays so."""

    part: Constraint


@dataclass(frozen=True, slots=True)
class And:
    """All parts: failed if one fails, else not stated if one is, else met. No parts: met."""

    parts: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any part: met if one is, else not stated if one is, else failed. No parts: failed."""

    parts: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Lenient:
    """The part, with "not stated" passing as met (a term "to confirm")."""

    part: Constraint


@dataclass(frozen=True, slots=True)
class Strict:
    """The part, with "not stated" counting as failed."""

    part: Constraint


Constraint = In | Under | Range | Overlap | Stated | Not | And | Or | Lenient | Strict
Leaf = In | Under | Range | Overlap | Stated

EVERYTHING = And(())
NOTHING = Or(())


def evaluate(constraint: Constraint, facts: Facts) -> Outcome:
    """The truth that every engine is held to: what ``constraint`` says of ``facts``."""
    match constraint:
        case Not(part):
            return _opposite(evaluate(part, facts))
        case And(parts):
            return _all([evaluate(part, facts) for part in parts])
        case Or(parts):
            return _opposite(_all([_opposite(evaluate(part, facts)) for part in parts]))
        case Lenient(part):
            outcome = evaluate(part, facts)
            return Outcome.MET if outcome is Outcome.NOT_STATED else outcome
        case Strict(part):
            outcome = evaluate(part, facts)
            return Outcome.FAILED if outcome is Outcome.NOT_STATED else outcome
        case _:
            return _leaf(constraint, facts)


def passes(constraint: Constraint, facts: Facts) -> bool:
    """Whether retrieval keeps the facts: the outcome is *met* (wrap in ``Lenient`` to keep what is not stated)."""
    return evaluate(constraint, facts) is Outcome.MET


def both(*constraints: Constraint) -> Constraint:
    """The conjunction, flattened, without parts that say nothing."""
    parts: list[Constraint] = []
    for constraint in constraints:
        parts.extend(constraint.parts if isinstance(constraint, And) else (constraint,))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _opposite(outcome: Outcome) -> Outcome:
    return {Outcome.MET: Outcome.FAILED, Outcome.FAILED: Outcome.MET}.get(outcome, outcome)


def _all(outcomes: list[Outcome]) -> Outcome:
    if Outcome.FAILED in outcomes:
        return Outcome.FAILED
    return Outcome.NOT_STATED if Outcome.NOT_STATED in outcomes else Outcome.MET


def _leaf(leaf: Leaf, facts: Facts) -> Outcome:
    fact = facts.get(leaf.field + ABOVE if isinstance(leaf, Under) else leaf.field)
    if isinstance(leaf, Stated):
        return _as_outcome(fact is not None)
    if fact is None:
        return Outcome.NOT_STATED
    match leaf, fact:
        case In(_, values), frozenset():
            return _as_outcome(not values.isdisjoint(fact))
        case Under(_, node), frozenset():
            return _as_outcome(node in fact)
        case Range(_, within), Interval():
            return _as_outcome(fact.inside(within))
        case Overlap(_, span), Interval():
            return _as_outcome(fact.meets(span))
        case _:
            return Outcome.FAILED


def _as_outcome(holds: bool) -> Outcome:  # noqa: FBT001 — the one value is the whole meaning
    return Outcome.MET if holds else Outcome.FAILED
