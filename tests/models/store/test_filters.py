"""The constraint algebra asked of the store says what the in-memory evaluator says."""

import random

import pytest

from models.constraints import EVERYTHING, And, In, both
from models.units import ListingUnits, Unit
from models.viewer import ANONYMOUS, SYSTEM, Viewer
from tests.constraint_cases import CASES, Pool, difference, random_constraint

LISTINGS, ROUNDS, CONSTRAINTS = 400, 9, 33
GROUPS = ["anyone", "members", "party:acme"]
VIEWERS = [ANONYMOUS, Viewer(member=True), Viewer(parties=frozenset({"acme"})), SYSTEM, SYSTEM]


def listing_units(number, some, version=1):
    name = f"l{number}"
    made = (Unit(f"{name}/{n}", name, version, {}, facts) for n, facts in enumerate(some))
    return ListingUnits(name, version, tuple(made))


def rights(rng):
    """Who may read a unit, who reads another in its place, and whether it is what the system reads."""
    facts = {"deepest": frozenset({rng.choice(["yes", "yes", "no"])})}
    if rng.random() < 0.9:
        facts["audience"] = frozenset(rng.sample(GROUPS, rng.choice((1, 2))))
    return facts | ({"outranked_for": frozenset({rng.choice(GROUPS)})} if rng.random() < 0.3 else {})


def as_units(changes, rng):
    for change in changes:
        if change.facts is not None:
            change.facts.update(rights(rng))
        units = (
            ()
            if change.facts is None
            else (Unit(f"{change.listing}/1", change.listing, change.version, {}, change.facts),)
        )
        yield ListingUnits(change.listing, change.version, units)


def test_the_store_says_what_the_evaluator_says(store):
    """Over listings that are put, changed and removed in between."""
    rng = random.Random(20261123)
    pool = Pool(rng, LISTINGS)
    store.facts.put(list(as_units(pool.fill(), rng)))
    compared = 0
    for _ in range(ROUNDS):
        for _ in range(CONSTRAINTS):
            where, viewer = random_constraint(rng), rng.choice(VIEWERS)
            found = set(store.listings.ids(where, viewer))
            assert not difference(both(where, viewer.constraint()), pool.facts, found)
            compared += len(pool.facts)
        store.facts.put(list(as_units(pool.changes(60), rng)))
    assert compared >= CASES


def test_a_listing_is_found_by_any_of_its_units_and_by_one_alone(store):
    one, other = ({"deepest": frozenset({"yes"}), "kind": frozenset({code})} for code in "ab")
    store.facts.put([listing_units(0, [one, other])])
    a, b = (In("kind", frozenset({code})) for code in "ab")
    assert store.listings.ids(a, SYSTEM) == store.listings.ids(b, SYSTEM) == ["l0"]
    assert store.listings.ids(And((a, b)), SYSTEM) == []


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
