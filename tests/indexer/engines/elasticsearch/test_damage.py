"""An index that somebody wrote to with another client: what it says it holds, and what restoring makes of it."""

import pytest

from indexer.engines.elasticsearch import mappings as m
from models.constraints import EVERYTHING
from models.ports import Held, KeywordQuery
from models.units import ListingUnits


class Damaged:
    """A generation with listings of two units each, and a client that writes past its writer."""

    def __init__(self, client, name, generations, unit):
        self.client, self.generations, self.unit = client, generations, unit
        self.generation = generations.create({})
        generations.switch(self.generation)
        self.index = f"{name}-{self.generation}"
        self.writer = generations.writer(self.generation)
        self.writer.apply([self.listing(one) for one in "abc"])
        self.writer.checkpoint(1)

    def listing(self, name, version=3):
        sides = tuple(self.unit(name, f"{side} {name}", version=version, part=f"{side}/teaser") for side in SIDES)
        return ListingUnits(name, version, sides)

    def put(self, key, routing, document, **more):
        self.client.index(index=self.index, id=key, routing=routing, document=document, refresh=True, **more)

    def stray(self, listing, version, unit=None, routing=None):
        """A unit's document that no change has put there."""
        name = unit or f"{listing}/stray/teaser"
        document = {m.TYPE: m.UNIT, m.UNIT: name, m.LISTING: listing, m.VERSION: version, m.FACTS: [], "terms": "stray"}
        self.put(f"u:{name}", routing or listing, document)

    def delete(self, key, routing):
        self.client.delete(index=self.index, id=key, routing=routing, refresh=True)

    def held(self):
        return {one.listing: one for one in self.generations.reader().held()}

    def restore(self, *changes):
        self.writer.restore(changes)
        self.writer.checkpoint(2)

    def found(self, word):
        hits = self.generations.reader().retrieve(KeywordQuery({word: 1.0}), None, EVERYTHING, depth=10)
        return {hit.listing for hit in hits}

    def assert_whole(self):
        assert self.held() == {one: Held(one, 3, 2) for one in "abc"}
        assert [self.found(word) for word in (*SIDES, "stray")] == [set("abc"), set("abc"), set()]


SIDES = ("offers", "seeks")


@pytest.fixture
def damaged(client, elasticsearch_options, generations, unit):
    made = Damaged(client, elasticsearch_options.name, generations, unit)
    made.assert_whole()
    yield made
    made.writer.close()


@pytest.mark.parametrize("version", [1, 3, 900])
def test_a_stray_unit_of_a_listing_goes(damaged, version):
    damaged.stray("a", version)
    assert damaged.held()["a"] == Held("a", 3 if version == 3 else -1, 3)
    damaged.restore(damaged.listing("a"))
    damaged.assert_whole()


def test_a_unit_in_a_shard_where_nobody_looks_for_it_goes(damaged):
    for routing in "uvwxyz":
        damaged.stray("a", 3, unit="a/seeks/teaser", routing=routing)
    assert damaged.held()["a"].units > 2
    damaged.restore(damaged.listing("a"))
    damaged.assert_whole()


def test_a_listing_that_nobody_put_there_goes(damaged):
    damaged.stray("stranger", 900)
    assert damaged.held()["stranger"] == Held("stranger", -1, 1)
    damaged.restore(ListingUnits("stranger", 7))
    damaged.assert_whole()


def test_a_unit_that_is_gone_comes_back(damaged):
    damaged.delete("u:a/seeks/teaser", "a")
    assert damaged.held()["a"] == Held("a", 3, 1)
    damaged.restore(damaged.listing("a"))
    damaged.assert_whole()


def test_a_listing_of_which_every_document_is_gone_comes_back(damaged):
    for key in ("u:a/seeks/teaser", "u:a/offers/teaser", "l:a"):
        damaged.delete(key, "a")
    assert "a" not in damaged.held()
    damaged.restore(damaged.listing("a"))
    damaged.assert_whole()


def test_a_listing_without_the_document_of_its_own_is_not_whole(damaged):
    damaged.delete("l:a", "a")
    assert damaged.held()["a"] == Held("a", -1, 2)
    damaged.restore(damaged.listing("a"))
    damaged.assert_whole()


@pytest.mark.parametrize("version", [1, 900])
@pytest.mark.parametrize("key", ["u:a/seeks/teaser", "l:a"])
def test_a_document_of_another_version_is_replaced(damaged, key, version):
    source = damaged.client.get(index=damaged.index, id=key, routing="a")["_source"]
    damaged.put(key, "a", {**source, m.TYPE: m.LISTING if key == "l:a" else m.UNIT, m.LISTING: "a", m.VERSION: version})
    assert damaged.held()["a"].version == -1
    damaged.restore(damaged.listing("a"))
    damaged.assert_whole()


def test_deletions_are_remembered_again_afterwards(damaged, client):
    before = client.indices.get_settings(index=damaged.index).body
    damaged.stray("a", 900)
    damaged.restore(damaged.listing("a"))
    assert client.indices.get_settings(index=damaged.index).body == before


def test_the_next_change_of_a_restored_listing_counts(damaged):
    damaged.stray("a", 900, unit="a/seeks/teaser")
    damaged.restore(damaged.listing("a"))
    damaged.writer.apply([damaged.listing("a", version=4)])
    damaged.writer.checkpoint(3)
    assert damaged.held()["a"] == Held("a", 4, 2)


def test_why_a_listing_was_refused_is_kept_until_it_is_taken(damaged, unit):
    too_long = unit("a", version=4, facts={"kind": frozenset({"x" * 40_000})})
    damaged.writer.apply([ListingUnits("a", 4, (too_long,))])
    damaged.writer.checkpoint(2)
    reader = damaged.generations.reader()
    assert "a" not in damaged.held()
    assert list(reader.refusals(["a", "b", "no-such"])) == ["a"]
    assert "32766" in reader.refusals(["a"])["a"]
    damaged.restore(ListingUnits("a", 4, (too_long,)))
    assert list(reader.refusals("abc")) == ["a"]
    damaged.writer.apply([damaged.listing("a", version=5)])
    damaged.writer.checkpoint(3)
    assert reader.refusals("abc") == {}
