"""One asset from several records: the same in whatever order they come; families link and never merge."""

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.asset_status import LegalStatus
from models.assets import Asset, AssetIdentifier, IdentifierRole
from models.errors import NotFound
from models.parties import PartyMention
from models.store.loading.components import Groups, name_groups
from models.store.loading.merging import Part, merge
from models.text import Text
from models.viewer import ANONYMOUS


def three(make):
    """An application, a grant that links it to its number, and a legal status feed."""
    pledge = make.event("pledge", "2022-03-01", parties=(make.party("River Bank"),))
    acme, delta = make.party("Acme Pumps Inc."), make.party("Delta Institute")
    return [
        make.record(
            "application",
            make.asset(
                "A1@2015-01-01", "P1@2016-07-01", title="Pump, as filed", applicants=(acme,), family=("f2", "f1")
            ),
            source="uspto-application",
        ),
        make.record(
            "grant",
            make.asset(
                "A1", "B1@2018-01-01", title="Pump", applicants=(make.party("ACME PUMPS"), delta), cites=("B7",)
            ),
            source="uspto-grant",
        ),
        make.record("law", make.asset("B1", title="", events=(pledge, pledge)), source="cnipa-status"),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("batches", [[3], [1, 1, 1], [2, 1]])
def test_three_records_make_the_same_asset_in_every_order(store, make, order, batches):
    records = [three(make)[place] for place in order]
    for size in batches:
        store.loads.apply(records[:size])
        records = records[size:]
    (name,) = set(store.assets.by_keys(["A1", "P1", "B1"]).values())
    found = store.assets.get(name).asset
    assert found.title == Text.of(en="Pump")
    assert {(one.role.value, one.number, one.date) for one in found.identifiers} == {
        ("application", "A1", dt.date(2015, 1, 1)),
        ("publication", "P1", dt.date(2016, 7, 1)),
        ("grant", "B1", dt.date(2018, 1, 1)),
    }
    assert [one.name.get("en") for one in found.applicants] == ["ACME PUMPS", "Delta Institute"]
    assert found.family == ("f1", "f2")
    assert found.cites == ("B7",)
    assert [one.kind.value for one in found.events] == ["pledge"]
    assert store.listings.counts().total == 1
    assert store.listings.get(name, ANONYMOUS).party.name.get("en") in {"ACME PUMPS", "Acme Pumps Inc."}


NUMBERS = st.lists(st.sampled_from([f"N{n}" for n in range(6)]), min_size=1, max_size=3, unique=True)


@st.composite
def parts(draw):
    """Parts that may share numbers, with texts, dates, applicants and events of all sorts."""
    found = []
    for place in range(draw(st.integers(1, 5))):
        roles = st.sampled_from([IdentifierRole.APPLICATION, IdentifierRole.GRANT, IdentifierRole.PUBLICATION])
        dates = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2003, 1, 1))
        identifiers = tuple(
            AssetIdentifier(role=draw(roles), number=one, key=one, date=draw(dates)) for one in draw(NUMBERS)
        )
        names = draw(st.lists(st.sampled_from(["Acme", "ACME Inc", "Delta", "甲公司"]), max_size=3))
        asset = Asset(
            kind=draw(st.sampled_from(["invention", "utility_model"])),
            identifiers=identifiers,
            title=Text(draw(st.dictionaries(st.sampled_from(["en", "zh"]), st.sampled_from(["x", "y"]), max_size=2))),
            classifications=tuple(draw(st.lists(st.sampled_from("abc"), max_size=3))),
            applicants=tuple(PartyMention(name=Text.of(en=one)) for one in names),
            expires=draw(dates),
        )
        found.append(Part(place, 0, draw(st.sampled_from(["uspto-grant", "google-patents"])), f"k{place}", True, asset))
    return found


@given(parts(), st.randoms())
def test_merging_does_not_depend_on_the_order_of_the_parts(some, chance):
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merge(some)


@given(parts())
def test_merging_what_was_merged_changes_nothing_more(some):
    once = merge(some)
    assert merge([Part(0, 0, "s", "k", True, once)]) == once


