"""Measures against values computed by hand, and the bootstrap against what it must say."""

import math

import numpy as np
import pytest

from ranking.evaluate import by_question, measures, paired_bootstrap

RELEVANCE = {"q1": {"a": 1}, "q2": {"b": 1, "c": 1}, "q3": {"d": 1}}
RANKING = {"q1": ["x", "a"], "q2": ["b", "x", "c"], "q3": []}


def test_measures_are_those_of_the_definitions() -> None:
    second = (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    found = measures(RELEVANCE, RANKING)
    assert found["nDCG@10"] == pytest.approx((1 / math.log2(3) + second + 0) / 3)
    assert found["MRR@10"] == pytest.approx((0.5 + 1 + 0) / 3)
    assert found["Recall@100"] == pytest.approx((1 + 1 + 0) / 3)


def test_a_question_with_no_result_counts_as_zero() -> None:
    assert list(by_question(RELEVANCE, {"q1": ["a"]})["nDCG@10"]) == [1.0, 0.0, 0.0]
    assert measures(RELEVANCE, {}) == {"nDCG@10": 0.0, "MRR@10": 0.0, "Recall@100": 0.0}


def test_only_the_first_ten_count_for_ndcg() -> None:
    assert measures({"q": {"a": 1}}, {"q": [*"bcdefghijk", "a"]})["nDCG@10"] == 0.0


def test_a_clear_difference_is_told_from_none() -> None:
    generator = np.random.default_rng(2)
    base = generator.random(200)
    better = paired_bootstrap(base + 0.1 + generator.normal(0, 0.05, 200), base)
    same = paired_bootstrap(base + generator.normal(0, 0.05, 200), base)
    assert better.low > 0
    assert better.chance < 0.001
    assert same.low < 0 < same.high
