"""Languages, and identifiers of rights other than patents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from models.codes import (
    CodeError,
    DomainName,
    Language,
    LayoutNumber,
    LocarnoClass,
    NiceClass,
    SoftwareCopyrightNumber,
    TrademarkNumber,
    offices,
)

KINDS = [DomainName, Language, LayoutNumber, LocarnoClass, NiceClass, SoftwareCopyrightNumber, TrademarkNumber]


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        (Language, "zh-Hans-CN", "zh"),
        (Language, "eng", "en"),
        (Language, "English", "en"),
        (Language, "中文", "zh"),
        (Language, "日语", "ja"),
        (TrademarkNumber, "CN 12345678", "CN12345678"),
        (TrademarkNumber, "第12345678号 第9类", "CN12345678/9"),
        (TrademarkNumber, "EU018123456", "EM018123456"),
        (SoftwareCopyrightNumber, "登记号：2016SR012345", "2016SR012345"),
        (DomainName, "https://www.Example.com/x", "www.example.com"),
        (DomainName, "示例.中国", "xn--fsq092h.xn--fiqs8s"),
        (LayoutNumber, "BS.12345678.9", "BS.12345678.9"),
        (LocarnoClass, "LOC (14) Cl. 14-02", "14-02"),
        (NiceClass, "第9类", "9"),
    ],
)
def test_codes_are_read_and_read_back(kind, text, written):
    code = kind.parse(text)
    assert str(code) == written
    assert kind.parse(written) == code
    adapter = TypeAdapter(kind)
    assert adapter.validate_json(adapter.dump_json(adapter.validate_python(text))) == code


@pytest.mark.parametrize(
    ("kind", "text"),
    [(NiceClass, "46"), (NiceClass, "0"), (LocarnoClass, "33"), (DomainName, "no name"), (DomainName, "localhost"), (LayoutNumber, "BS.1.2"),
     (Language, "xx"),
     (TrademarkNumber, "QQ12345678"), (TrademarkNumber, "CN12345678/46"), (SoftwareCopyrightNumber, "2016XR1")],
)  # fmt: skip
def test_what_is_no_code_is_refused(kind, text):
    with pytest.raises(CodeError, match="cannot be read"):
        kind.parse(text)


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_any_text_parses_or_is_refused(kind, text):
    try:
        code = kind.parse(text)
    except CodeError:
        return
    assert kind.parse(str(code)) == code


@given(st.integers(1, 45))
def test_every_nice_class_has_a_title_in_both_languages(number):
    assert set(NiceClass(number).title.languages) == {"en", "zh"}


def test_a_domain_name_is_shown_as_people_read_it():
    assert DomainName.parse("xn--fsq092h.xn--fiqs8s").unicode == "示例.中国"


def test_a_language_has_names_in_both_languages():
    assert dict(Language("zh").name.items()) == {"en": "Chinese", "zh": "中文"}


def test_every_office_has_a_name_in_both_languages():
    assert {"US", "CN", "EP", "WO", "EA", "OA", "AP", "GC"} <= set(offices())
    assert all(set(name.languages) == {"en", "zh"} for name in offices().values())
