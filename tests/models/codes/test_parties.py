"""Identifiers of parties with their check digits, and names made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from stdnum.cn import uscc

from models.codes import CheckDigitError, CodeError, PartyIdentifier, PartyScheme, normal_name

BODY = "91110108MA01ABCD4"
CODE = BODY + uscc.calc_check_digit(BODY)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (CODE, f"USCC:{CODE}"),
        (f"统一社会信用代码：{CODE.lower()}", f"USCC:{CODE}"),
        ("https://ror.org/013meh722", "ROR:013meh722"),
        ("ROR:013meh722", "ROR:013meh722"),
        ("213800KUD8LAJWSQ9D15", "LEI:213800KUD8LAJWSQ9D15"),
        ("epo: 0123 456", "EPO:0123 456"),
    ],
)
def test_identifiers_are_read(text, written):
    identifier = PartyIdentifier.parse(text)
    assert str(identifier) == written
    assert PartyIdentifier.parse(written) == identifier


@pytest.mark.parametrize(
    ("text", "expected"), [(BODY + "0", CODE[-1]), ("ROR:013meh721", "22"), ("LEI:213800KUD8LAJWSQ9D16", "15")]
)
def test_a_wrong_check_digit_says_the_right_one(text, expected):
    with pytest.raises(CheckDigitError) as caught:
        PartyIdentifier.parse(text)
    assert caught.value.expected == expected


@pytest.mark.parametrize("text", ["", "EPO:", "nothing", "USCC:123", "LEI:1", "ROR:x", "https://example.com"])
def test_what_is_no_identifier_is_refused(text):
    with pytest.raises(CodeError, match="cannot be read"):
        PartyIdentifier.parse(text)


def test_an_unknown_scheme_is_refused():
    with pytest.raises(CodeError, match="no such scheme"):
        PartyIdentifier("PASSPORT", "1")


def test_schemes_have_words_in_both_languages():
    assert all(set(scheme.words.languages) == {"en", "zh"} for scheme in PartyScheme)


def test_an_identifier_is_a_pydantic_field():
    adapter = TypeAdapter(PartyIdentifier)
    assert adapter.dump_json(adapter.validate_python(CODE)) == f'"USCC:{CODE}"'.encode()


@pytest.mark.parametrize(
    "names",
    [
        [
            "Acme Robotics Co., Ltd.",
            "ACME ROBOTICS",
            "Acme Robotics, Inc.",
            "The Acme Robotics Company",
            "Ａｃｍｅ　Ｒｏｂｏｔｉｃｓ",
        ],
        ["北京样例科技有限公司", "北京样例科技股份有限公司", "北京 样例 科技 有限责任公司"],
        ["Muster GmbH & Co. KG", "MUSTER GMBH", "Muster"],
        ["样例创投中心（有限合伙）", "样例创投中心"],
        ["Example S.p.A.", "Example"],
        ["株式会社サンプル", "サンプル"],
    ],
)
def test_names_that_differ_in_form_only_agree(names):
    assert len({normal_name(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme Robotics", "Acme Motors"), ("北京样例科技有限公司", "上海样例科技有限公司"), ("Inc.", "Ltd.")],
)
def test_different_names_stay_apart(one, other):
    assert normal_name(one) != normal_name(other)


@given(st.text(max_size=60))
def test_a_normal_name_is_its_own_normal_name(name):
    normal = normal_name(name)
    assert normal_name(normal) == normal


@given(st.text(max_size=40))
def test_any_text_parses_or_is_refused(text):
    try:
        identifier = PartyIdentifier.parse(text)
    except CodeError:
        return
    assert PartyIdentifier.parse(str(identifier)) == identifier
