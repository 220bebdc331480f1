"""Reading for a viewer (anonymous, another party, a member, the publisher, the system), writing, and what the pipeline gets."""

import datetime as dt

import pytest
import sqlalchemy as sa

from models.errors import Conflict, NotFound
from models.listings import Standing, State
from models.parties import Party
from models.text import Text
from models.viewer import ANONYMOUS, SYSTEM, Viewer

TEXTS = (("teaser", "for all"), ("members", "for members"), ("accepted", "for the admitted"), ("nda", "under NDA"))
OWNER = Viewer(parties=frozenset({"acme"}))
OTHER = Viewer(parties=frozenset({"delta"}))
ADMITTED = Viewer(parties=frozenset({"river-bank"}))
MEMBER = Viewer(member=True)


@pytest.fixture
def acme(store):
    store.parties.put(Party(id="acme", name=Text.of(en="Acme Pumps")))


def texts(found):
    return [section.text.get("en") for section in found.listing.offers.sections]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("viewer", "readable"),
    [(ANONYMOUS, 1), (OTHER, 2), (MEMBER, 2), (ADMITTED, 4), (OWNER, 4), (SYSTEM, 4)],
    ids=["anonymous", "other party", "member", "admitted", "owner", "system"],
)
def test_a_viewer_reads_the_tiers_that_are_open_to_it(store, make, viewer, readable):
    store.loads.apply([make.record("one", listing=make.listing(texts=TEXTS, admitted=("river-bank",)))])
    found = store.listings.get("pump", viewer)
    assert texts(found) == [text for _, text in TEXTS][:readable]
    assert found.listing.admitted == (("river-bank",) if viewer in (OWNER, SYSTEM) else ())


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("how", [{"state": State.DRAFT}, {"shown_until": dt.date(2026, 11, 22)}], ids=["draft", "past"])
@pytest.mark.parametrize(
    ("viewer", "sees"),
    [(ANONYMOUS, False), (OTHER, False), (MEMBER, False), (OWNER, True), (SYSTEM, True)],
    ids=["anonymous", "other party", "member", "owner", "system"],
)
def test_drafts_and_what_is_no_longer_shown_are_the_publishers(store, make, how, viewer, sees):
    store.loads.apply([make.record("one", listing=make.listing(**how))])
    assert ("pump" in store.listings.many(["pump"], viewer)) is sees


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER, MEMBER, OWNER, SYSTEM])
def test_a_withdrawn_listing_is_found_by_nobody(store, make, viewer):
    store.loads.apply([make.record("one", listing=make.listing())])
    store.loads.apply([make.record("one", listing=make.listing(state=State.WITHDRAWN))])
    with pytest.raises(NotFound, match="pump"):
        store.listings.get("pump", viewer)
    assert store.changes.after(0, 9)[-1].removed
    assert store.listings.for_index(["pump"]) == {}
    assert store.listings.counts().total == 0


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER, MEMBER], ids=["anonymous", "other party", "member"])
def test_nobody_else_writes_or_removes_a_listing(store, make, viewer):
    store.listings.put(make.listing(), OWNER)
    with pytest.raises(NotFound):
        store.listings.put(make.listing(title=Text.of(en="Mine now")), viewer)
    with pytest.raises(NotFound):
        store.listings.put(make.listing("another"), viewer)
    with pytest.raises(NotFound):
        store.listings.remove("pump", viewer)
    assert store.listings.get("pump", ANONYMOUS).listing.title == Text.of(en="Title of pump")
    assert store.listings.many(["another"], SYSTEM) == {}


@pytest.mark.usefixtures("acme")
def test_its_publisher_writes_and_removes_a_listing_and_each_is_a_change(store, make):
    first = store.listings.put(make.listing(), OWNER)
    assert store.listings.put(make.listing(), OWNER) == first
    second = store.listings.put(make.listing(title=Text.of(en="Better")), OWNER)
    assert second > first
    assert store.listings.get("pump", ANONYMOUS).version == second
    store.listings.remove("pump", OWNER)
    (change,) = store.changes.after(second, 9)
    assert (change.listing_id, change.removed) == ("pump", True)
    with pytest.raises(NotFound):
        store.listings.remove("pump", OWNER)


@pytest.mark.usefixtures("acme")
def test_a_listing_is_not_handed_to_somebody_else(store, make):
    store.listings.put(make.listing(), OWNER)
    with pytest.raises(NotFound, match="not yours"):
        store.listings.put(make.listing(party=make.party("Delta")), OWNER)


