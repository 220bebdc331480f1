"""What an asset's events say of it on a day, and what was known of that on another."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.asset_status import (
    DEAD,
    EncumbranceKind,
    LegalStatus,
    encumbrances,
    expiry,
    next_turn,
    owners,
    remaining_life_years,
    status,
)
from models.assets import Asset, AssetEvent, AssetIdentifier, EventKind
from models.parties import PartyMention
from models.text import Text

TODAY = dt.date(2026, 11, 23)


def day(text):
    return dt.date.fromisoformat(text)


def party(name):
    return PartyMention(name=Text.of(en=name))


ACME, DELTA, BANK = party("Acme Pumps Inc."), party("Delta Institute"), party("River Bank")


def event(kind, date, **more):
    return AssetEvent(kind=kind, date=day(date) if date else None, **more)


def asset(*events, kind="invention", office="CN", filed="2016-05-10", granted=None, **more):
    identifiers = [AssetIdentifier(role="application", number="CN1", key="CN1", date=day(filed) if filed else None)]
    if granted:
        identifiers.append(AssetIdentifier(role="grant", number="CN1B", key="CN1B", date=day(granted)))
    return Asset(kind=kind, identifiers=tuple(identifiers), office=office, events=events, **more)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], "pending"),
        ([("publication", "2017-01-01"), ("examination", "2018-01-01")], "pending"),
        ([("grant", "2019-01-01")], "in_force"),
        ([("grant", "2027-01-01")], "pending"),
        ([("grant", "2019-01-01"), ("fee", "2020-01-01"), ("lapse", "2021-01-01")], "lapsed"),
        ([("lapse", "2021-01-01"), ("grant", "2019-01-01")], "lapsed"),
        ([("grant", "2019-01-01"), ("lapse", "2021-01-01"), ("restoration", "2022-01-01")], "in_force"),
        ([("withdrawal", "2018-01-01"), ("restoration", "2019-01-01")], "pending"),
        ([("refusal", "2018-01-01")], "withdrawn"),
        ([("refusal", "2018-01-01"), ("grant", "2019-01-01")], "in_force"),
        ([("grant", "2019-01-01"), ("opposition", "2020-01-01")], "in_force"),
        ([("grant", "2019-01-01"), ("invalidation", "2020-01-01")], "lapsed"),
        ([("expiry", "2020-01-01")], "expired"),
    ],
)
def test_status_is_what_the_last_event_made_of_it(events, found):
    assert status(asset(*(event(*one) for one in events)), TODAY) == found


def test_a_grant_number_tells_of_a_grant_from_its_date_on():
    right = asset(granted="2019-03-01")
    assert status(right, day("2019-02-28")) is LegalStatus.PENDING
    assert status(right, day("2019-03-01")) is LegalStatus.IN_FORCE
    assert status(right, day("2016-05-09")) is LegalStatus.UNKNOWN


def test_a_grant_number_counts_in_the_order_of_time_beside_the_events():
    assert status(asset(event("refusal", "2018-01-01"), granted="2019-03-01"), TODAY) is LegalStatus.IN_FORCE
    assert status(asset(event("lapse", "2021-01-01"), granted="2019-03-01"), TODAY) is LegalStatus.LAPSED


def test_a_text_corrected_after_a_lapse_does_not_revive_the_right():
    right = asset(event("lapse", "2021-01-01"), granted="2019-03-01")
    corrected = AssetIdentifier(role="grant", number="CN1C8", key="CN1C8", date=day("2022-05-01"))
    assert (
        status(right.model_copy(update={"identifiers": (*right.identifiers, corrected)}), TODAY) is LegalStatus.LAPSED
    )


def test_a_term_that_outlasts_the_calendar_ends_with_it():
    assert expiry(asset(filed="9990-01-01")) == dt.date.max


def test_past_its_term_a_right_is_expired_unless_it_ended_before():
    right = asset(granted="2019-03-01")
    assert status(right, day("2036-05-10")) is LegalStatus.IN_FORCE
    assert status(right, day("2036-05-11")) is LegalStatus.EXPIRED
    assert status(asset(event("lapse", "2020-01-01"), granted="2019-03-01"), day("2040-01-01")) is LegalStatus.LAPSED


def test_a_stated_status_counts_where_it_ends_the_right_or_no_event_says_anything():
    granted = asset(granted="2019-01-01", status="lapsed")
    assert status(granted, TODAY) is LegalStatus.LAPSED
    assert status(granted.model_copy(update={"status": "pending"}), TODAY) is LegalStatus.IN_FORCE
    unknown = Asset(kind="trademark", identifiers=(AssetIdentifier(role="priority", number="x", key="x"),))
    assert status(unknown.model_copy(update={"status": "in_force"}), TODAY) is LegalStatus.IN_FORCE
    assert status(unknown.model_copy(update={"status": "专利权有效"}), TODAY) is LegalStatus.UNKNOWN


def test_what_was_learnt_later_is_not_known_earlier():
    lapse = event("lapse", "2020-01-01", learnt=day("2024-06-01"))
    right = asset(lapse, granted="2019-01-01")
    assert status(right, day("2021-01-01"), known_on=day("2023-01-01")) is LegalStatus.IN_FORCE
    assert status(right, day("2021-01-01"), known_on=day("2024-06-01")) is LegalStatus.LAPSED
    assert status(right, day("2019-06-01")) is LegalStatus.IN_FORCE


def test_an_event_without_a_date_counts_from_the_day_it_was_learnt():
    right = asset(event("lapse", None, learnt=day("2024-06-01")), granted="2019-01-01")
    assert status(right, day("2024-05-31")) is LegalStatus.IN_FORCE
    assert status(right, day("2024-06-01")) is LegalStatus.LAPSED


def test_an_assignment_takes_the_share_of_those_who_assign():
    sold = event("assignment", "2020-01-01", parties=(BANK,), from_parties=(party("ACME PUMPS"),))
    right = asset(sold, applicants=(ACME, DELTA))
    assert owners(right, day("2019-12-31")) == (ACME, DELTA)
    assert owners(right, TODAY) == (DELTA, BANK)


@pytest.mark.parametrize(
    ("applicants", "new", "old", "found"),
    [
        ((ACME,), (DELTA,), (), (DELTA,)),
        ((ACME,), (DELTA,), (BANK,), (DELTA,)),
        ((ACME, DELTA), (ACME,), (BANK,), (ACME, DELTA)),
        ((ACME, DELTA), (DELTA,), (ACME,), (DELTA,)),
        ((), (ACME,), (), (ACME,)),
        ((ACME,), (), (ACME,), (ACME,)),
    ],
    ids=["no assignor", "a step is missing", "owners already", "to a co-owner", "no applicant", "no assignee"],
)
def test_owners_after_an_assignment(applicants, new, old, found):
    right = asset(event("assignment", "2020-01-01", parties=new, from_parties=old), applicants=applicants)
    assert owners(right, TODAY) == found


def test_encumbrances_begin_and_end():
    right = asset(
        event("pledge", "2020-01-01", parties=(BANK,), recordal="Y1"),
        event("licence", "2020-02-01", parties=(DELTA,), exclusive=True, ends=day("2023-01-31"), territory="CN"),
        event("licence", "2020-03-01", parties=(ACME,)),
        event("preservation", "2021-01-01"),
        event("pledge_release", "2022-01-01", recordal="Y1"),
        event("preservation_end", "2022-02-01"),
        event("litigation", "2022-03-01"),
        granted="2019-01-01",
    )
    kinds = {
        when: [one.kind.value for one in encumbrances(right, day(when))]
        for when in ("2021-06-01", "2023-01-31", "2023-02-01")
    }
    assert kinds["2021-06-01"] == ["pledged", "exclusively_licensed", "licensed", "preserved"]
    assert kinds["2023-01-31"] == ["exclusively_licensed", "licensed", "litigation"]
    assert kinds["2023-02-01"] == ["licensed", "litigation"]
    (pledge, licence, *_) = encumbrances(right, day("2021-06-01"))
    assert (pledge.holders, pledge.since, pledge.recordal) == ((BANK,), day("2020-01-01"), "Y1")
    assert (licence.until, licence.territory) == (day("2023-01-31"), "CN")


@pytest.mark.parametrize(
    ("release", "left"),
    [
        ({}, []),
        ({"recordal": "Y2"}, ["Y1"]),
        ({"from_parties": (party("RIVER BANK"),)}, ["Y2"]),
        ({"parties": (ACME,)}, ["Y1", "Y2"]),
    ],
    ids=["of all", "by recordal", "by holder", "of another's"],
)
def test_a_release_ends_the_pledge_that_it_names(release, left):
    right = asset(
        event("pledge", "2020-01-01", parties=(BANK,), recordal="Y1"),
        event("pledge", "2020-02-01", parties=(DELTA,), recordal="Y2"),
        event("pledge_release", "2021-01-01", **release),
    )
    assert [one.recordal for one in encumbrances(right, TODAY) if one.kind is EncumbranceKind.PLEDGED] == left


@pytest.mark.parametrize(
    ("kind", "office", "filed", "granted", "end"),
    [
        ("invention", "CN", "2016-05-10", None, "2036-05-10"),
        ("invention", "US", "2016-02-29", None, "2036-02-29"),
        ("utility_model", "CN", "2016-02-29", None, "2026-03-01"),
        ("design", "CN", "2021-05-31", None, "2031-05-31"),
        ("design", "CN", "2021-06-01", None, "2036-06-01"),
        ("design", "US", "2015-05-13", "2016-01-05", "2031-01-05"),
        ("design", "US", "2015-05-12", "2016-01-05", "2030-01-05"),
        ("design", "US", "2015-05-13", None, None),
        ("design", "FR", "2020-01-01", None, None),
        ("invention", "CN", None, None, None),
        ("trademark", "CN", "2016-05-10", None, None),
        ("know_how", None, "2016-05-10", None, None),
    ],
)
def test_the_term_ends_by_the_law_of_the_office(kind, office, filed, granted, end):
    assert expiry(asset(kind=kind, office=office, filed=filed, granted=granted)) == (day(end) if end else None)


def test_a_stated_end_goes_before_the_law():
    assert expiry(asset(expires=day("2037-01-31"))) == day("2037-01-31")


def test_remaining_life_is_in_years_and_none_is_left_of_a_right_that_has_ended():
    assert math.isclose(remaining_life_years(asset(granted="2019-01-01"), day("2026-05-10")), 10, abs_tol=0.01)
    assert remaining_life_years(asset(event("lapse", "2020-01-01")), TODAY) == 0
    assert remaining_life_years(asset(granted="2019-01-01"), day("2050-01-01")) == 0
    assert remaining_life_years(asset(kind="trademark"), TODAY) is None


EVENTS = st.builds(
    AssetEvent,
    kind=st.sampled_from(EventKind),
    date=st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)),
    learnt=st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)),
    ends=st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)),
    parties=st.lists(st.sampled_from([ACME, DELTA, BANK]), max_size=2).map(tuple),
    from_parties=st.lists(st.sampled_from([ACME, DELTA, BANK]), max_size=1).map(tuple),
)


@given(st.lists(EVENTS, max_size=6), st.dates(dt.date(2014, 1, 1), dt.date(2038, 1, 1)))
def test_what_derives_holds_together_whatever_happened(events, when):
    right = asset(*events, applicants=(ACME,))
    assert owners(right, when)
    assert (remaining_life_years(right, when) == 0) or status(right, when) not in DEAD


DATED = EVENTS.filter(lambda one: one.date is not None)


@given(st.lists(DATED, max_size=6), st.dates(dt.date(2014, 1, 1), dt.date(2038, 1, 1)))
def test_nothing_changes_before_the_next_turn(events, when):
    right = asset(*events, applicants=(ACME,))
    turn = next_turn(right, when)
    before = dt.date(2200, 1, 1) if turn is None else turn - dt.timedelta(days=1)
    assert status(right, before) == status(right, when)
    assert owners(right, before) == owners(right, when)
    assert encumbrances(right, before) == encumbrances(right, when)
