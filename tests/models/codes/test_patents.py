"""Patent numbers: what people write is read, written back, and known again."""

import pickle
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.codes import (
    CheckDigitError,
    CodeError,
    NumberSpace,
    PatentNumber,
    PatentRole,
    Right,
    Stage,
    find_patent_numbers,
    parse_patent_number,
)
from models.codes.patent_forms import cn_check_digit, ep_check_digit

WRITTEN = [
    ("US 7,654,321 B2", "US7654321B2"),
    ("U.S. Patent No. 7,654,321", "US7654321"),
    ("us7654321b2", "US7654321B2"),
    ("US08927118 B2", "US8927118B2"),
    ("US2018/0216532 A1", "US20180216532A1"),
    ("US2006142694 A1", "US20060142694A1"),
    ("USD689,123 S1", "USD689123S1"),
    ("RE38,123", "USRE38123"),
    ("PP12,345", "USPP12345"),
    ("13/349,377", "US13/349377"),
    ("US201213547826", "US13/547826"),
    ("Appl. No. 12/44,740", "US12/044740"),
    ("EP0227762B1", "EP0227762B1"),
    ("EP 1 000 000 A1", "EP1000000A1"),
    ("EP 1.000.000 A1", "EP1000000A1"),
    ("EP19990203729", "EP99203729.1"),
    ("CN 106955576 A", "CN106955576A"),
    ("CN101566113B", "CN101566113B"),
    ("授权公告号：CN101566113B", "CN101566113B"),
    ("ZL201610012345.8", "CN201610012345.8"),
    ("ＺＬ２０１６１００１２３４５．８", "CN201610012345.8"),
    ("ZL 2016 1 0012345.8", "CN201610012345.8"),
    ("201610012345.8", "CN201610012345.8"),
    ("CN201610012345", "CN201610012345.8"),
    ("ZL95104999.2", "CN95104999.2"),
    ("CN85100001A", "CN85100001A"),
    ("WO 2020/086066 A1", "WO2020086066A1"),
    ("WO 99/12345 A1", "WO1999012345A1"),
    ("PCT/CN2019/123456", "PCT/CN2019/123456"),
    ("PCT/US99/12345", "PCT/US1999/012345"),
    ("WO2013US50328", "PCT/US2013/050328"),
    ("JP2005-123456A", "JP2005123456A"),
    ("JP H10-123456 A", "JPH10123456A"),
    ("特開2005-123456", "JP2005123456A"),
    ("特開平10-123456号", "JPH10123456A"),
    ("特許第4567890号", "JP4567890"),
    ("JP 4567890 B2", "JP4567890B2"),
    ("特願2005-123456", "JP2005123456 (application)"),
    ("JPWO2013039067A1", "JPWO2013039067A1"),
    ("KR 10-2017-0044734 A", "KR20170044734A"),
    ("KR 10-0983677 B1", "KR100983677B1"),
    ("DE 10 2013 016 461 A1", "DE102013016461A1"),
    ("DE 102013016461.2", "DE102013016461 (application)"),
    ("DE 199 12 345 C2", "DE19912345C2"),
    ("GB 2345678 A", "GB2345678A"),
    ("AU 2013290010 A1", "AU2013290010A1"),
    ("RU 2123456 C1", "RU2123456C1"),
    ("TW I785506 B", "TWI785506B"),
    ("CA 2,890,561 C", "CA2890561C"),
    ("BR 11 2013 001234-5 A2", "BR112013001234A2"),
    ("EA012345B1", "EA012345B1"),
    ("IN 1234/CHE/2012", "IN1234CHE2012 (application)"),
]


@pytest.mark.parametrize(("text", "canonical"), WRITTEN)
def test_what_people_write_is_read(text, canonical):
    assert str(parse_patent_number(text)) == canonical


@pytest.mark.parametrize("canonical", sorted({canonical for _, canonical in WRITTEN}))
def test_canonical_and_displayed_forms_are_read_back(canonical):
    number = parse_patent_number(canonical)
    assert str(number) == canonical
    for language in ("en", "zh"):
        for role in (None, *PatentRole):
            assert parse_patent_number(number.display(language, role)) == number


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("US7654321B2", "US 7,654,321 B2"),
        ("US20180216532A1", "US 2018/0216532 A1"),
        ("US13/349377", "US 13/349,377"),
        ("ZL201610012345.8", "ZL 2016 1 0012345.8"),
        ("CN201610012345.8", "CN 201610012345.8"),
        ("WO2020086066A1", "WO 2020/086066 A1"),
        ("WO1999012345A1", "WO 99/12345 A1"),
        ("JPH10123456A", "JP H10-123456 A"),
        ("KR100983677B1", "KR 10-0983677 B1"),
        ("DE19912345C2", "DE 199 12 345 C2"),
    ],
)
def test_numbers_are_shown_as_people_of_the_office_write_them(text, shown):
    assert parse_patent_number(text).display("zh") == shown


