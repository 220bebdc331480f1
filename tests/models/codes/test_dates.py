"""Dates as offices write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from models.codes import CodeError, PartialDate, parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("20060629", dt.date(2006, 6, 29)),
        ("2016-09-02", dt.date(2016, 9, 2)),
        ("2016.9.2", dt.date(2016, 9, 2)),
        ("1970-01-01 00:00:00", dt.date(1970, 1, 1)),
        ("2018-10-25T00:00:00Z", dt.date(2018, 10, 25)),
        ("January 10, 2017", dt.date(2017, 1, 10)),
        ("10 Jan. 2017", dt.date(2017, 1, 10)),
        ("2005年12月3日", dt.date(2005, 12, 3)),
        ("19991100", PartialDate(1999, 11)),
        ("2005年12月", PartialDate(2005, 12)),
        ("2005-12", PartialDate(2005, 12)),
        ("20050000", PartialDate(2005)),
        ("2005", PartialDate(2005)),
        ("00010101", None),
        ("0000-00-00", None),
        ("", None),
    ],
)
def test_dates_are_read(text, date):
    assert parse_date(text) == date


@pytest.mark.parametrize("text", ["20050230", "2005-13-01", "soon", "29 Foo 2005", "05/06/2007", "20050012"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(CodeError, match="Date"):
        parse_date(text)


def test_a_partial_date_has_a_first_and_a_last_day():
    assert PartialDate(2024, 2).first == dt.date(2024, 2, 1)
    assert PartialDate(2024, 2).last == dt.date(2024, 2, 29)
    assert (PartialDate(2024).first, PartialDate(2024).last) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


partial = st.one_of(
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)),
)


@given(partial)
def test_every_date_survives_writing(date):
    assert PartialDate.parse(str(date)) == date
    assert date.first <= date.last


@given(partial.filter(lambda date: date.year >= 1000))
def test_every_date_survives_showing(date):
    assert PartialDate.parse(date.display("en")) == date
    assert PartialDate.parse(date.display("zh")) == date


def test_a_partial_date_is_a_pydantic_field():
    adapter = TypeAdapter(PartialDate)
    assert adapter.dump_json(adapter.validate_python("2005年12月")) == b'"2005-12"'


@given(st.one_of(st.text(max_size=30), st.text(alphabet="0123456789-/. 年月日JanTZ:", max_size=20)))
def test_any_text_parses_or_is_refused(text):
    try:
        parse_date(text)
    except CodeError:
        return
