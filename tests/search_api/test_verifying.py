"""The store and the index compared, and mended, on every engine."""

import pytest

from indexer.verifying import compare, mend
from models.units import ListingUnits, Unit
from tests.elasticsearch_server import own_name, server_url


@pytest.fixture(params=["embedded", "elasticsearch"])
def filled(request, make_pool, make):
    """A pool of four listings."""
    if request.param == "embedded":
        yield _filled(make_pool(), make)
        return
    url = server_url()
    with own_name() as name:
        yield _filled(make_pool(engine=url, elasticsearch_index=name, elasticsearch_replicas=0), make)


def _filled(pool, make):
    pool.load(*(make(name, f"A pump {name}", text="It pumps.") for name in "abcd"))
    return pool


def compared(pool):
    return compare(pool.application.parts, pool.application.generations.reader())


def damaged(pool, *changes):
    """Write to the index what the store knows nothing of."""
    owner = pool.application.own_index()
    owner.live.writer.apply(changes)
    owner.live.writer.checkpoint(owner.live.sequence)
    owner.close()


def versions(pool):
    return {one.listing: one.version for one in pool.application.generations.reader().held()}


def test_a_store_and_its_index_hold_the_same(filled):
    found = compared(filled)
    assert found.wrong == ()
    assert found.store_listings == found.index_listings == 4
    assert found.store_units == found.index_units == 4


def test_what_differs_is_found_and_mended(filled, unit_like):
    held = versions(filled)
    damaged(filled, ListingUnits("a", held["a"]), unit_like("stranger", 1), unit_like("b", held["b"], sides=2))
    found = compared(filled)
    assert (found.missing, found.surplus, found.different) == (("a",), ("stranger",), ("b",))
    owner = filled.application.own_index()
    mend(owner, found)
    owner.close()
    assert compared(filled).wrong == ()
    assert versions(filled) == held


def test_what_changed_after_the_index_is_waited_for(filled, make):
    filled.store.listings.remove("a")
    found = compared(filled)
    assert (found.wrong, found.waiting) == ((), 1)


@pytest.fixture
def unit_like():

    def made(name, version, sides=1):
        units = tuple(Unit(f"{name}/{side}/teaser", name, version, {}, {}) for side in ("offers", "seeks")[:sides])
        return ListingUnits(name, version, units)

    return made
