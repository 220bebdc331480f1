"""What retrieval asks of the index and what is checked of each pair say the same, in both directions, over random listings."""

import random
from collections import Counter
from itertools import product

import pytest

from models.constraints import Outcome, passes
from ranking.matching import checks
from ranking.matching.checks import LEAST_MET, NEAR
from ranking.matching.demands import demands_of, required_by_others, required_of_others
from ranking.matching.rules import RULES, rules_constraint
from tests.listing_facts import CONTEXT, random_facts_of_listing

LISTINGS, POOLS = 40, 6
SYMMETRIC = ("own", "obstacle", "represented")


@pytest.fixture(scope="module")
def pools():
    """The facts of random listings."""
    rng = random.Random(20261123)
    return [[random_facts_of_listing(rng, number) for number in range(LISTINGS)] for _ in range(POOLS)]


@pytest.fixture(scope="module")
def pairs(pools):
    return [pair for pool in pools for pair in product(pool, pool)]


def groups_required(pool):
    """The groups that anybody requires."""
    return frozenset().union(*(facts.get("requires", frozenset()) for facts in pool))


def told(demands, facts):
    """What is wrong with a pair, to be read when a test fails."""
    found = checks.checks(demands, facts, CONTEXT)
    return [
        (one.demand.weight.value, one.demand.key, dict(one.demand.asked), one.outcome.value, dict(one.stated))
        for one in found
        if one.demand.hard
    ]


def test_what_is_retrieved_passes_the_checks_of_the_one_who_asks(pools):
    outcomes = Counter()
    for pool in pools:
        for asker in pool:
            demands = demands_of(asker)
            where = required_of_others(demands, CONTEXT)
            for other in pool:
                passed = checks.passes(checks.checks(demands, other, CONTEXT))
                assert passes(where, other) is passed, told(demands, other)
                outcomes[passed] += 1
    assert min(outcomes[True], outcomes[False]) > 1000


def test_what_is_retrieved_are_those_whose_checks_the_asker_passes(pools):
    outcomes = Counter()
    for pool in pools:
        groups = groups_required(pool)
        demands = [demands_of(other) for other in pool]
        for asker in pool:
            where = required_by_others(asker, groups, CONTEXT)
            for other, asked in zip(pool, demands, strict=True):
                passed = checks.passes(checks.checks(asked, asker, CONTEXT))
                assert passes(where, other) is passed, told(asked, asker)
                outcomes[passed] += 1
    assert min(outcomes[True], outcomes[False]) > 1000


def test_a_degree_tells_met_from_failed(pairs):
    """What is met counts for more than what is near, whatever is asked."""
    for asker, other in pairs:
        for one in checks.checks(demands_of(asker), other, CONTEXT):
            least, most = {Outcome.MET: (LEAST_MET, 1), Outcome.FAILED: (0, NEAR), Outcome.NOT_STATED: (0, 0)}[
                one.outcome
            ]
            assert least <= one.degree <= most, one


def test_rules_keep_out_of_retrieval_what_they_fail_of_a_pair(pairs):
    failed = set()
    for asker, other in pairs:
        said = checks.rule_checks(asker, other, CONTEXT)
        against = {one.rule for one in said if one.outcome is Outcome.FAILED}
        assert passes(rules_constraint(asker, CONTEXT), other) is (not against)
        failed |= against
    assert failed == {rule.name for rule in RULES}


def test_rules_say_the_same_from_either_side(pairs):
    for asker, other in pairs:
        for rule in RULES:
            if rule.name in SYMMETRIC:
                there, back = rule.outcome(asker, other, CONTEXT), rule.outcome(other, asker, CONTEXT)
                assert (there is Outcome.FAILED) is (back is Outcome.FAILED), (rule.name, asker, other)
