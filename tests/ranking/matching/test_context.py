"""Years by the calendar: a lender's limit is a day, not a mean length."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.constraints import Interval
from ranking.matching.context import Context

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


def ordinal(day):
    return dt.date.fromisoformat(day).toordinal()


@pytest.mark.parametrize(
    ("today", "years", "since", "until"),
    [
        ("2026-11-24", 1, "2025-11-24", "2027-11-24"),
        ("2026-11-24", 8, "2018-11-24", "2034-11-24"),
        ("2024-02-29", 1, "2023-02-28", "2025-02-28"),
        ("2024-02-29", 4, "2020-02-29", "2028-02-29"),
    ],
)
def test_a_number_of_years_ends_on_its_anniversary(today, years, since, until):
    context = Context(dt.date.fromisoformat(today))
    assert context.days(Interval(low=years), "since").high == ordinal(since)
    assert context.days(Interval(low=years), "until").low == ordinal(until)
    assert context.years(Interval(ordinal(since), ordinal(since)), "since") == Interval(years, years)
    assert context.years(Interval(ordinal(until), ordinal(until)), "until") == Interval(years, years)


@given(today=DAYS, day=DAYS, years=st.integers(0, 30))
def test_both_ways_to_count_agree(today, day, years):
    context, here = Context(today), Interval(day.toordinal(), day.toordinal())
    for counted in ("since", "until"):
        by_day = here.meets(context.days(Interval(low=years), counted))
        assert by_day == context.years(here, counted).meets(Interval(low=years))


def test_open_ends_stay_open():
    context = Context(dt.date(2026, 11, 24))
    assert context.days(Interval(), "since") == Interval()
    assert context.years(Interval(low=5.0), "until").high == math.inf
