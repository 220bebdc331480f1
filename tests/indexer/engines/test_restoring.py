"""Putting a listing as it should be, whatever the index holds of it: a newer version, more or fewer parts, or nothing that ought to be there."""

import pytest

from models.errors import BadInput
from models.ports import Held
from models.units import ListingUnits


@pytest.fixture
def restore(engine):
    """Restores listings, and makes that visible."""

    def put(*changes):
        engine.writer.restore(changes)
        engine.sequence += 1
        engine.writer.checkpoint(engine.sequence)

    return put


def held(engine):
    return sorted(engine.reader.held())


def test_a_newer_version_gives_way(engine, restore, listing):
    engine.put(listing("a", "wrong", version=900), listing("b", "right"))
    restore(listing("a", "right", version=3))
    assert held(engine) == [Held("a", 3, 1), Held("b", 1, 1)]
    assert engine.found("right") == {"a", "b"}
    assert engine.found("wrong") == set()


def test_the_next_change_counts_again(engine, restore, listing):
    engine.put(listing("a", "wrong", version=900))
    restore(listing("a", "old", version=3))
    engine.put(listing("a", "stale", version=2))
    assert engine.found("old") == {"a"}
    engine.put(listing("a", "new", version=4))
    assert held(engine) == [Held("a", 4, 1)]
    assert engine.found("new") == {"a"}


def test_parts_that_no_change_put_there_go(engine, restore, listing, unit):
    sides = tuple(unit("a", side, version=3, part=f"{side}/teaser") for side in ("offers", "seeks"))
    engine.put(ListingUnits("a", 3, sides))
    restore(listing("a", "offers", version=3))
    assert held(engine) == [Held("a", 3, 1)]
    assert engine.found("seeks") == set()


def test_a_listing_that_should_not_be_there_goes_and_may_come_back(engine, restore, listing):
    engine.put(listing("stranger", "strange", version=900))
    restore(ListingUnits("stranger", 5))
    assert held(engine) == []
    assert engine.found("strange") == set()
    engine.put(listing("stranger", "strange", version=6))
    assert held(engine) == [Held("stranger", 6, 1)]


def test_one_that_was_removed_at_a_newer_version_comes_back(engine, restore, listing):
    engine.put(listing("a", version=3))
    engine.put(ListingUnits("a", 900))
    restore(listing("a", "back", version=3))
    assert held(engine) == [Held("a", 3, 1)]
    assert engine.found("back") == {"a"}


def test_what_waits_for_the_checkpoint_gives_way_too(engine, restore, listing):
    engine.writer.apply([listing("a", "wrong", version=900), listing("b", "right")])
    restore(listing("a", "right", version=3))
    assert held(engine) == [Held("a", 3, 1), Held("b", 1, 1)]
    assert engine.found("wrong") == set()


def test_vectors_are_found_and_counted_once(engine, restore, listing, vectors, seed):
    rows = vectors(seed, 3)
    engine.put(*(listing(name, version=900, vectors=rows) for name in "ab"))
    restore(*(listing(name, version=2, vectors=rows[:1]) for name in "ab"))
    assert {one.listing for one in engine.near(rows[:1])} == {"a", "b"}
    assert engine.reader.statistics([]).mean == pytest.approx(rows[0], abs=1e-3)
    assert engine.reader.state().encoded == 2


def test_a_change_whose_parts_do_not_belong_together_restores_nothing(engine, listing, unit):
    engine.put(listing("a", "right"))
    with pytest.raises(BadInput):
        engine.writer.restore([listing("a", "wrong"), ListingUnits("b", 1, (unit("a"),))])
    engine.writer.checkpoint(9)
    assert engine.found("right") == {"a"}


def test_nothing_is_said_of_listings_that_were_taken(engine, listing):
    engine.put(listing("a"))
    assert engine.reader.refusals(["a", "no-such"]) == {}
