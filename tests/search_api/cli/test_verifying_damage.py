"""``zhiqiao index verify`` on an Elasticsearch that somebody else wrote to: what it finds it mends, and it says what the engine does not take."""

import json

import pytest

from indexer.engines.elasticsearch import mappings as m
from tests.elasticsearch_server import own_name, server_client, server_url


@pytest.fixture
def index(zhiqiao, form, monkeypatch):
    """The live index of two listings, on Elasticsearch."""
    monkeypatch.setenv("ZHIQIAO_ENGINE", server_url())
    monkeypatch.setenv("ZHIQIAO_ELASTICSEARCH_REPLICAS", "0")
    with own_name() as name:
        monkeypatch.setenv("ZHIQIAO_ELASTICSEARCH_INDEX", name)
        zhiqiao("load", form({"one": "A pump", "two": "A valve", "three": "A seal"}))
        zhiqiao("index")
        yield name


def documents(index, listing):
    """The documents of a listing by their ids."""
    hits = server_client().search(index=index, query={"term": {m.LISTING: listing}}, size=100)["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}


def unit(listing, version, part):
    return {m.TYPE: m.UNIT, m.UNIT: f"{listing}/{part}", m.LISTING: listing, m.VERSION: version, m.FACTS: []}


def test_what_verify_finds_it_mends_and_then_finds_nothing(zhiqiao, index):
    client, before = server_client(), documents(index, "one")
    for listing, version, part in (
        ("one", 1, "seeks/stray"),
        ("one", 99_999, "offers/teaser"),
        ("stranger", 7, "offers/teaser"),
    ):
        key, document = f"u:{listing}/{part}", unit(listing, version, part)
        client.index(index=index, id=key, routing=listing, document=document, refresh=True)
    for key in documents(index, "two"):
        if key.startswith("u:"):
            client.delete(index=index, id=key, routing="two", refresh=True)
    client.delete(index=index, id="l:three", routing="three", refresh=True)

    mended = zhiqiao("index", "verify", "--json")

    assert mended.code == 0
    found = mended.document["before"]
    assert (found["missing"], found["surplus"], found["different"]) == (["two"], ["stranger"], ["one", "three"])
    again = zhiqiao("index", "verify", "--json")
    assert (again.code, again.document["after"]) == (0, None)
    assert again.document["before"]["index_listings"] == 3
    assert documents(index, "one") == before
    assert [one["id"] for one in zhiqiao("search", "valve", "--json").document["results"]][:1] == ["two"]


def test_a_listing_that_the_engine_does_not_take_is_named_with_the_reason(zhiqiao, index, tmp_path):
    path = tmp_path / "long.jsonl"
    row = {"id": "four", "kind": "technology", "title_en": "A bolt", "offers_en": "A bolt", "party_en": "x" * 40_000}
    path.write_text(json.dumps(row))
    assert zhiqiao("load", path).code == 0
    zhiqiao("index")

    ended = zhiqiao("index", "verify")

    assert ended.code == 1
    read = " ".join(ended.err.split())
    assert "1 missing: four" in read
    assert "The engine does not take four: Flattened field [codes] contains one immense field" in read
    assert "Correct these listings, and load them again." in read
    told = zhiqiao("index", "verify", "--json").document
    assert list(told["after"]["refused"]) == told["after"]["missing"] == ["four"]

    path.write_text(json.dumps(row | {"party_en": "Acme Works"}))
    zhiqiao("load", path)
    zhiqiao("index")
    assert zhiqiao("index", "verify").code == 0
