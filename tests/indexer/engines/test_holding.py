"""What an index says it holds, to be compared with the store; and who writes it."""

import pytest

from models.errors import NotFound
from models.ports import Held
from models.units import ListingUnits


def test_what_is_held_is_what_was_put(engine, unit, listing):
    sides = (unit("a", version=3, part="offers/teaser"), unit("a", version=3, part="seeks/teaser"))
    engine.put(ListingUnits("a", 3, sides), listing("b"), listing("c"))
    engine.put(listing("b", version=2), ListingUnits("c", 2))
    assert sorted(engine.reader.held()) == [Held("a", 3, 2), Held("b", 2, 1)]


def test_what_is_held_goes_over_many_pages(engine, listing):
    engine.put(*(listing(f"l{number:04d}", version=number) for number in range(1, 2_101)))
    assert {one.listing: one.version for one in engine.reader.held()} == {f"l{n:04d}": n for n in range(1, 2_101)}


def test_a_generation_says_whether_it_is_written(engine):
    assert engine.generations.owned(engine.generation)
    engine.writer.close()
    assert not engine.generations.owned(engine.generation)


def test_who_writes_what_is_not_there_is_not_found(generations):
    with pytest.raises(NotFound, match="no-such"):
        generations.owned("no-such")
