"""What two texts are told to share, in words that a reader would use."""

import pytest

from indexer.analysis import StandardAnalyser
from ranking.matching.passages import Readable, passages_met

RARE = 8.0


@pytest.fixture(scope="module")
def shared():
    analyser = StandardAnalyser()

    def told(one, other, common=(), language="en"):
        """``common``: terms that many texts have; any other is rare."""
        usual = {term for word in common for term in analyser.term_texts(word)}
        met = passages_met(
            Readable({language: one}),
            Readable({language: other}),
            analyser,
            lambda terms: {term: 1.0 if term in usual else RARE for term in terms},
            language,
        )
        return set(met.shared)

    return told


def test_words_in_a_row_are_told_together(shared):
    assert shared("A ceramic separator for cells.", "Cells with a ceramic separator.") == {"ceramic separator", "Cells"}


def test_common_words_are_not_told_beside_rare_ones(shared):
    assert shared("Garnet could be shown.", "It has been shown: garnet.", common=["shown", "could"]) == {"garnet"}


def test_forms_of_one_word_are_told_once(shared):
    assert len(shared("allergens and an allergen", "an allergen, allergens")) == 1


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("一种垃圾焚烧发电装置", "本发明公开了一种垃圾焚烧系统", {"垃圾焚烧"}),
        ("将垃圾送入焚烧炉", "把垃圾将入焚烧炉", {"垃圾", "焚烧炉"}),
        ("危废处置", "焚烧危废", {"危废"}),
        ("固态电池的陶瓷隔膜", "陶瓷隔膜用于固态电池", {"固态电池", "陶瓷隔膜"}),
    ],
)
def test_chinese_words_are_told_whole(shared, one, other, told):
    assert shared(one, other, language="zh") == told
