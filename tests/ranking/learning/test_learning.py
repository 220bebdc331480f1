"""Learning: what tells right from wrong gains weight, folds keep parties together, what teaches nothing is refused."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import BadInput
from ranking.learning.acceptance import mutual_scores
from ranking.learning.linear import LinearLearner
from ranking.learning.lists import folds, ndcg
from ranking.learning.trees import learn_trees
from ranking.matching.features import FEATURES
from ranking.matching.joining import METHODS
from ranking.matching.joining.base import sigmoid
from tests.ranking.learning.lists import NOISE, TELLING, made_up, model

POOL = METHODS["opinion-pool"]


def test_the_feature_that_tells_gains_weight_and_chance_does_not():
    learned = LinearLearner(np.zeros(len(FEATURES))).learn(made_up())

    assert learned[TELLING] > 1.0
    assert abs(learned[NOISE]) < 0.4
    assert learned[FEATURES.index("place")] == 0.0


def test_a_heavy_penalty_keeps_the_weights_that_are_in_use():
    start = np.zeros(len(FEATURES))
    start[TELLING] = 0.5

    learned = LinearLearner(start, penalty=1e6).learn(made_up())

    assert learned == pytest.approx(start, abs=0.01)


def test_fixed_features_keep_their_weight():
    learned = LinearLearner(np.zeros(len(FEATURES)), fixed=frozenset({"words"})).learn(made_up())

    assert learned[TELLING] == 0.0


def test_lists_of_one_party_are_in_one_fold():
    lists = made_up(party=lambda n: f"party-{n % 7}")

    place = folds(lists, 5, seed=1)

    for party in {one.party for one in lists}:
        assert len({place[n] for n, one in enumerate(lists) if one.party == party}) == 1


def test_an_answer_that_retrieval_missed_counts_against_a_list():
    one = made_up(count=1)[0]
    missed = replace(one, missed=(1.0,))
    scores = one.forward[:, TELLING] + np.where(one.grades > 0, 10, 0)

    assert ndcg(scores, one) == pytest.approx(1.0)
    assert ndcg(scores, missed) < 1.0


def test_a_silent_side_has_no_opinion_to_begin_with():
    one = made_up(count=1)[0]
    silent = replace(one, silent_backward=np.ones(len(one), np.bool_), backward=np.zeros_like(one.backward))

    assert mutual_scores(silent, model({"words": 1.0}), POOL) == pytest.approx(sigmoid(one.forward[:, TELLING] - 1.0))


def test_trees_tell_what_adds_up_to_their_score():
    lists = made_up(count=80)
    trees = learn_trees(lists, rounds=20)

    contributions = trees.contributions(lists[0].forward)

    assert contributions.shape == (30, len(FEATURES) + 1)
    assert contributions.sum(axis=1)[0] > np.median(contributions.sum(axis=1))
    assert np.abs(contributions[:, TELLING]).sum() > np.abs(contributions[:, NOISE]).sum()


def test_what_is_a_little_right_is_not_wrong_to_trees():
    lists = [replace(one, grades=one.grades * 0.5) for one in made_up(count=80)]

    learned = learn_trees(lists, rounds=20).contributions(lists[0].forward)

    assert np.abs(learned[:, TELLING]).sum() > 0


@pytest.mark.parametrize("learn", [learn_trees, LinearLearner(np.zeros(len(FEATURES))).learn])
def test_without_a_right_answer_nothing_is_learned_and_that_is_said(learn):
    nothing_right = [replace(one, grades=np.zeros(len(one))) for one in made_up(count=3)]

    for lists in ([], nothing_right):
        with pytest.raises(BadInput, match="nothing to learn from"):
            learn(lists)
