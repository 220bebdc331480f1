"""Learning: what tells right from wrong gains weight, folds keep parties together, what is no better is refused."""

import numpy as np
import pytest

from ranking.learning.acceptance import judge, mutual_scores
from ranking.learning.linear import LinearLearner
from ranking.learning.lists import JudgedList, folds, ndcg
from ranking.learning.platt import calibration_error, fit_platt, shown
from ranking.learning.trees import learn_trees
from ranking.matching.calibration import Calibration
from ranking.matching.features import FEATURES
from ranking.matching.joining import METHODS
from ranking.matching.joining.base import sigmoid
from ranking.matching.model import LinearModel

TELLING, NOISE = FEATURES.index("words"), FEATURES.index("freshness")
POOL = METHODS["opinion-pool"]


def model(weights):
    return LinearModel({name: weights.get(name, 0.0) for name in FEATURES}, -1.0)


def made_up(count=60, candidates=30, seed=0, party=lambda n: f"party-{n}"):
    """Lists in which words tell the right candidate, and freshness is chance."""
    chance = np.random.default_rng(seed)
    lists = []
    for n in range(count):
        rows = np.zeros((candidates, len(FEATURES)))
        rows[:, NOISE] = chance.normal(size=candidates)
        rows[:, TELLING] = chance.normal(size=candidates)
        rows[0, TELLING] += 2.5
        grades = np.zeros(candidates)
        grades[0] = 1.0
        silent = np.zeros(candidates, np.bool_)
        lists.append(JudgedList(party(n), rows, rows.copy(), silent, silent, grades))
    return lists


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


def test_better_weights_are_accepted_and_no_better_ones_refused():
    lists = made_up()
    good, bad = model({"words": 1.0}), model({"freshness": 1.0})

    assert judge(lists, lambda _: good, bad, POOL).accepted
    assert not judge(lists, lambda _: bad, good, POOL).accepted
    assert not judge(lists, lambda _: good, good, POOL).accepted


def test_a_verdict_is_of_lists_that_were_not_learned_from():
    lists, seen = made_up(), []

    judge(lists, lambda some: seen.append({one.party for one in some}) or model({"words": 1.0}), model({}), POOL)

    everybody = {one.party for one in lists}
    assert len(seen) == 5
    assert all(parties < everybody for parties in seen)
    assert set().union(*(everybody - parties for parties in seen)) == everybody


def test_an_answer_that_retrieval_missed_counts_against_a_list():
    one = made_up(count=1)[0]
    missed = JudgedList(**{**vars(one), "missed": (1.0,)})
    scores = one.forward[:, TELLING] + np.where(one.grades > 0, 10, 0)

    assert ndcg(scores, one) == pytest.approx(1.0)
    assert ndcg(scores, missed) < 1.0


def test_a_silent_side_has_no_opinion_to_begin_with():
    one = made_up(count=1)[0]
    silent = JudgedList(
        **{**vars(one), "silent_backward": np.ones(len(one), np.bool_), "backward": np.zeros_like(one.backward)}
    )

    assert mutual_scores(silent, model({"words": 1.0}), POOL) == pytest.approx(sigmoid(one.forward[:, TELLING] - 1.0))


def test_the_calibration_finds_the_scaling_that_made_the_truth():
    chance = np.random.default_rng(0)
    odds = chance.normal(size=20_000) * 3
    truth = (chance.random(20_000) < sigmoid(0.5 * odds - 1)).astype(float)

    found = fit_platt(odds, truth, np.ones_like(odds))

    assert found.slope == pytest.approx(0.5, abs=0.05)
    assert found.intercept == pytest.approx(-1, abs=0.1)
    assert calibration_error(found.apply_to_odds(odds), truth, np.ones_like(odds)) < 0.02
    assert calibration_error(Calibration(slope=3.0).apply_to_odds(odds), truth, np.ones_like(odds)) > 0.1


def test_right_and_wrong_of_what_is_shown_weigh_one_to_four():
    lists = made_up()
    odds, truth, weights = shown(lists, [sigmoid(one.forward[:, TELLING]) for one in lists])

    assert len(odds) == 60 * 20
    assert weights[truth > 0].sum() / weights.sum() == pytest.approx(0.2)


def test_trees_tell_what_adds_up_to_their_score():
    lists = made_up(count=80)
    trees = learn_trees(lists, rounds=20)

    contributions = trees.contributions(lists[0].forward)

    assert contributions.shape == (30, len(FEATURES) + 1)
    assert contributions.sum(axis=1)[0] > np.median(contributions.sum(axis=1))
    assert np.abs(contributions[:, TELLING]).sum() > np.abs(contributions[:, NOISE]).sum()
