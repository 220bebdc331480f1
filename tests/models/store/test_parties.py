"""Who is meant: by identifier, else by name, country and whether it is a person; mentions stay as they were written."""

import pytest

from models.codes import PartyIdentifier
from models.errors import Conflict, NotFound
from models.parties import Party, PartyRole
from models.text import Text
from models.viewer import ANONYMOUS

TSINGHUA = PartyIdentifier.parse("https://ror.org/03cve4549")
OFFICE = PartyIdentifier.parse("EPO:4711")


def party_of(store, make, key, mention):
    store.loads.apply([make.record(key, listing=make.listing(key, party=mention))])
    return store.listings.get(key, ANONYMOUS).party.id


def test_a_name_written_differently_is_one_party_and_another_country_or_a_person_is_not(store, make):
    first = party_of(store, make, "a", make.party("Acme Robotics Co., Ltd.", place="CN-11"))
    assert party_of(store, make, "b", make.party("ACME ROBOTICS", place="CN-44")) == first
    assert party_of(store, make, "c", make.party("Acme Robotics", place="US")) != first
    assert party_of(store, make, "d", make.party("Acme Robotics", place="CN", person=True)) != first


def test_an_identifier_leads_to_its_party_whatever_the_name(store, make):
    first = party_of(store, make, "a", make.party("Tsinghua University", TSINGHUA))
    assert party_of(store, make, "b", make.party("Qinghua Daxue", TSINGHUA)) == first
    assert party_of(store, make, "c", make.party("Qinghua Daxue")) == first


def test_an_identifier_seen_later_joins_the_name_and_another_of_its_scheme_does_not(store, make):
    first = party_of(store, make, "a", make.party("Tsinghua University"))
    assert party_of(store, make, "b", make.party("Tsinghua University", TSINGHUA)) == first
    assert party_of(store, make, "c", make.party("Tsinghua University", OFFICE)) == first
    other = PartyIdentifier.parse("EPO:4712")
    assert party_of(store, make, "d", make.party("Tsinghua University", other)) != first


def test_ids_are_the_same_in_another_store_and_do_not_hang_on_batches(store, make):
    mention = make.party("Tsinghua University", OFFICE, TSINGHUA)
    assert party_of(store, make, "a", mention) == "p-514656ff4a6d01a6"


def test_a_party_gathers_names_codes_and_roles_and_mentions_stay_as_written(store, make):
    first = make.party("Tsinghua Univ.", TSINGHUA, role="university")
    second = make.party("TSINGHUA UNIV", OFFICE, role="investor")
    found = {party_of(store, make, "a", first), party_of(store, make, "b", second)}
    (name,) = found
    party = store.parties.get(name)
    assert set(party.identifiers) == {TSINGHUA, OFFICE}
    assert {one.role for one in party.roles} == {"university", "investor"}
    assert party.other_names == (Text.of(en="TSINGHUA UNIV"),)
    assert store.parties.mentions(name) == sorted([first, second], key=lambda one: one.model_dump_json())
    assert {one.role for one in store.listings.get("a", ANONYMOUS).party.roles} == {"university", "investor"}


def test_what_is_learnt_of_a_party_is_a_change_of_its_listings(store, make):
    party_of(store, make, "a", make.party("Acme"))
    party_of(store, make, "b", make.party("Acme", role="company"))
    assert store.changes.after(0, 9)[-1].listing_id == "a"
    before = store.changes.last()
    party_of(store, make, "c", make.party("Acme", role="company"))
    assert store.changes.last() == before + 1


def test_a_profile_takes_over_what_mentions_had_told(store, make):
    old = party_of(store, make, "a", make.party("Tsinghua University", TSINGHUA, role="university"))
    profile = Party(
        id="tsinghua", name=Text.of(zh="清华大学"), identifiers=(TSINGHUA,), roles=(PartyRole(role="investor"),)
    )
    store.loads.apply([make.record("p", party=profile)])
    assert store.listings.get("a", ANONYMOUS).party.id == "tsinghua"
    assert store.parties.get(old).id == "tsinghua"
    assert store.parties.get(old).name == Text.of(zh="清华大学")
    assert store.parties.get(old).other_names == (Text.of(en="Tsinghua University"),)
    assert store.changes.after(0, 9)[-1].sequence == 2
    assert party_of(store, make, "b", make.party("Tsinghua University")) == "tsinghua"
    assert {one.role for one in store.listings.get("b", ANONYMOUS).party.roles} == {"university", "investor"}


def test_a_profile_that_comes_first_is_what_mentions_lead_to(store, make):
    store.parties.put(Party(id="acme", name=Text.of(en="Acme Inc."), other_names=(Text.of(en="Apex Works"),)))
    assert party_of(store, make, "a", make.party("Apex Works Ltd")) == "acme"
    assert store.parties.named("ACME") == "acme"


def test_two_profiles_of_one_name_stay_two_parties(store, make):
    store.parties.put(Party(id="one", name=Text.of(en="Acme")))
    store.parties.put(Party(id="two", name=Text.of(en="Acme")))
    assert store.parties.many(["one", "two", "three"]).keys() == {"one", "two"}
    assert party_of(store, make, "a", make.party("Acme")) == "one"


def test_an_identifier_belongs_to_one_profile(store):
    store.parties.put(Party(id="one", name=Text.of(en="Acme"), identifiers=(TSINGHUA,)))
    store.parties.put(Party(id="one", name=Text.of(en="Acme Pumps"), identifiers=(TSINGHUA,)))
    with pytest.raises(Conflict, match="one"):
        store.parties.put(Party(id="two", name=Text.of(en="Other"), identifiers=(TSINGHUA,)))


def test_an_unknown_party_is_not_found(store):
    with pytest.raises(NotFound, match="nobody"):
        store.parties.get("nobody")
    assert store.parties.named("nobody") is None
