"""Neighbouring words as terms of their own."""

from indexer.analysis import StandardAnalyser


def test_pairs_are_stems_of_neighbours_over_stop_words(analyser: StandardAnalyser) -> None:
    assert analyser.pair_texts("The coating of solid electrolytes") == ["coat+solid", "solid+electrolyt"]


def test_a_pair_is_found_however_its_words_are_inflected(analyser: StandardAnalyser) -> None:
    assert analyser.pair_texts("Solid electrolytes") == analyser.pair_texts("solid electrolyte")


def test_chinese_gives_no_pairs(analyser: StandardAnalyser) -> None:
    assert analyser.pair_texts("固态电解质薄膜") == []


def test_no_pair_is_taken_for_a_term(analyser: StandardAnalyser) -> None:
    text = "C++ programs and A+B testing of solid electrolytes"
    assert not set(analyser.pair_texts(text)) & set(analyser.term_texts(text))
