"""Loading: what becomes of each record, and that loading again changes nothing."""

import pytest

from models.codes import PartyIdentifier
from models.messages import Message
from models.parties import Party
from models.records import Origin, Refusal
from models.store import What
from models.text import Text
from models.viewer import ANONYMOUS, SYSTEM

TSINGHUA = PartyIdentifier.parse("https://ror.org/03cve4549")


def outcomes(store, *items):
    return [outcome.what.value for outcome in store.loads.apply(items)]


def test_a_record_is_new_then_unchanged_then_changed(store, make):
    one = make.record("one", listing=make.listing())
    assert outcomes(store, one) == ["new"]
    assert outcomes(store, one) == ["unchanged"]
    assert outcomes(store, make.record("one", listing=make.listing(title=Text.of(en="A better pump")))) == ["changed"]
    assert store.listings.get("pump", ANONYMOUS).listing.title == Text.of(en="A better pump")


def test_where_a_record_was_read_is_no_change(store, make):
    one = make.record("one", listing=make.listing())
    moved = one.model_copy(update={"origin": Origin(file="elsewhere.csv", place="7")})
    assert outcomes(store, one, moved) == ["new", "unchanged"]


def test_loading_again_changes_nothing(store, make):
    batch = [
        make.record("a", make.asset("A1", "P1"), make.asset("A2")),
        make.record("b", make.asset("A1", "B1"), source="uspto-grant"),
        make.record("c", listing=make.listing(assets=make.links("A2"))),
    ]
    assert outcomes(store, *batch) == ["new", "merged", "new"]
    before = store.changes.after(0, 100)
    assert outcomes(store, *batch) == ["unchanged"] * 3
    assert store.changes.after(0, 100) == before


def test_the_same_key_twice_in_a_batch_ends_with_its_last_word(store, make):
    first, second = (
        make.record("one", make.asset("A1", title="First")),
        make.record("one", make.asset("A1", title="Second")),
    )
    assert outcomes(store, first, first, second, second) == ["new", "unchanged", "changed", "unchanged"]
    assert store.assets.get("A1").asset.title == Text.of(en="Second")
    assert outcomes(store, first, second) == ["changed", "changed"]
    assert store.assets.get("A1").asset.title == Text.of(en="Second")


def test_a_record_that_others_have_told_of_is_merged_once(store, make):
    assert outcomes(store, make.record("one", make.asset("A1", "P1"))) == ["new"]
    assert outcomes(store, make.record("two", make.asset("P1", "B1"))) == ["merged"]
    assert outcomes(store, make.record("two", make.asset("P1", "B1"))) == ["unchanged"]
    assert outcomes(store, make.record("three", make.asset("B1"), make.asset("A9"))) == ["new"]


def test_an_edited_record_takes_back_what_it_said_before(store, make):
    store.loads.apply([make.record("one", make.asset("A1", title="Pump", classifications=("F04B1/00",)))])
    store.loads.apply([make.record("one", make.asset("A1", title="Pump"))])
    assert store.assets.get("A1").asset.classifications == ()


def test_refusals_are_passed_through_and_the_rest_goes_on(store, make):
    refusal = Refusal(origin=Origin(file="x", place="1"), said=Message.of("It is not a record."))
    found = store.loads.apply([refusal, make.record("one", make.asset("A1"))])
    assert [one.what for one in found] == [What.REFUSED, What.NEW]
    assert found[0].refusal is refusal


def test_a_listing_id_belongs_to_the_record_that_brought_it(store, make):
    store.loads.apply([make.record("one", listing=make.listing())])
    (found,) = store.loads.apply([make.record("two", listing=make.listing())])
    assert found.what is What.REFUSED
    assert "that of the record one of google-patents" in found.refusal.reason
    assert found.refusal.advice
    assert outcomes(
        store, make.record("a", listing=make.listing("x")), make.record("b", listing=make.listing("x"))
    ) == [
        "new",
        "refused",
    ]


def test_a_listing_cannot_take_the_id_of_an_asset(store, make):
    store.loads.apply([make.record("one", make.asset("A1"))])
    (found,) = store.loads.apply([make.record("two", listing=make.listing("A1"))])
    assert "public record" in found.refusal.reason


def test_an_asset_does_not_take_the_id_of_a_listing(store, make):
    store.loads.apply([make.record("one", listing=make.listing("A1"))])
    store.loads.apply([make.record("two", make.asset("A1"))])
    assert store.listings.get("A1", ANONYMOUS).listing.title == Text.of(en="Title of A1")
    (other,) = store.assets.by_keys(["A1"]).values()
    assert other.startswith("A1-")
    assert store.listings.get(other, ANONYMOUS).listing.title == Text.of(en="A pump")


