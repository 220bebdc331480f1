"""The analyser behind its port, on texts with nothing in them and on texts without end."""

import pytest

from indexer.analysis import StandardAnalyser
from models.ports import Analyser


def test_it_is_an_analyser(analyser: StandardAnalyser):
    port: Analyser = analyser
    assert port.version == StandardAnalyser().version


def test_the_version_names_what_can_change_a_token(analyser: StandardAnalyser):
    assert all(part in analyser.version for part in ("rules-", "opencc-", "PyStemmer-", "rjieba-", "unicode-"))


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x00\x1b\x7f", "\ud800\udfff", "。，！", "\u200b\u00ad", "&&&;"])
def test_texts_without_words_have_no_tokens(analyser: StandardAnalyser, text: str):
    assert analyser.terms(text) == []
    assert analyser.words(text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a ",
        "专",
        "专利，",
        "a-",
        "a's",
        "1,234",
        "1.",
        "A",
        "Al2",
        "&amp;",
        "e\u0301",
        "x\u0300\u0301",
        "リ",
        "한",
        "(",
        "1-(",
        "\ud800",
        " ",
        ".",
    ],
)
def test_long_texts_of_any_kind_are_read_to_the_end(analyser: StandardAnalyser, unit: str):
    text = unit * (200_000 // len(unit)) + " 终 end"
    assert analyser.word_texts(text)[-1] == "end"
    assert "终" in analyser.term_texts(text)
