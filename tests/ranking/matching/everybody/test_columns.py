"""Constraints that are asked of many listings at once say what the evaluator says of each."""

import random

import numpy as np

from models.constraints import In, Interval, Not, Overlap, evaluate
from ranking.matching.everybody.columns import NUMBERS, Columns, outcomes, shape_of
from tests.constraint_cases import CASES, random_constraint, random_facts

LISTINGS = 40


def test_outcomes_are_those_of_the_evaluator():
    rng = random.Random(3)
    for _ in range(CASES // (50 * LISTINGS)):
        facts = [random_facts(rng) for _ in range(LISTINGS)]
        columns = Columns(facts)
        for _ in range(50):
            constraint = random_constraint(rng)
            found = outcomes([constraint], columns)[0]
            expected = [NUMBERS[evaluate(constraint, one)] for one in facts]
            assert found.tolist() == expected, (
                constraint,
                [one for one, a, b in zip(facts, found, expected, strict=True) if a != b][:1],
            )


def test_constraints_of_one_shape_are_asked_together():
    facts = [{"stage": Interval(2, 4)}, {"stage": Interval(6, 7), "kind": frozenset("a")}, {}]
    spans = [Not(Overlap("stage", Interval(low, low + 1))) for low in (1, 4, 8)]
    assert len({shape_of(one) for one in spans}) == 1
    assert shape_of(spans[0]) != shape_of(Not(In("stage", frozenset("a"))))
    expected = [[NUMBERS[evaluate(one, some)] for some in facts] for one in spans]
    assert np.array_equal(outcomes(spans, Columns(facts)), expected)
