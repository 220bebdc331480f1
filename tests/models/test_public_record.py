"""The listing that the public record makes of an asset."""

import datetime as dt

from models.assets import Asset, AssetEvent, AssetIdentifier
from models.listings import Standing, Tier
from models.parties import PartyMention
from models.public_record import public_record
from models.terms import Codes, Period
from models.text import Text

TODAY = dt.date(2026, 11, 23)
ACME, DELTA = (PartyMention(name=Text.of(en=name)) for name in ("Acme", "Delta"))
PUMP = Asset(
    kind="invention",
    identifiers=(
        AssetIdentifier(role="application", number="CN1", key="CN1", date=dt.date(2016, 5, 10)),
        AssetIdentifier(role="publication", number="CN1A", key="CN1A", date=dt.date(2017, 11, 1)),
        AssetIdentifier(role="grant", number="CN1B", key="CN1B", date=dt.date(2019, 3, 1)),
    ),
    title=Text.of(en="Pump", zh="泵"),
    abstract=Text.of(en="A pump with a valve."),
    classifications=("F04B1/00", "F16K1/00"),
    applicants=(ACME, DELTA),
    office="CN",
    link="https://example.org/CN1B",
)


def terms(asset, when=TODAY):
    return {term.name: term.value for term in public_record("CN1", asset, when, source="cnipa").offers.terms}


def test_it_says_what_the_asset_is_and_that_nobody_here_offers_it():
    found = public_record("CN1", PUMP, TODAY, source="cnipa")
    assert (found.id, found.kind, found.standing) == ("CN1", "technology", Standing.PUBLIC_RECORD)
    assert found.title == PUMP.title
    assert [(one.text, one.tier) for one in found.offers.sections] == [(PUMP.abstract, Tier.TEASER)]
    assert (found.party, found.owners) == (ACME, (ACME, DELTA))
    assert [(one.key, one.core) for one in found.assets] == [("CN1B", True)]
    assert (found.published, found.source, found.link) == (dt.date(2017, 11, 1), "cnipa", "https://example.org/CN1B")
    assert not found.seeks


def test_its_terms_derive_from_the_asset_as_of_the_day():
    found = terms(PUMP)
    assert found["field"] == Codes(codes=("F04B1/00", "F16K1/00"))
    assert found["office"] == Codes(codes=("CN",))
    assert found["asset_kind"] == Codes(codes=("invention",))
    assert found["legal_status"] == Codes(codes=("in_force",))
    assert found["expires"] == Period(start=dt.date(2036, 5, 10), end=dt.date(2036, 5, 10))
    assert terms(PUMP, dt.date(2018, 1, 1))["legal_status"] == Codes(codes=("pending",))


def test_an_encumbrance_is_said_where_it_is_recorded_and_freedom_only_where_legal_events_are():
    pledge = AssetEvent(kind="pledge", date=dt.date(2020, 1, 1))
    release = AssetEvent(kind="pledge_release", date=dt.date(2021, 1, 1))
    assert "encumbrance" not in terms(PUMP)
    assert terms(PUMP.model_copy(update={"events": (pledge,)}))["encumbrance"] == Codes(codes=("pledged",))
    assert terms(PUMP.model_copy(update={"events": (pledge, release)}))["encumbrance"] == Codes(codes=("none",))


def test_the_owner_after_an_assignment_is_its_party():
    sold = AssetEvent(kind="assignment", date=dt.date(2020, 1, 1), parties=(DELTA,), from_parties=(ACME,))
    alone = PUMP.model_copy(update={"applicants": (ACME,), "events": (sold,)})
    assert public_record("CN1", alone, TODAY, source="cnipa").party == DELTA


def test_an_asset_without_a_title_is_called_by_its_abstract_and_without_either_is_not_listed():
    untitled = PUMP.model_copy(update={"title": Text()})
    assert public_record("CN1", untitled, TODAY, source="cnipa").title == Text.of(en="A pump with a valve")
    unknown = untitled.model_copy(update={"abstract": Text()})
    assert public_record("CN1", unknown, TODAY, source="cnipa") is None