def test_a_wrong_chinese_check_digit_says_the_right_one():
    with pytest.raises(CheckDigitError, match="ask for 8") as caught:
        parse_patent_number("ZL201610012345.6")
    assert caught.value.expected == "8"
    assert isinstance(caught.value, CodeError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_check_digits_agree_with_published_numbers():
    assert cn_check_digit("85100001") == "0"
    assert ep_check_digit("03793825") == "5"
    assert ep_check_digit("16839078") == "9"


def test_a_wrong_european_check_digit_says_the_right_one():
    with pytest.raises(CheckDigitError, match="ask for 1"):
        parse_patent_number("EP99203729.2")


def test_the_check_digit_may_be_x():
    number = next(n for n in range(10_000_000) if cn_check_digit(f"20161{n:07d}") == "X")
    text = f"CN20161{number:07d}.X"
    assert str(parse_patent_number(text)) == text


def test_the_role_decides_where_the_form_allows_both():
    assert str(parse_patent_number("08927118", office="US")) == "US8927118"
    assert str(parse_patent_number("08927118", office="US", role="application")) == "US08/927118"
    assert str(parse_patent_number("13349377", office="US", role="application")) == "US13/349377"
    assert parse_patent_number("JP2005-123456", role="application").space is NumberSpace.APPLICATION
    assert str(parse_patent_number("US2013/050328", office="WO")) == "PCT/US2013/050328"


def test_a_form_that_allows_one_space_is_read_as_that_one():
    assert parse_patent_number("13/349,377", role="grant").role is PatentRole.APPLICATION


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EP1000000A1", "EP1000000B1"),
        ("CN101566113A", "CN101566113B"),
        ("ZL201610012345.8", "CN201610012345"),
        ("DE102013016461A1", "DE102013016461B4"),
    ],
)
def test_stages_under_one_number_share_a_key(one, other):
    assert parse_patent_number(one).merge_key == parse_patent_number(other).merge_key
    assert parse_patent_number(one).key == parse_patent_number(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US20180216532A1", "US10724438B2"),
        ("CN1203402A", "CN1203402C"),
        ("JPH0712345A", "JPH0712345B2"),
        ("JP3123456B2", "JP3123456U"),
        ("CN95104999.2", "CN95104999A"),
        ("JP2005-123456A", "特願2005-123456"),
        ("US7654321B2", "USRE7654321"),
        ("AT232441T", "AT232441B"),
    ],
)
def test_different_documents_have_different_keys(one, other):
    assert parse_patent_number(one).merge_key != parse_patent_number(other).merge_key


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("CN201610012345", Right.INVENTION),
        ("CN201620012345", Right.UTILITY_MODEL),
        ("CN201630012345", Right.DESIGN),
        ("CN201680012345", Right.INVENTION),
        ("CN201690012345", Right.UTILITY_MODEL),
        ("CN201234567U", Right.UTILITY_MODEL),
        ("CN301234567S", Right.DESIGN),
        ("USD689123", Right.DESIGN),
        ("USPP12345", Right.PLANT),
        ("US 29/123,456", Right.DESIGN),
        ("KR 20-0123456", Right.UTILITY_MODEL),
        ("TWM123456", Right.UTILITY_MODEL),
        ("DE202013001234U1", Right.UTILITY_MODEL),
    ],
)
def test_the_class_of_right_is_told(text, right):
    assert parse_patent_number(text).right is right


def test_kind_codes_have_words_in_both_languages():
    meaning = parse_patent_number("US7654321B2").meaning
    assert meaning.stage is Stage.GRANT
    assert set(meaning.words.languages) == {"en", "zh"}
    assert parse_patent_number("US3000000A").meaning.stage is Stage.GRANT
    assert parse_patent_number("CN106955576A").meaning.stage is Stage.PUBLICATION


def test_equal_numbers_are_one_in_a_set_whatever_the_text_called_them():
    assert len({parse_patent_number("ZL201610012345.8"), parse_patent_number("CN201610012345")}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0",
        "/",
        "solid electrolyte",
        "QQ1234567",
        "25/838,214",
        "US2013/050328",
        "CN123",
        "1234567",
        "EP123456789012",
    ],
)
def test_what_is_no_number_is_refused_with_forms_that_parse(text):
    with pytest.raises(CodeError, match="cannot be read"):
        parse_patent_number(text)


