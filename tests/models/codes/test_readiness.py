"""Readiness levels and funding rounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from models.codes import CodeError, Readiness, Round
from models.vocabulary import term_kinds


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("TRL 4", "TRL 4"),
        ("TRL4-6", "TRL 4–6"),
        ("trl 4 to 6", "TRL 4–6"),
        ("TRL 6+", "TRL 6–9"),
        ("技术成熟度4级", "TRL 4"),
        ("技术就绪水平4-6级", "TRL 4–6"),
        ("技术成熟度等级：四级", "TRL 4"),
        ("GB/T 22900-2022 4级", "TRL 4"),
    ],
)
def test_levels_are_read(text, written):
    assert str(Readiness.parse(text)) == written


@pytest.mark.parametrize("text", ["", "TRL 0", "TRL 10", "4", "TRL 6-4", "成熟"])
def test_what_is_no_level_is_refused(text):
    with pytest.raises(CodeError, match="TRL"):
        Readiness.parse(text)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["en", "zh"]))
def test_every_level_survives_writing(one, other, language):
    readiness = Readiness(min(one, other), max(one, other))
    assert Readiness.parse(readiness.display(language)) == readiness
    assert len(readiness.words) == readiness.high - readiness.low + 1


def test_a_level_is_a_pydantic_field():
    adapter = TypeAdapter(Readiness)
    assert adapter.validate_json(adapter.dump_json(adapter.validate_python("TRL4-6"))) == Readiness(4, 6)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Seed", Round.SEED), ("Pre-seed", Round.PRE_SEED), ("Series A", Round.A), ("Growth", Round.GROWTH), ("series-d+", Round.D),
        ("Series E", Round.D),
        ("天使轮", Round.ANGEL), ("种子轮", Round.SEED), ("A轮", Round.A), ("A+轮", Round.A), ("Pre-A轮", Round.PRE_A),
        ("Ｂ轮融资", Round.B), ("成长期", Round.GROWTH),
    ],
)  # fmt: skip
def test_rounds_are_read(text, named):
    assert Round.parse(text) is named


def test_rounds_are_ordered_and_named_as_the_vocabulary_has_them():
    assert Round.SEED.place < Round.PRE_A.place < Round.A.place < Round.D.place < Round.GROWTH.place
    assert {item.value for item in Round} == set(term_kinds()["round"].values)
    for item in Round:
        assert Round.parse(item.value) is item
        assert all(Round.parse(name) is item for _, name in item.words.items())


@given(st.text(max_size=20))
def test_any_text_parses_or_is_refused(text):
    for parse in (Readiness.parse, Round.parse):
        try:
            parse(text)
        except CodeError:
            continue