@given(parts(), st.randoms())
def test_groups_do_not_depend_on_the_order_of_the_parts_and_share_no_key(some, chance):
    shuffled = list(some)
    chance.shuffle(shuffled)
    one, other = Groups(), Groups()
    for part in some:
        one.add(part)
    for part in shuffled:
        other.add(part)
    groups = [frozenset(part.contribution for part in group) for group in one.components()]
    assert set(groups) == {frozenset(part.contribution for part in group) for group in other.components()}
    keys = [{key for part in group for key in part.keys} for group in one.components()]
    assert sum(map(len, keys)) == len(set().union(*keys))


def test_a_name_goes_with_the_first_of_its_parts_and_where_two_meet_the_older_stays():
    part = [Part(n, 0, "s", f"k{n}", True, Asset(kind="design", identifiers=_numbers(n))) for n in range(4)]
    before = {(0, 0): "old", (1, 0): "old", (2, 0): "young", (3, 0): "lost"}
    naming = name_groups([[part[0], part[2]], [part[1]]], before, ["old", "young", "lost"])
    assert naming.names == ["old", None]
    assert naming.aliases == {"young": 0}
    assert naming.gone == ["lost"]


def _numbers(n):
    return (AssetIdentifier(role="application", number=f"N{n}", key=f"N{n}"),)


def test_a_record_that_joins_two_assets_makes_them_one_and_the_younger_id_an_alias(store, make):
    store.loads.apply([make.record("a", make.asset("A1")), make.record("b", make.asset("B1", title="Granted pump"))])
    store.loads.apply([make.record("offer", listing=make.listing(assets=make.links("B1")))])
    assert store.listings.counts().total == 3
    (found,) = store.loads.apply([make.record("both", make.asset("A1", "B1"), source="epo-docdb")])
    assert found.what.value == "merged"
    assert store.assets.get("B1") == store.assets.get("A1")
    assert store.listings.get("B1", ANONYMOUS) == store.listings.get("A1", ANONYMOUS)
    assert [one.id for one in store.listings.get("pump", ANONYMOUS).assets] == ["A1"]
    assert {one.listing_id: one.removed for one in store.changes.after(3, 9)} == {
        "B1": True,
        "A1": False,
        "pump": False,
    }


def test_an_alias_of_an_alias_leads_to_what_is_there_now(store, make):
    for number in ("A1", "B2", "P3"):
        store.loads.apply([make.record(number, make.asset(number))])
    store.loads.apply([make.record("later", make.asset("B2", "P3"))])
    store.loads.apply([make.record("last", make.asset("A1", "B2"))])
    assert store.assets.get("P3").id == store.assets.get("B2").id == "A1"
    assert store.listings.get("P3", ANONYMOUS).listing.id == "A1"


def test_an_edit_that_takes_the_joining_number_back_parts_the_assets_again(store, make):
    store.loads.apply(
        [make.record("a", make.asset("A1", title="One")), make.record("b", make.asset("B1", title="Other"))]
    )
    store.loads.apply([make.record("both", make.asset("A1", "B1"))])
    store.loads.apply([make.record("both", make.asset("A1"))])
    ids = store.assets.by_keys(["A1", "B1"])
    assert ids["A1"] == "A1"
    assert ids["B1"] != "A1"
    assert store.assets.get(ids["B1"]).asset.title == Text.of(en="Other")
    assert store.listings.counts().total == 2


def test_an_asset_whose_only_record_names_it_no_more_is_gone(store, make):
    store.loads.apply([make.record("a", make.asset("A1"), make.asset("A2"))])
    store.loads.apply([make.record("a", make.asset("A1"))])
    with pytest.raises(NotFound, match="A2"):
        store.assets.get("A2")
    assert store.listings.for_index(["A1", "A2"]).keys() == {"A1"}


def test_a_corrected_number_keeps_the_assets_id(store, make):
    store.loads.apply([make.record("a", make.asset("A1"))])
    store.loads.apply([make.record("a", make.asset("A2"))])
    assert store.assets.by_keys(["A1", "A2"]) == {"A2": "A1"}


