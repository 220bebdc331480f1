"""The corpus moments of a leg's score, compared with what they stand for."""

import math

import numpy as np
import pytest

from models.ports import Candidate, KeywordQuery, Statistics
from ranking.legs import TYPICAL_DEVIATION, Legs, idfs, keyword_moments, vector_moments


def statistics(vectors: np.ndarray, frequencies: dict[str, int], units: int) -> Statistics:
    return Statistics(units, 20.0, frequencies, len(vectors), vectors.mean(0), np.cov(vectors.T))


def test_vector_moments_are_those_of_the_cosines_with_the_whole_corpus() -> None:
    generator = np.random.default_rng(5)
    corpus = generator.normal(size=(500, 8)).astype(np.float32)
    question = generator.normal(size=(1, 8)).astype(np.float32)
    cosines = corpus @ question[0]
    moments = vector_moments(question, statistics(corpus, {}, 500))
    assert moments.mean == pytest.approx(cosines.mean(), abs=1e-4)
    assert moments.deviation == pytest.approx(cosines.std(ddof=1), rel=0.01)


def test_few_passages_move_the_deviation_little_from_the_typical_one() -> None:
    question, two = np.array([[1.0]], np.float32), np.array([[0.1], [-0.1]], np.float32)
    one, other = (
        vector_moments(question, Statistics(1000, 20.0, {}, count, two.mean(0), np.cov(two.T, bias=True)[None, None]))
        for count in (2, 2000)
    )
    nothing = vector_moments(None, Statistics(1000, 20.0, {}, 0, two.mean(0), np.zeros((1, 1), np.float32)))
    assert nothing.deviation == TYPICAL_DEVIATION
    assert TYPICAL_DEVIATION < one.deviation < 0.09
    assert other.deviation == pytest.approx(0.1, rel=1e-3)


def test_keyword_moments_come_from_frequencies() -> None:
    corpus = statistics(np.zeros((2, 2), np.float32), {"rare": 1, "common": 500}, 1000)
    idf = idfs(corpus)
    assert idf["rare"] == pytest.approx(math.log(1 + 999.5 / 1.5))
    rare, common = (keyword_moments({term: 1.0}, idf, corpus) for term in ("rare", "common"))
    assert rare.mean < common.mean
    assert rare.standardised(np.array([3.0])) > common.standardised(np.array([3.0]))


def test_legs_hold_what_was_retrieved() -> None:
    candidates = [
        Candidate("a/offers/teaser", "a", 3.0, 0.5, 1, 1),
        Candidate("b/offers/teaser", "b", None, 0.4, None, 2, marked=False),
    ]
    vectors = np.array([[1.0, 0.0]], np.float32)
    corpus = statistics(np.array([[1, 0], [0, 1], [-1, 0]], np.float32), {"x": 1}, 3)
    legs = Legs.of(candidates, KeywordQuery({"x": 2.0}), vectors, corpus)
    assert legs.keyword[0] == 3.0
    assert np.isnan(legs.keyword[1])
    assert list(legs.spoken) == [True, False]
    assert legs.keyword_moments == keyword_moments({"x": 2.0}, idfs(corpus), corpus)
    assert legs.corpus == 3


def test_a_frequency_that_counts_units_that_are_gone_is_at_most_the_corpus() -> None:
    corpus = statistics(np.zeros((2, 2), np.float32), {"pump": 9}, 8)
    idf = idfs(corpus)
    assert idf["pump"] > 0
    assert math.isfinite(keyword_moments({"pump": 1.0}, idf, corpus).deviation)


def test_a_term_of_every_unit_of_a_small_pool_does_not_make_every_score_extreme() -> None:
    corpus = statistics(np.zeros((2, 2), np.float32), {"pump": 5}, 5)
    idf = idfs(corpus)
    moments = keyword_moments({"pump": 1.0}, idf, corpus)
    assert 0 < moments.standardised(np.array([idf["pump"]])) < 10
