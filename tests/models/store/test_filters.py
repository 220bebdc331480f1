"""The constraint algebra asked of the store says what the in-memory evaluator says."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.constraints import (
    ABOVE,
    EVERYTHING,
    And,
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
    both,
    passes,
)
from models.units import ListingUnits, Unit
from models.viewer import ANONYMOUS, SYSTEM, Viewer

FIELDS = st.sampled_from(["kind", "stage", "amount.CNY"])
CODES = st.frozensets(st.sampled_from("abc"), max_size=2)
ENDS = st.sampled_from([-math.inf, 0.0, 1.5, 3.0, math.inf])
INTERVALS = st.tuples(ENDS, ENDS).filter(lambda ends: ends[0] <= ends[1]).map(lambda ends: Interval(*ends))
LEAVES = (
    st.builds(In, FIELDS, CODES)
    | st.builds(Under, FIELDS, st.sampled_from("abc"))
    | st.builds(Range, FIELDS, INTERVALS)
    | st.builds(Overlap, FIELDS, INTERVALS)
    | st.builds(Stated, FIELDS)
)
CONSTRAINTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Lenient, inner)
        | st.builds(Strict, inner)
        | st.builds(And, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
GROUPS = st.frozensets(st.sampled_from(["anyone", "members", "party:acme"]), min_size=1)
FACTS = st.fixed_dictionaries(
    {"audience": GROUPS, "deepest": st.sampled_from(["yes", "no"]).map(lambda code: frozenset({code}))},
    optional={
        **dict.fromkeys(("kind", "stage", "amount.CNY"), CODES | INTERVALS),
        "outranked_for": GROUPS,
        "kind" + ABOVE: CODES,
    },
)
VIEWERS = st.sampled_from([ANONYMOUS, Viewer(member=True), Viewer(parties=frozenset({"acme"})), SYSTEM])


def listing_units(number, some, version=1):
    name = f"l{number}"
    made = (Unit(f"{name}/{n}", name, version, {}, facts) for n, facts in enumerate(some))
    return ListingUnits(name, version, tuple(made))


# the store is shared by the examples of one test: each of them replaces every listing
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(FACTS, max_size=2), min_size=4, max_size=4), CONSTRAINTS, VIEWERS)
def test_the_store_says_what_the_evaluator_says(store, pool, constraint, viewer):
    store.facts.put([listing_units(number, some) for number, some in enumerate(pool)])
    rights = both(constraint, viewer.constraint())
    expected = [f"l{number}" for number, some in enumerate(pool) if any(passes(rights, facts) for facts in some)]
    assert store.listings.ids(constraint, viewer) == expected


@pytest.mark.parametrize(("version", "kept"), [(1, ["a"]), (2, ["b"]), (3, ["b"])])
def test_an_older_change_is_dropped(store, version, kept):
    facts = {"deepest": frozenset({"yes"})}
    store.facts.put([listing_units(0, [{**facts, "kind": frozenset({"a"})}], version=2)])
    store.facts.put([listing_units(0, [{**facts, "kind": frozenset({"b"})}], version=version)])
    assert [code for code in "ab" if store.listings.ids(In("kind", frozenset({code})), SYSTEM)] == kept


def test_a_listing_without_units_is_gone(store):
    store.facts.put([listing_units(0, [{"deepest": frozenset({"yes"})}])])
    assert store.listings.ids(EVERYTHING, SYSTEM) == ["l0"]
    store.facts.put([ListingUnits("l0", 2)])
    assert store.listings.ids(EVERYTHING, SYSTEM) == []
