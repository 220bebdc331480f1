"""Classification symbols: read in every office's way, and placed in a tree."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from models.codes import ClassificationSymbol, ClassificationTree, CodeError
from models.codes.classification import class_titles
from models.text import Text

read = ClassificationSymbol.parse


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("H01M10/0525", "H01M10/0525"),
        ("H01M 10/0525", "H01M10/0525"),
        ("A61M  31/    00            A I                    ", "A61M31/00"),
        ("G06F015/16", "G06F15/16"),
        ("H01M 10/0525 (2010.01)", "H01M10/0525"),
        ("h01m", "H01M"),
        ("Y02E60/10", "Y02E60/10"),
        ("H01M10", "H01M10/00"),
        ("H", "H"),
        ("H01", "H01"),
    ],
)
def test_symbols_are_read_as_offices_write_them(text, canonical):
    assert str(read(text)) == canonical
    assert read(canonical) == read(text)


@pytest.mark.parametrize("text", ["", "Z01", "H01M/10", "709230", "H01M0/00", "H1", "H01M10/05 25x!"])
def test_what_is_no_symbol_is_refused(text):
    with pytest.raises(CodeError, match="CPC or IPC"):
        read(text)


def test_without_a_scheme_subgroups_hang_from_their_main_group():
    assert [str(symbol) for symbol in read("H01M10/0525").ancestors()] == ["H", "H01", "H01M", "H01M10/00"]
    tree = ClassificationTree()
    assert not tree.complete
    assert tree.under(read("H01M10/0525"), read("H01M10"))
    assert not tree.under(read("H01M10/0525"), read("H01M10/05"))


def test_a_scheme_gives_the_order_of_the_subgroups():
    pairs = [
        ("H01M10/05", "H01M10/00"),
        ("H01M10/052", "H01M10/05"),
        ("H01M10/0525", "H01M10/052"),
        ("H01M10/00", "H01M10/00"),
    ]
    tree = ClassificationTree.from_pairs(
        pairs, {"H01M10/05": Text.of(en="Accumulators", zh="蓄电池")}, source="CPC 2016-05"
    )
    assert tree.complete
    assert tree.source == "CPC 2016-05"
    assert [str(symbol) for symbol in tree.ancestors(read("H01M10/0525"))] == [
        "H",
        "H01",
        "H01M",
        "H01M10/00",
        "H01M10/05",
        "H01M10/052",
    ]
    assert tree.under(read("H01M10/0525"), read("H01M10/05"))
    assert tree.title(read("H01M10/05")).get("zh") == "蓄电池"


def test_a_scheme_that_turns_in_a_circle_ends():
    tree = ClassificationTree.from_pairs([("H01M10/02", "H01M10/04"), ("H01M10/04", "H01M10/02")], source="broken")
    assert tree.ancestors(read("H01M10/02")) == (read("H01M10/04"),)


def test_distance_grows_from_the_same_to_another_section():
    tree = ClassificationTree()
    nearest, near, far, apart = (
        tree.distance(read("H01M10/0525"), read(other)) for other in ("H01M10/0525", "H01M10/05", "H01M4/00", "A61K")
    )
    assert nearest == 0
    assert nearest < near < far < apart == 1


def test_every_section_and_class_has_a_title_in_both_languages():
    titles = class_titles()
    assert len([symbol for symbol in titles if len(symbol) == 1]) == 9
    assert len([symbol for symbol in titles if len(symbol) == 3]) >= 130
    assert all(title.get("en") and title.get("zh") for title in titles.values())
    assert all(str(read(symbol)) == symbol for symbol in titles)
    assert read("H01M10/0525").title == titles["H01"]


def test_a_symbol_is_a_pydantic_field():
    adapter = TypeAdapter(ClassificationSymbol)
    assert adapter.dump_json(adapter.validate_python("H01M 10/0525")) == b'"H01M10/0525"'


symbols = st.builds(
    "{}{:02d}{}{}/{}".format,
    st.sampled_from("ABCDEFGHY"),
    st.integers(1, 99),
    st.sampled_from(string.ascii_uppercase),
    st.integers(1, 9999),
    st.from_regex(r"[0-9]{2,6}", fullmatch=True).filter(lambda text: text == "00" or text.strip("0")),
)


@given(symbols)
def test_every_symbol_survives_writing(text):
    assert str(read(text)) == text
    assert read(text).ancestors()[-1].level < read(text).level


@given(symbols, symbols)
def test_distance_is_symmetric_and_between_0_and_1(one, other):
    tree = ClassificationTree()
    there, back = tree.distance(read(one), read(other)), tree.distance(read(other), read(one))
    assert there == back
    assert 0 <= there <= 1


@given(st.text(max_size=40))
def test_any_text_parses_or_is_refused(text):
    try:
        symbol = read(text)
    except CodeError:
        return
    assert read(str(symbol)) == symbol
