"""Walking all listings of a store."""

from indexer.walking import listings_by_change
from models.listings import Listing
from models.records import Origin, Record
from models.store import open_store
from models.text import Text


def test_every_listing_comes_once_in_the_order_of_its_last_change(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.migrate()
    for title, names in (("A pump", "abcde"), ("A valve", "b")):
        store.loads.apply([record(name, title) for name in names])
    pages = list(listings_by_change(store, 2))
    store.dispose()
    assert [list(page) for page in pages] == [["a", "c"], ["d", "e"], ["b"]]
    assert pages[-1]["b"].listing.title.get("en") == "A valve"


def record(name, title):
    listing = Listing(id=name, kind="technology", title=Text.of(en=title))
    return Record(source="test", key=name, origin=Origin(file="test", place=name), listing=listing)
