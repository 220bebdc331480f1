"""The algebra: three outcomes, Kleene's laws, and two-valued predicates that say the same."""

import datetime as dt
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.constraints import (
    ABOVE,
    EVERYTHING,
    NOTHING,
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
    both,
    evaluate,
    passes,
)
from models.predicates import Every, HasAny, Inside, IsStated, Meets, Never, Predicate, Some, failed, met
from models.viewer import ANONYMOUS, SYSTEM, Viewer

FACTS: Facts = {
    "kind": frozenset({"technology"}),
    "field": frozenset({"H01M10/0525"}),
    "field" + ABOVE: frozenset({"H", "H01", "H01M", "H01M10", "H01M10/0525"}),
    "stage": Interval(4, 6),
    "published": Interval(dt.date(2020, 5, 1).toordinal(), dt.date(2020, 5, 1).toordinal()),
}


@pytest.mark.parametrize(
    ("constraint", "outcome"),
    [
        (In("kind", frozenset({"technology", "need"})), Outcome.MET),
        (In("kind", frozenset({"need"})), Outcome.FAILED),
        (In("place", frozenset({"CN"})), Outcome.NOT_STATED),
        (Under("field", "H01M"), Outcome.MET),
        (Under("field", "H02"), Outcome.FAILED),
        (Overlap("stage", Interval(6, 9)), Outcome.MET),
        (Range("stage", Interval(5, 9)), Outcome.FAILED),
        (Range("stage", Interval(4, math.inf)), Outcome.MET),
        (Not(In("place", frozenset({"CN"}))), Outcome.NOT_STATED),
        (Lenient(In("place", frozenset({"CN"}))), Outcome.MET),
        (Strict(Not(In("place", frozenset({"CN"})))), Outcome.FAILED),
        (And((In("kind", frozenset({"need"})), In("place", frozenset({"CN"})))), Outcome.FAILED),
        (Or((In("kind", frozenset({"technology"})), In("place", frozenset({"CN"})))), Outcome.MET),
        (Stated("place"), Outcome.FAILED),
        (EVERYTHING, Outcome.MET),
        (NOTHING, Outcome.FAILED),
    ],
)
def test_a_check_is_met_failed_or_not_stated(constraint: Constraint, outcome: Outcome) -> None:
    assert evaluate(constraint, FACTS) is outcome


def test_an_interval_cannot_be_upside_down() -> None:
    with pytest.raises(ValueError, match="low ≤ high"):
        Interval(3, 2)


FIELDS = ["a", "b", "c"]
CODES = st.frozensets(st.sampled_from(["x", "y", "z"]), min_size=1)
NUMBERS = st.sampled_from([-math.inf, -1.0, 0.0, 1.0, 2.0, math.inf])
INTERVALS = st.tuples(NUMBERS, NUMBERS).map(sorted).map(lambda pair: Interval(*pair))
LEAVES = st.one_of(
    st.builds(In, st.sampled_from(FIELDS), CODES),
    st.builds(Under, st.sampled_from(FIELDS), st.sampled_from(["x", "y"])),
    st.builds(Range, st.sampled_from(FIELDS), INTERVALS),
    st.builds(Overlap, st.sampled_from(FIELDS), INTERVALS),
    st.builds(Stated, st.sampled_from(FIELDS)),
)
CONSTRAINTS: st.SearchStrategy[Constraint] = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.builds(Not, part),
        st.builds(Lenient, part),
        st.builds(Strict, part),
        st.builds(And, st.lists(part, max_size=3).map(tuple)),
        st.builds(Or, st.lists(part, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
ALL_FACTS = st.dictionaries(st.sampled_from([*FIELDS, *(name + ABOVE for name in FIELDS)]), st.one_of(CODES, INTERVALS))


def holds(predicate: Predicate, facts: Facts) -> bool:
    """Two-valued logic, written down a second time."""
    match predicate:
        case Every(parts):
            return all(holds(part, facts) for part in parts)
        case Some(parts):
            return any(holds(part, facts) for part in parts)
        case Never(part):
            return not holds(part, facts)
        case IsStated(field):
            return field in facts
        case HasAny(field, values):
            fact = facts.get(field)
            return isinstance(fact, frozenset) and bool(fact & values)
        case Inside(field, within):
            fact = facts.get(field)
            return isinstance(fact, Interval) and within.low <= fact.low and fact.high <= within.high
        case Meets(field, span):
            fact = facts.get(field)
            return isinstance(fact, Interval) and fact.low <= span.high and fact.high >= span.low


@example(Under("a", "x"), {"a": Interval(0, 1), "a^": frozenset({"x"})})
@example(Not(Under("a", "x")), {"a": frozenset({"x"})})
@given(CONSTRAINTS, ALL_FACTS)
def test_predicates_say_what_the_evaluator_says(constraint: Constraint, facts: Facts) -> None:
    outcome = evaluate(constraint, facts)
    assert holds(met(constraint), facts) == (outcome is Outcome.MET)
    assert holds(failed(constraint), facts) == (outcome is Outcome.FAILED)


@given(CONSTRAINTS, CONSTRAINTS, ALL_FACTS)
def test_de_morgan_holds(one: Constraint, other: Constraint, facts: Facts) -> None:
    assert evaluate(Not(And((one, other))), facts) is evaluate(Or((Not(one), Not(other))), facts)


@given(st.lists(CONSTRAINTS, max_size=3), ALL_FACTS)
def test_both_is_the_conjunction(parts: list[Constraint], facts: Facts) -> None:
    assert evaluate(both(*parts), facts) is evaluate(And(tuple(parts)), facts)


def test_a_viewer_reads_one_tier_of_a_side() -> None:
    teaser = {
        "audience": frozenset({"anyone"}),
        "outranked_for": frozenset({"members"}),
        "deepest": frozenset({"no"}),
    }
    deep = {"audience": frozenset({"members"}), "deepest": frozenset({"yes"})}
    assert [passes(ANONYMOUS.constraint(), facts) for facts in (teaser, deep)] == [True, False]
    assert [passes(Viewer(member=True).constraint(), facts) for facts in (teaser, deep)] == [False, True]
    assert [passes(SYSTEM.constraint(), facts) for facts in (teaser, deep)] == [False, True]
