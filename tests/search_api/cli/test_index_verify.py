"""``zhiqiao index verify``."""

import pytest

from models.settings import load_settings
from models.units import ListingUnits
from search_api.assembly import assemble


@pytest.fixture
def indexed(zhiqiao, form, data):
    zhiqiao("load", form({"one": "A pump", "two": "A valve"}))
    zhiqiao("index")
    return data


def test_an_index_that_holds_what_the_store_does(zhiqiao, indexed):
    ended = zhiqiao("index", "verify", "--json")
    assert ended.code == 0
    found = ended.document
    assert found["after"] is None
    assert found["before"]["store_listings"] == found["before"]["index_listings"] == 2
    assert "hold the same" in zhiqiao("index", "verify").err


def test_what_is_missing_is_put_again(zhiqiao, indexed, monkeypatch):
    application = assemble(load_settings({"ZHIQIAO_DATA": str(indexed)}))
    owner = application.own_index()
    one = next(application.generations.reader().held())
    owner.live.writer.apply([ListingUnits(one.listing, one.version)])
    owner.live.writer.checkpoint(owner.live.sequence)
    owner.close()
    application.close()

    ended = zhiqiao("index", "verify", "--json")

    assert ended.code == 0
    assert ended.document["before"]["missing"] == [one.listing]
    assert ended.document["after"]["missing"] == []


def test_beside_an_owner_it_only_compares(zhiqiao, indexed):
    application = assemble(load_settings({"ZHIQIAO_DATA": str(indexed)}))
    owner = application.own_index()
    ended = zhiqiao("index", "verify")
    owner.close()
    application.close()
    assert ended.code == 0
    assert "hold the same" in ended.err
