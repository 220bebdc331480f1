"""Texts compared: the same from either side, rare words before common ones, and what two languages share."""

from collections import Counter

import numpy as np
import pytest

from models.ports import IndexState, Statistics
from ranking.matching.corpus import Corpus
from ranking.matching.texts import Postings, Profiler, SideText, coined_names, compare

UNITS = 1000
COMMON = {"system": 600, "method": 500, "battery": 40, "garnet": 3, "garnet+battery": 2}


class Index:
    """A corpus in which a few words are known."""

    def __init__(self, units=UNITS):
        self.units = units

    def state(self):
        return IndexState("g1", 1, self.units, self.units, self.units)

    def statistics(self, terms):
        counts = {term: COMMON.get(term, 5) for term in terms}
        return Statistics(self.units, 50.0, counts, 0, np.zeros(4, np.float32), np.zeros((4, 4), np.float32))


@pytest.fixture
def profiler():
    corpus = Corpus(Index())
    corpus.refresh()
    return Profiler(corpus)


def text(words, *, languages=("en",), vector=None, coined=()):
    terms = Counter(words.split())
    vectors = np.zeros((0, 0), np.float32) if vector is None else np.array([vector], np.float32)
    return SideText(terms, terms, Counter(words.split()[:2]), frozenset(coined), frozenset(languages), vectors)


def near(profiler, one, other):
    return compare(profiler.profile(one), [profiler.profile(other)])


def test_a_pair_is_as_near_from_either_side(profiler):
    one = text("garnet battery system separator method", vector=[1, 0, 0, 0])
    other = text("garnet battery powder", vector=[0.6, 0.8, 0, 0])

    there, back = near(profiler, one, other), near(profiler, other, one)

    for name in ("words", "meaning", "rare", "coined", "title", "style", "length", "hub"):
        assert getattr(there, name) == pytest.approx(getattr(back, name), abs=1e-6), name


def test_a_rare_word_in_common_tells_more_than_common_ones(profiler):
    asking = text("garnet system method battery")

    assert near(profiler, asking, text("garnet powder")).words > near(profiler, asking, text("system method")).words


def test_nothing_in_common_is_nothing(profiler):
    found = near(profiler, text("garnet battery"), text("vaccine carrier"))

    assert found.words == pytest.approx(0)
    assert found.rare == pytest.approx(0)
    assert np.isnan(found.meaning[0])


def test_two_texts_speak_to_each_other_where_they_share_a_language(profiler):
    english, chinese = text("garnet"), text("石榴石", languages=("zh",))
    both = text("garnet 石榴石", languages=("en", "zh"))

    assert not near(profiler, english, chinese).spoken[0]
    assert near(profiler, english, both).spoken[0]


def test_names_of_products_and_standards_are_coined_words_are_not():
    found = coined_names(
        "The MultiPath(TM) GPS-denied SLAM unit by a Large Company meets ISO9001 and LLZO-based DESCRIPTION cells"
    )

    assert {"multipath", "gps-denied", "slam", "iso9001", "llzo-based"} <= found
    assert not {"the", "large", "company", "description", "cells"} & found


def test_an_acronym_is_the_same_in_the_plural_and_keeps_an_s_of_its_own():
    assert coined_names("Two PCBs, one PCB") == {"pcb"}
    assert coined_names("GNSS and GaAs and ANSYS") == {"gnss", "gaas", "ansys"}


def test_postings_add_up_to_what_comparing_one_by_one_does(profiler):
    texts = [text("garnet battery system"), text("vaccine carrier method"), text("garnet powder method system")]
    kernels = [profiler.profile(one).kernel for one in texts]

    turned = Postings.of(kernels).products(kernels[2])

    singly = [float(compare(profiler.profile(texts[2]), [profiler.profile(one)]).words[0]) ** 2 for one in texts]
    assert turned == pytest.approx(singly, rel=1e-4)


def test_what_is_near_to_everything_is_a_hub(profiler):
    pool = [text(f"system method battery word{n} other{n} third{n}") for n in range(30)]
    profiler.learn(pool)

    everyday, special = text("system method battery"), text("garnet lanthanum zirconium")

    assert profiler.profile(everyday).hub > profiler.profile(special).hub


def test_a_corpus_counts_its_words_anew_when_it_has_changed_much():
    index = Index()
    corpus = Corpus(index)
    first = corpus.refresh()
    index.units = 1050
    assert corpus.refresh() == first
    index.units = 1500
    assert corpus.refresh() > first
