"""Money: what people write in both languages is read, and what is written is read back."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.codes import CodeError, Currency, Measures, Money, MoneyRange, RateTable, convert, packaged_rates
from models.codes.money import currencies

M = 1_000_000


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("$1M-$5M", M, 5 * M, "USD"),
        ("$750K", 750_000, 750_000, "USD"),
        ("$100M - $200M", 100 * M, 200 * M, "USD"),
        ("$1M–15M", M, 15 * M, "USD"),
        ("$1-1.5M", M, 1_500_000, "USD"),
        ("CNY 5–20 million", 5 * M, 20 * M, "CNY"),
        ("500万元", 5 * M, 5 * M, "CNY"),
        ("500-2000万元人民币", 5 * M, 20 * M, "CNY"),
        ("500万-1亿元", 5 * M, 100 * M, "CNY"),
        ("1亿元", 100 * M, 100 * M, "CNY"),
        ("人民币５００万元", 5 * M, 5 * M, "CNY"),
        ("RMB 3 million", 3 * M, 3 * M, "CNY"),
        ("€2.5m", 2_500_000, 2_500_000, "EUR"),
        ("US$ 250,000", 250_000, 250_000, "USD"),
        ("不超过1000万元", None, 10 * M, "CNY"),
        ("1000万元以上", 10 * M, None, "CNY"),
        ("up to CNY 10 million", None, 10 * M, "CNY"),
        ("> $1B", 1000 * M, None, "USD"),
        ("< $50M", None, 50 * M, "USD"),
        ("between $1M and $5M", M, 5 * M, "USD"),
        ("300万美元", 3 * M, 3 * M, "USD"),
        ("2,500,000 EUR", 2_500_000, 2_500_000, "EUR"),
    ],
)
def test_what_people_write_is_read(text, low, high, currency):
    money = MoneyRange.parse(text)
    assert (money.low, money.high, str(money.currency)) == (low, high, currency)


@pytest.mark.parametrize(
    "text",
    ["", "100万", "$5M-$1M", "$1M-€5M", "a lot", "-5 USD", "up to at least $5", "$1M (seed); $5M (A)", "USD 9e9"],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(CodeError):
        MoneyRange.parse(text)


def test_a_currency_can_be_given_where_the_text_names_none():
    assert MoneyRange.parse("100万", currency=Currency("CNY")).high == M


def test_ranges_are_written_as_people_write_them():
    money = MoneyRange.parse("500-2000万元")
    assert money.display("en") == "CNY 5–20 million"
    assert money.display("zh") == "500–2000万元人民币"
    assert MoneyRange.parse("不超过1000万元").display("en") == "up to CNY 10 million"
    assert MoneyRange.parse("$100M+").display("zh") == "不低于1亿美元"


def test_a_range_is_a_pydantic_field():
    class Ticket(BaseModel):
        money: MoneyRange

    ticket = Ticket(money="$1M-$5M")
    assert Ticket.model_validate_json(ticket.model_dump_json()) == ticket
    with pytest.raises(ValidationError, match="lower end is above"):
        Ticket(money={"low": 5, "high": 1, "currency": "USD"})
    with pytest.raises(ValidationError, match="neither a lower nor an upper end"):
        Ticket(money={"currency": "USD"})


@pytest.mark.parametrize("text", ["USD 9-3 million", "900-3 million dollars", "$9-3M", "9-3百万元"])
def test_a_range_whose_ends_share_a_unit_is_not_read_as_two(text):
    with pytest.raises(CodeError, match="lower end is above"):
        MoneyRange.parse(text)


def test_an_end_that_is_written_out_has_its_own_unit():
    assert MoneyRange.parse("USD 50,000-3 million").display("en") == "USD 50,000–3,000,000"
    assert MoneyRange.parse("500-1万元").low == 500


def test_a_range_says_what_it_measures():
    money = MoneyRange.parse("$1M-$5M", measures=Measures.TICKET, divisible=True)
    assert money.measures is Measures.TICKET
    assert money.divisible
    assert all(set(measure.words.languages) == {"en", "zh"} for measure in Measures)


def test_one_amount_is_not_a_range():
    assert Money.parse("RMB 3 million").display("zh") == "300万元人民币"
    assert Money.model_validate("3万元").amount == 30_000
    with pytest.raises(CodeError, match="range"):
        Money.parse("$1M-$5M")


@pytest.mark.parametrize(
    ("text", "code"),
    [("RMB", "CNY"), ("人民币", "CNY"), ("¥", "CNY"), ("US$", "USD"), ("euro", "EUR"), ("港币", "HKD"), ("cny", "CNY")],
)
def test_currencies_are_known_by_signs_and_names(text, code):
    assert str(Currency.parse(text)) == code


def test_a_currency_has_names_in_both_languages():
    assert Currency("CNY").name.get("zh") == "人民币元"
    with pytest.raises(CodeError, match="ISO 4217"):
        Currency("XYZ")


amounts = st.decimals(min_value=0, max_value=10**15, places=2).map(lambda amount: amount.normalize() + 0)
known = st.sampled_from(sorted(currencies().values()))


@st.composite
def ranges(draw):
    low, high = sorted((draw(amounts), draw(amounts)))
    ends = draw(st.sampled_from([(low, high), (low, low), (None, high), (low, None)]))
    return MoneyRange(low=ends[0], high=ends[1], currency=draw(known))


@given(ranges(), st.sampled_from(["en", "zh"]))
def test_every_range_survives_writing(money, language):
    assert MoneyRange.parse(money.display(language)) == money


@given(amounts, known, st.sampled_from(["en", "zh"]))
def test_every_amount_survives_writing(amount, currency, language):
    money = Money(amount=amount, currency=currency)
    assert Money.parse(money.display(language)) == money


@given(st.one_of(st.text(max_size=40), st.text(alphabet="$€¥0123456789.,-–KMBkmb万亿元 uptoCNYUSD不超过", max_size=30)))
def test_any_text_parses_or_is_refused(text):
    try:
        money = MoneyRange.parse(text)
    except CodeError:
        return
    assert MoneyRange.parse(str(money)) == money
    assert MoneyRange.parse(money.display("zh")) == money


RATES = "date,currency,per_USD\n2024-12-31,CNY,7.30\n2025-12-31,CNY,7.00\n"


def test_rates_hold_from_their_date_on():
    rates = RateTable.from_csv(RATES, "test")
    yuan, dollar = Currency("CNY"), Currency("USD")
    assert rates.rate(dollar, yuan, dt.date(2025, 6, 1)) == Decimal("7.30")
    assert rates.rate(dollar, yuan, dt.date(2026, 6, 1)) == Decimal("7.00")
    assert rates.rate(dollar, yuan, dt.date(2020, 1, 1)) == Decimal("7.30")
    assert rates.source == "test"


def test_a_range_is_converted_with_its_open_end():
    money = convert(
        MoneyRange.parse("up to CNY 7 million"), Currency("USD"), RateTable.from_csv(RATES, "test"), dt.date(2026, 1, 1)
    )
    assert money == MoneyRange.parse("up to USD 1 million")


@pytest.mark.parametrize("row", ["2024-12-31,CNY,-1", "2024-12-31,CNY,x", "x,CNY,7", "2024-12-31,QQQ,7", "2024-12-31"])
def test_a_bad_row_of_rates_is_refused(row):
    with pytest.raises(CodeError, match="ow of rates"):
        RateTable.from_csv(f"date,currency,per_USD\n{row}\n", "test")


def test_a_missing_rate_is_said():
    with pytest.raises(CodeError, match="do not have it"):
        convert(MoneyRange.parse("ISK 5"), Currency("USD"), packaged_rates(), dt.date(2025, 1, 1))


def test_the_packaged_rates_cover_the_usual_currencies():
    assert {Currency("CNY"), Currency("USD"), Currency("EUR")} <= set(packaged_rates().currencies)