def test_a_number_of_another_office_is_refused():
    with pytest.raises(CodeError, match="names US"):
        parse_patent_number("US7654321", office="CN")


def test_numbers_are_found_in_running_text():
    text = "As in US 7,654,321 B2, 特開2005-123456号 and ZL201610012345.8（CN101566113B）; 12,500 cycles in 2012, at 10000 rpm."
    found = find_patent_numbers(text)
    assert [str(number) for number, _, _ in found] == [
        "US7654321B2",
        "JP2005123456A",
        "CN201610012345.8",
        "CN101566113B",
    ]
    assert text[found[0][1] : found[0][2]] == "US 7,654,321 B2"


@pytest.mark.parametrize(
    "text",
    [
        "TEMPERATURES FROM 50,000 TO 75,000",
        "IN 2012 WE",
        "CY 1990-2000",
        "more than 300,000",
        "AF88-213",
        "at 10000 rpm",
    ],
)
def test_plain_words_and_figures_are_no_numbers(text):
    assert find_patent_numbers(text) == []


class _Record(BaseModel):
    number: PatentNumber


def test_a_number_is_a_pydantic_field():
    record = _Record(number="US 7,654,321 B2")
    assert record.number == parse_patent_number("US7654321B2")
    assert record.model_dump_json() == '{"number":"US7654321B2"}'
    assert _Record.model_validate_json(record.model_dump_json()) == record
    assert _Record.model_json_schema()["properties"]["number"]["type"] == "string"
    with pytest.raises(ValidationError, match="cannot be read"):
        _Record(number="nothing")


serials = st.integers(min_value=1, max_value=999_999)
years = st.integers(min_value=2005, max_value=2030)
chinese = st.builds(lambda year, right, serial: f"{year}{right}{serial:07d}", years, st.sampled_from("12389"), serials)
made = st.one_of(
    st.builds("US{}B2".format, st.integers(min_value=1, max_value=19_999_999)),
    st.builds("US{}{:07d}A1".format, years, serials),
    st.builds("US13/{:06d}".format, serials),
    st.builds("EP{:07d}A1".format, serials),
    chinese.map(lambda number: f"CN{number}.{cn_check_digit(number)}"),
    st.builds("CN1{:08d}B".format, serials),
    st.builds("WO{}{:06d}A1".format, years, serials),
    st.builds("PCT/CN{}/{:06d}".format, years, serials),
    st.builds("JP{}{:06d}A".format, years, serials),
    st.builds("JP{}{:06d} (application)".format, years, serials),
    st.builds("KR10{:07d}B1".format, serials),
    st.builds("DE10{}{:06d}A1".format, years, serials),
    st.builds("GB{}A".format, serials),
)


@given(made)
def test_every_canonical_number_survives_reading_and_showing(text):
    number = parse_patent_number(text)
    assert str(number) == text
    assert parse_patent_number(number.display("en")) == number
    assert parse_patent_number(number.display("zh", "grant")) == number


@given(chinese, st.sampled_from("0123456789X"))
def test_only_one_check_digit_is_right(number, digit):
    expected = cn_check_digit(number)
    if digit == expected:
        assert parse_patent_number(f"ZL{number}.{digit}").check_digit == digit
    else:
        with pytest.raises(CheckDigitError):
            parse_patent_number(f"ZL{number}.{digit}")


likely = st.text(
    alphabet=string.digits + "USCNEPZLJKRWODHX./-, 号特開願第平PCTAB()" + string.ascii_lowercase, max_size=30
)


@given(
    st.one_of(st.text(max_size=60), likely),
    st.sampled_from([None, "US", "CN", "EP", "WO", "JP", "KR", "DE", "BR"]),
    st.sampled_from([None, *PatentRole]),
)
@example("²", "US", None)
@example("USX00000001", None, None)
def test_any_text_parses_or_is_refused(text, office, role):
    try:
        number = parse_patent_number(text, office=office, role=role)
    except CodeError:
        return
    assert parse_patent_number(str(number)) == number
    assert parse_patent_number(number.display("en")) == number


@given(st.one_of(st.text(max_size=80), likely))
def test_finding_never_fails_and_points_into_the_text(text):
    for number, start, end in find_patent_numbers(text):
        assert parse_patent_number(text[start:end]) == number
