"""Texts in passages."""

import pytest

from indexer.analysis import passages
from indexer.analysis.passages import estimated_tokens

ENGLISH = (
    "The pump recovers waste heat, e.g. from flue gas, as Fig. 2 shows. Its efficiency is 12.5 percent! Who needs it? "
)
CHINESE = "本发明公开了一种余热回收装置，包括蒸发器和冷凝器。其效率高、成本低！适用于工业废气处理。"


def cut(text: str, **sizes: int) -> list[str]:
    return [text[start:end] for start, end in passages(text, **sizes)]


def test_sentences_stay_whole():
    assert cut(ENGLISH, target_tokens=14, most_tokens=20) == [
        "The pump recovers waste heat, e.g. from flue gas, as Fig. 2 shows.",
        "Its efficiency is 12.5 percent! Who needs it?",
    ]
    assert cut(CHINESE, target_tokens=12, most_tokens=20) == [
        "本发明公开了一种余热回收装置，包括蒸发器和冷凝器。",
        "其效率高、成本低！适用于工业废气处理。",
    ]


@pytest.mark.parametrize("text", [ENGLISH * 30, CHINESE * 30, (ENGLISH + CHINESE) * 20])
def test_passages_of_a_long_text_are_evenly_filled(text: str):
    lengths = [estimated_tokens(passage) for passage in cut(text)]
    assert all(100 <= length <= 160 for length in lengths)


def test_a_short_text_is_one_passage():
    assert passages(" one sentence. \n") == [(1, 14)]


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_text_of_nothing_has_none(text: str):
    assert passages(text) == []


@pytest.mark.parametrize("unit", ["a", " ", ".", "。", "\n", '."', "专", "a ", ", ", "\ud800", "A. "])
def test_long_texts_without_sentences_are_cut_all_the_same(unit: str):
    text = unit * (200_000 // len(unit))
    assert "".join(cut(text)) == "".join(text.split()) or " " in unit
    assert all(estimated_tokens(passage) <= 160 for passage in cut(text))


@pytest.mark.parametrize(("target", "most"), [(0, 10), (20, 10)])
def test_impossible_lengths_are_refused(target: int, most: int):
    with pytest.raises(ValueError, match=f"target_tokens is {target}"):
        passages("text", target_tokens=target, most_tokens=most)