def test_what_its_owner_edited_here_is_not_overwritten_by_a_file(store, make):
    store.loads.apply([make.record("one", listing=make.listing())])
    store.listings.put(make.listing(title=Text.of(en="Ours")), SYSTEM)
    assert outcomes(store, make.record("one", listing=make.listing())) == ["unchanged"]
    (found,) = store.loads.apply([make.record("one", listing=make.listing(title=Text.of(en="Theirs")))])
    assert "taken over" in found.refusal.reason
    assert store.listings.get("pump", ANONYMOUS).listing.title == Text.of(en="Ours")


def test_a_record_that_brings_another_listing_removes_the_one_before(store, make):
    store.loads.apply([make.record("one", listing=make.listing("old"))])
    store.loads.apply([make.record("one", listing=make.listing("new"))])
    assert store.listings.for_index(["old", "new"]).keys() == {"new"}
    assert [(one.listing_id, one.removed) for one in store.changes.after(0, 9)] == [("old", True), ("new", False)]


def test_an_asset_known_by_a_priority_alone_is_refused(store, make):
    (found,) = store.loads.apply([make.record("one", make.asset("R1"))])
    assert "no number of its own" in found.refusal.reason


@pytest.mark.parametrize("name", ["A\x00pump", "\x00", "\\\x00"])
def test_a_record_that_a_database_cannot_keep_is_refused_alone(store, make, name):
    spoilt = [
        make.record("title", make.asset("A1", title=name)),
        make.record(f"k{name}", make.asset("A2")),
        make.record("place", make.asset("A3", applicants=(make.party("Acme", place=name),))),
    ]
    assert outcomes(store, *spoilt, make.record("good", make.asset("A4"))) == ["refused"] * 3 + ["new"]


def test_half_a_surrogate_pair_is_refused_and_a_file_name_that_is_no_text_is_not(store, make):
    spoilt = make.record("one", make.asset("A1", title="A \ud800 pump"))
    odd = make.record("two", make.asset("A2")).model_copy(update={"origin": Origin(file="a\udcff.csv", place="1")})
    assert outcomes(store, spoilt, odd) == ["refused", "new"]


def test_text_that_speaks_of_nul_is_text(store, make):
    assert outcomes(store, make.record("one", make.asset("A1", title="Escape \\u0000 as \\\\u0000"))) == ["new"]


def test_an_asset_without_a_title_waits_for_the_record_that_names_it(store, make):
    pledge = make.event("pledge", "2024-05-01", parties=(make.party("River Bank"),))
    store.loads.apply([make.record("law", make.asset("A1", title="", events=(pledge,)), source="cnipa-status")])
    assert store.listings.for_index(["A1"]) == {}
    store.loads.apply([make.record("text", make.asset("A1", title="A pump"))])
    codes = {term.name: term.value for term in store.listings.get("A1", ANONYMOUS).listing.offers.terms}
    assert codes["encumbrance"].codes == ("pledged",)


def test_an_asset_that_came_with_a_listing_has_no_public_record_until_one_is_loaded(store, make):
    listing = make.listing(assets=make.links("A1"))
    store.loads.apply([make.record("offer", make.asset("A1"), listing=listing, source="form")])
    assert store.listings.for_index(["pump", "A1"]).keys() == {"pump"}
    store.loads.apply([make.record("office", make.asset("A1"))])
    assert store.listings.for_index(["pump", "A1"]).keys() == {"pump", "A1"}


def test_renewing_brings_up_to_date_what_time_alone_changed(store, make, clock):
    store.loads.apply([make.record("one", make.asset("A1@2006-12-01", "B1@2010-01-01", office="CN"))])
    assert store.loads.renew() == 0
    clock.advance(days=30)
    assert store.loads.renew() == 1
    assert store.loads.renew() == 0
    codes = {term.name: term.value for term in store.listings.get("A1", ANONYMOUS).listing.offers.terms}
    assert codes["legal_status"].codes == ("expired",)
    assert store.changes.last() == 2


def test_a_party_profile_is_stored_and_a_second_holder_of_its_code_refused(store, make):
    profile = Party(id="tsinghua", name=Text.of(en="Tsinghua University", zh="清华大学"), identifiers=(TSINGHUA,))
    other = Party(id="other", name=Text.of(en="Another"), identifiers=(TSINGHUA,))
    found = store.loads.apply([make.record("p", party=profile), make.record("q", party=other)])
    assert [one.what.value for one in found] == ["new", "refused"]
    assert "tsinghua" in found[1].refusal.reason
    assert store.parties.get("tsinghua").name == Text.of(en="Tsinghua University", zh="清华大学")


def test_nothing_of_a_batch_that_fails_is_stored(store, make, monkeypatch):
    def fail(*_):
        raise RuntimeError("power")

    monkeypatch.setattr("models.store.loading.listing_writer.ListingWriter.flush", fail)
    with pytest.raises(RuntimeError):
        store.loads.apply([make.record("one", make.asset("A1"))])
    monkeypatch.undo()
    assert store.check().counts == {"contributions": 0, "listings": 0, "assets": 0, "parties": 0}
    assert outcomes(store, make.record("one", make.asset("A1"))) == ["new"]