def test_a_family_lists_its_other_members_each_with_its_own_status_and_never_merges(store, make):
    delta = make.party("Delta Institute")
    store.loads.apply(
        [
            make.record("us", make.asset("A1", "B1@2018-01-01", family=("42",))),
            make.record("cn", make.asset("A2@2016-01-01", family=("42",), applicants=(delta,))),
            make.record("jp", make.asset("A3", priorities=make.identifiers("R9"))),
            make.record("kr", make.asset("A4", "B4@2019-01-01", priorities=make.identifiers("R9"))),
            make.record("other", make.asset("A5")),
        ]
    )
    store.loads.apply([make.record("wo", make.asset("A6", priorities=make.identifiers("R9"), family=("42",)))])
    (cn, wo) = store.assets.family("A1")
    assert (cn.id, wo.id) == ("A2", "A6")
    assert cn.status is LegalStatus.PENDING
    assert cn.owners == (delta,)
    assert [one.id for one in store.assets.family("A6")] == ["A1", "A2", "A3", "A4"]
    assert store.assets.family("A5") == []
    assert store.check().counts["assets"] == 6


def test_a_priority_that_is_itself_stored_is_family_in_both_directions(store, make):
    claim = (AssetIdentifier(role="priority", number="A1", key="A1"),)
    store.loads.apply(
        [make.record("first", make.asset("A1")), make.record("later", make.asset("A2", priorities=claim))]
    )
    assert [one.id for one in store.assets.family("A1")] == ["A2"]
    assert [one.id for one in store.assets.family("A2")] == ["A1"]


def test_events_are_learnt_on_the_day_of_the_first_load_and_stay_so(store, make, clock):
    lapse = make.event("lapse", "2020-01-01")
    store.loads.apply([make.record("law", make.asset("A1@2010-01-01", "B1@2012-01-01", events=(lapse,)))])
    first = clock.time.date()
    clock.advance(days=10)
    again = make.event("restoration", "2021-01-01")
    store.loads.apply([make.record("law", make.asset("A1@2010-01-01", "B1@2012-01-01", events=(lapse, again)))])
    assert [one.learnt for one in store.assets.get("A1").asset.events] == [first, clock.time.date()]
    assert store.assets.get("A1").status is LegalStatus.IN_FORCE
    assert store.assets.get("A1", known_on=first).status is LegalStatus.LAPSED
    assert store.assets.get("A1", as_of=dt.date(2020, 6, 1)).status is LegalStatus.LAPSED


@pytest.mark.parametrize(
    ("number", "name"),
    [("CN201610012345.6", "CN201610012345.6"), ("US15/123,456", "US15-123-456"), ("EP 1 (B1)", "EP-1-B1")],
)
def test_an_asset_is_named_by_its_number_as_a_url_can_hold_it(store, number, name, make):
    asset = Asset(kind="invention", identifiers=(AssetIdentifier(role="application", number=number, key=number),))
    store.loads.apply([make.record("one", asset)])
    assert store.assets.by_keys([number]) == {number: name}


def test_assets_whose_numbers_look_alike_get_names_of_their_own(store, make):
    numbers = ("软著登字第123号", "软著变字第123号", "A/1", "A-1")
    some = [make.record(one, _asset(one)) for one in numbers]
    store.loads.apply(some)
    assert len(set(store.assets.by_keys(numbers).values())) == 4


def _asset(number):
    identifier = AssetIdentifier(role="registration", number=number, key=number)
    return Asset(kind="software_copyright", identifiers=(identifier,), title=Text.of(en="x"))


@pytest.mark.parametrize("first", ["draft", "law"])
def test_a_text_that_came_with_a_draft_never_stands_in_a_public_record(store, make, first):
    secret = make.asset("A1", title="Secret pump", abstract=Text.of(en="How it works."))
    draft = make.listing("draft", state="draft", assets=make.links("A1"))
    records = {
        "draft": make.record("draft", secret, source="form", listing=draft),
        "law": make.record("law", make.asset("A1", title="", events=(make.event("fee", "2022-03-01"),))),
    }
    for name in (first, *(other for other in records if other != first)):
        store.loads.apply([records[name]])
    assert store.assets.get("A1", ANONYMOUS).asset.title == Text()
    with pytest.raises(NotFound):
        store.listings.get("A1", ANONYMOUS)
    store.loads.apply([make.record("grant", make.asset("A1", "B1", title="Pump"))])
    assert store.listings.get("A1", ANONYMOUS).listing.title == Text.of(en="Pump")
    assert store.assets.get("A1", ANONYMOUS).asset.abstract == Text()