def test_a_listing_entered_here_cannot_take_the_id_of_an_asset(store, make):
    store.loads.apply([make.record("one", make.asset("A1")), make.record("two", make.asset("B1"))])
    store.loads.apply([make.record("both", make.asset("A1", "B1"))])
    for name in ("A1", "B1"):
        with pytest.raises(Conflict, match=name):
            store.listings.put(make.listing(name), SYSTEM)


def test_a_link_to_an_asset_that_comes_later_is_a_change_of_the_listing(store, make):
    listing = make.listing(assets=make.links("B1", "A7"))
    store.loads.apply([make.record("offer", listing=listing)])
    assert store.listings.get("pump", ANONYMOUS).assets == ()
    before = store.changes.last()
    store.loads.apply([make.record("right", make.asset("A1", "B1@2018-01-01"))])
    assert {one.listing_id for one in store.changes.after(before, 9)} == {"A1", "pump"}
    (asset,) = store.listings.get("pump", ANONYMOUS).assets
    assert asset.id == "A1"
    assert asset.core
    assert asset.numbers == ("A1", "B1")


def test_an_asset_linked_by_two_numbers_is_there_once(store, make):
    listing = make.listing(assets=make.links("B1", "A1"))
    store.loads.apply([make.record("offer", make.asset("A1", "B1"), listing=listing)])
    assert [one.id for one in store.listings.get("pump", ANONYMOUS).assets] == ["A1"]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("viewer", "sees"),
    [(ANONYMOUS, False), (OTHER, False), (MEMBER, False), (OWNER, True), (SYSTEM, True)],
    ids=["anonymous", "other party", "member", "owner", "system"],
)
def test_the_asset_of_a_draft_is_its_owners_secret_until_a_public_record_tells_of_it(store, make, viewer, sees):
    draft = make.listing(state=State.DRAFT, assets=make.links("A1"))
    store.loads.apply([make.record("draft", make.asset("A1", family=("7",)), listing=draft, source="form")])
    store.loads.apply([make.record("cousin", make.asset("A2", family=("7",)))])
    assert [one.id for one in store.assets.family("A2", viewer)] == (["A1"] if sees else [])
    if not sees:
        with pytest.raises(NotFound, match="A1"):
            store.assets.get("A1", viewer)
    store.loads.apply([make.record("office", make.asset("A1"))])
    assert store.assets.get("A1", viewer).id == "A1"
    assert [one.key for one in store.listings.source_records("A1", viewer)] == ["office"]


def test_counts_say_what_is_there_by_kind_source_and_standing(store, make):
    store.loads.apply(
        [
            make.record("a", make.asset("A1"), source="uspto-grant"),
            make.record("b", listing=make.listing("need", kind="need")),
            make.record("c", listing=make.listing("offer")),
        ]
    )
    found = store.listings.counts()
    assert found.total == 3
    assert found.kinds == {"need": 1, "technology": 2}
    assert found.sources == {"form": 2, "uspto-grant": 1}
    assert found.standings == {Standing.OFFERED.value: 2, Standing.PUBLIC_RECORD.value: 1}


def test_the_records_behind_a_listing_are_told(store, make):
    store.loads.apply([make.record("b", make.asset("A1"), source="uspto-grant"), make.record("a", make.asset("A1"))])
    found = store.listings.source_records("A1", ANONYMOUS)
    assert [(one.source, one.key, one.origin.place) for one in found] == [
        ("google-patents", "a", "a"),
        ("uspto-grant", "b", "b"),
    ]
    with pytest.raises(NotFound):
        store.listings.source_records("nothing", ANONYMOUS)


def test_many_answers_by_the_ids_that_were_asked_for(store, make):
    store.loads.apply([make.record("a", make.asset("A1")), make.record("b", make.asset("B1"))])
    store.loads.apply([make.record("both", make.asset("A1", "B1"))])
    found = store.listings.many(["B1", "A1", "nothing"], ANONYMOUS)
    assert found.keys() == {"A1", "B1"}
    assert found["B1"].listing.id == "A1"


@pytest.mark.parametrize("number", [1, 40])
def test_the_pipeline_gets_whole_listings_in_a_constant_number_of_queries(store, make, number):
    records = [
        make.record(
            f"k{n}", make.asset(f"A{n}"), listing=make.listing(f"l{n}", texts=TEXTS, assets=make.links(f"A{n}"))
        )
        for n in range(number)
    ]
    store.loads.apply(records)
    asked = []

    def listen(*told):
        asked.append(told[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    found = store.listings.for_index([f"l{n}" for n in range(number)])
    sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    assert len(found) == number
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) == 2
    item = found["l0"]
    assert len(item.listing.offers.sections) == 4
    assert item.version == store.listings.get("l0", ANONYMOUS).version
    assert [one.id for one in item.assets] == ["A0"]
    assert item.party.name == Text.of(en="Acme Pumps")
