"""Filters as people write them."""

import datetime as dt
import math

import pytest

from indexer.analysis import StandardAnalyser
from models.codes import MoneyRange
from models.constraints import ABOVE, Constraint, Facts, Interval, passes
from models.errors import BadQuery
from ranking.filters import Filters
from ranking.question import FieldTerm


@pytest.fixture(scope="module")
def filters(analyser: StandardAnalyser) -> Filters:
    return Filters(analyser)


FACTS: Facts = {
    "kind": frozenset({"technology"}),
    "standing": frozenset({"public_record"}),
    "field": frozenset({"H01M10/0525"}),
    "field" + ABOVE: frozenset({"H", "H01", "H01M", "H01M10/00", "H01M10/0525"}),
    "place": frozenset({"CN-BJ"}),
    "place" + ABOVE: frozenset({"CN-BJ", "CN"}),
    "deal_type": frozenset({"exclusive_licence"}),
    "stage": Interval(4, 6),
    "loan.CNY": Interval(5e6, 2e7),
    "published": Interval(dt.date(2015, 7, 1).toordinal(), dt.date(2015, 7, 1).toordinal()),
    "party_words": frozenset({"general", "electric"}),
    "party": frozenset({"p-1"}),
    "sole_collateral": frozenset({"yes"}),
    "office": frozenset({"CN"}),
}


def compiled(filters: Filters, *pairs: tuple[str, str]) -> Constraint:
    return filters.compile([FieldTerm(name.lstrip("-"), value, negated=name.startswith("-")) for name, value in pairs])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "technology"),
        ("kind", "技术成果"),
        ("kind", "need, technology"),
        ("standing", "公开记录"),
        ("cpc", "h01m"),
        ("cpc", "H01M 10/0525"),
        ("place", "China"),
        ("place", "北京"),
        ("deal", "独占许可"),
        ("deal_type", "Exclusive licence"),
        ("trl", "TRL 5-9"),
        ("stage", ">=6"),
        ("stage", "4"),
        ("loan", "CNY 10–50 million"),
        ("loan", "1500万元"),
        ("published", "2015"),
        ("published", "2010..2015"),
        ("year", ">=2015-07-01"),
        ("party", "General Electric"),
        ("party", "p-1"),
        ("sole_collateral", "是"),
        ("office", "cn"),
        ("office", "中国"),
        ("office", "European Patent Office; China"),
        ("-office", "US"),
    ],
)
def test_what_fits_passes(filters: Filters, name: str, value: str) -> None:
    assert passes(compiled(filters, (name, value)), FACTS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "need"),
        ("cpc", "A61"),
        ("place", "上海"),
        ("stage", "7-9"),
        ("loan", "CNY 50 million"),
        ("loan", "USD 1 million"),
        ("published", "2016.."),
        ("party", "General Motors"),
        ("-office", "CN"),
        ("tenor", "12"),
    ],
)
def test_what_does_not_fit_or_is_not_stated_does_not_pass(filters: Filters, name: str, value: str) -> None:
    assert not passes(compiled(filters, (name, value)), FACTS)


def test_values_of_one_filter_are_alternatives_and_filters_all_hold(filters: Filters) -> None:
    assert passes(compiled(filters, ("kind", "need"), ("kind", "technology"), ("office", "CN")), FACTS)
    assert not passes(compiled(filters, ("kind", "need"), ("kind", "technology"), ("office", "US")), FACTS)


def test_no_filters_let_everything_pass(filters: Filters) -> None:
    assert passes(filters.compile([]), {})


def test_an_amount_is_sought_in_every_currency_of_the_rates(analyser: StandardAnalyser) -> None:
    dollars = MoneyRange.parse("USD 2 million")
    filters = Filters(analyser, convert=lambda amount: (amount, MoneyRange.parse("CNY 14 million")))
    assert str(dollars.currency) == "USD"
    assert passes(compiled(filters, ("loan", "USD 2 million")), FACTS)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("deal", "marriage", "exclusive_licence"),
        ("stage", "high", "4, 4..6, >=6"),
        ("stage", "4.5.6", "4, 4..6, >=6"),
        ("stage", "nan", "4, 4..6, >=6"),
        ("stage", "99", "1 to 9 (TRL)"),
        ("stage", "0..4", "1 to 9 (TRL)"),
        ("stage", ">=10", "1 to 9 (TRL)"),
        ("stage", "6..4", "after its end"),
        ("published", "yesterday", "2015"),
        ("published", "2015..2010", "after its end"),
        ("published", "2015-13", "no such day"),
        ("kind", "", "VALUE"),
        ("colour", "red", "Filters are"),
        ("stagee", "4", "Did you mean 'stage'?"),
        ("office", "Atlantis", "there is no office"),
        ("sole_collateral", "perhaps", "yes or no"),
    ],
)
def test_a_value_that_cannot_be_read_says_what_can(filters: Filters, name: str, value: str, said: str) -> None:
    with pytest.raises(BadQuery) as caught:
        compiled(filters, (name, value))
    assert said in str(caught.value)


@pytest.mark.parametrize("last", ["9999", "9999-12", "9999-12-31"])
def test_the_last_days_of_the_calendar_are_days_too(filters: Filters, last: str) -> None:
    end = float(dt.date.max.toordinal())
    assert passes(compiled(filters, ("published", last)), {"published": Interval(end, end)})


def test_open_ends_of_a_period_are_infinite(filters: Filters) -> None:
    facts: Facts = {"open": Interval(-math.inf, math.inf)}
    assert passes(compiled(filters, ("open", "2030-01")), facts)
