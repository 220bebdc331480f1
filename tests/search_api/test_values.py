"""Terms as people write them, in both languages."""

import datetime as dt

import pytest

from models.codes import MoneyRange
from models.terms import Amount, Codes, Flag, Period, Span, Term
from models.vocabulary import term_kinds
from search_api.labels import Labels, name_of
from search_api.listings.values import UNITS, value_text


@pytest.fixture(scope="session")
def labels(world):
    return Labels(world.application.trees, world.store)


DAY = dt.date

CASES = [
    ("stage", Span(low=4, high=6), "TRL 4–6", "TRL 4–6"),
    ("stage", Span(low=4, high=4), "TRL 4", "TRL 4"),
    ("remaining_life", Span(low=8), "at least 8 years", "不低于8年"),
    ("loan_to_value", Span(high=45.5), "up to 45.5%", "不超过45.5%"),
    ("rate", Span(low=3.5, high=4.3), "3.5–4.3% a year", "年化3.5–4.3%"),
    ("tenor", Span(low=12, high=36), "12–36 months", "12–36个月"),
    ("capacity", Span(low=20, high=20), "20 cases a month", "每月20件"),
    ("loan", Amount(money=MoneyRange.parse("CNY 5-20 million")), "CNY 5–20 million", "500–2000万元人民币"),
    ("sole_collateral", Flag(value=True), "yes", "是"),
    ("sole_collateral", Flag(value=False), "no", "否"),
    ("founded", Period(start=DAY(2019, 1, 1), end=DAY(2019, 12, 31)), "2019", "2019年"),
    ("founded", Period(start=DAY(2019, 2, 1), end=DAY(2019, 2, 28)), "2019-02", "2019年2月"),
    ("founded", Period(start=DAY(2019, 2, 3), end=DAY(2019, 2, 3)), "2019-02-03", "2019年2月3日"),
    (
        "open",
        Period(start=DAY(2026, 1, 5), end=DAY(2026, 3, 1)),
        "2026-01-05 to 2026-03-01",
        "2026年1月5日至2026年3月1日",
    ),
    ("open", Period(start=DAY(2026, 1, 5)), "from 2026-01-05", "2026年1月5日起"),
    ("open", Period(end=DAY(2026, 3, 1)), "until 2026-03-01", "至2026年3月1日"),
    ("deal_type", Codes(codes=("exclusive_licence", "equity")), "exclusive licence, equity", "独占许可、股权投资"),
    ("place", Codes(codes=("CN-JS",)), "Jiangsu", "江苏省"),
    ("office", Codes(codes=("EP",)), "European Patent Office", "欧洲专利局"),
    ("language", Codes(codes=("zh", "en")), "Chinese, English", "中文、英语"),
    ("industry", Codes(codes=("new-materials",)), "new materials", "新材料"),
    (
        "industry",
        Codes(codes=("saas", "wool-spinning")),
        "software as a service, wool spinning",
        "软件即服务、wool spinning",
    ),
    ("asset_count", Span(low=5), "at least 5 rights", "不低于5件"),
    ("deals_done", Span(low=26, high=26), "26 deals", "26个"),
]


@pytest.mark.parametrize(("name", "value", "english", "chinese"), CASES)
def test_a_value_is_written_for_its_reader(labels, name, value, english, chinese):
    term = Term(name=name, value=value)
    assert value_text(term, labels, "en") == english
    assert value_text(term, labels, "zh") == chinese


def test_a_field_has_its_symbol_and_its_title(labels):
    term = Term(name="field", value=Codes(codes=("H01M10/0562",)))
    assert value_text(term, labels, "en").startswith("H01M10/0562 (")
    assert value_text(term, labels, "zh").startswith("H01M10/0562（")


def test_every_unit_of_the_vocabulary_has_words():
    assert {kind.unit for kind in term_kinds().values() if kind.unit} <= set(UNITS)


def test_shorter_names_are_called_as_what_they_stand_for():
    assert name_of("cpc", "en") == name_of("field", "en")
    assert name_of("year", "zh") == "发布年份"
    assert name_of("unheard_of", "en") == "unheard_of"
