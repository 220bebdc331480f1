"""Acceptance: only what is better by more than chance, on parties that it was not learned from, every task with its weight."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.evaluate import paired_bootstrap
from ranking.learning.acceptance import judge, mutual_scores
from ranking.learning.bootstrap import stratified_bootstrap
from ranking.learning.lists import folds
from ranking.learning.platt import calibration_error, cross_fitted, fit_platt, shown
from ranking.matching.features import FEATURES
from ranking.matching.joining import METHODS
from ranking.matching.model import LinearModel
from tests.ranking.learning.lists import made_up, model

POOL = METHODS["opinion-pool"]


def learned_by_chance(seed):
    """A learner whose weights are those in use and as much of chance as moves places to and fro."""
    chance = np.random.default_rng(seed)
    return lambda _: model({"words": 1.0, "freshness": float(chance.normal(0, 0.15))})


def test_better_weights_are_accepted_and_no_better_ones_refused():
    lists = made_up()
    good, bad = model({"words": 1.0}), model({"freshness": 1.0})

    assert judge(lists, lambda _: good, bad, POOL).accepted
    assert not judge(lists, lambda _: bad, good, POOL).accepted
    assert not judge(lists, lambda _: good, good, POOL).accepted


def test_weights_that_differ_by_chance_alone_are_refused_though_their_mean_is_higher():
    verdicts = [judge(made_up(seed=seed), learned_by_chance(seed), model({"words": 1.0}), POOL) for seed in range(20)]

    lucky = [one for one in verdicts if one.comparison.difference > 0]
    assert lucky
    assert not any(one.accepted for one in lucky)


def test_a_verdict_is_of_lists_that_were_not_learned_from():
    lists, seen = made_up(), []

    judge(lists, lambda some: seen.append({one.party for one in some}) or model({"words": 1.0}), model({}), POOL)

    everybody = {one.party for one in lists}
    assert len(seen) == 5
    assert all(parties < everybody for parties in seen)
    assert set().union(*(everybody - parties for parties in seen)) == everybody


def test_every_list_counts_by_its_weight():
    many = [replace(one, task="many", weight=1 / 90) for one in made_up(count=90)]
    few = [replace(one, task="few", weight=1 / 30, party=f"few {one.party}") for one in made_up(count=30, seed=1)]
    verdict = judge([*many, *few], lambda _: model({"words": 1.0}), model({"freshness": 1.0}), POOL)

    both_tasks_alike = (verdict.after[:90].mean() + verdict.after[90:].mean()) / 2
    assert verdict.mean_after == pytest.approx(both_tasks_alike)
    assert verdict.comparison.difference == pytest.approx(verdict.mean_after - verdict.mean_before)


def test_a_large_task_does_not_carry_a_small_one_that_is_ranked_worse():
    lists = [
        *(replace(one, task="large", weight=1 / 180) for one in made_up(count=180)),
        *(replace(one, task="small", weight=1 / 20, party=f"small {one.party}") for one in made_up(count=20)),
    ]
    differences = np.array([0.1] * 180 + [-0.2] * 20)

    assert paired_bootstrap(differences, np.zeros(200)).low > 0
    assert stratified_bootstrap(differences, lists).high < 0


def test_tasks_are_drawn_apart_so_that_what_sets_them_apart_is_no_doubt():
    lists = [replace(one, task=f"task {n % 2}") for n, one in enumerate(made_up(count=40))]
    differences = np.array([0.0, 0.2] * 20)

    found = stratified_bootstrap(differences, lists)

    assert (found.low, found.high) == pytest.approx((0.1, 0.1))


def test_with_one_task_and_one_list_a_party_it_is_the_paired_bootstrap():
    lists, chance = made_up(count=50), np.random.default_rng(0)
    differences = chance.normal(0.02, 0.1, 50)

    ours, theirs = stratified_bootstrap(differences, lists), paired_bootstrap(differences, np.zeros(50))

    assert (ours.difference, ours.low, ours.high) == pytest.approx(
        (theirs.difference, theirs.low, theirs.high), abs=2e-3
    )


def test_lists_of_one_party_are_one_piece_of_evidence():
    chance = np.random.default_rng(0)
    differences = np.repeat(chance.normal(0.02, 0.1, 10), 10)
    apart, together = made_up(count=100), made_up(count=100, party=lambda n: f"party-{n // 10}")

    ours, theirs = stratified_bootstrap(differences, together), stratified_bootstrap(differences, apart)

    assert ours.high - ours.low > 2 * (theirs.high - theirs.low)


def test_the_calibration_is_of_held_out_scores_and_its_error_of_calibrations_that_did_not_see_them():
    lists = made_up(count=40)
    at = folds(lists, 5, 0)
    steep, flat = model({"words": 3.0}), model({"words": 0.3})

    def learn(some):
        """What fold 0 is held out of is steep, the rest flat."""
        return (
            steep if {one.party for one in some}.isdisjoint(lists[n].party for n in np.flatnonzero(at == 0)) else flat
        )

    verdict = judge(lists, learn, model({}), POOL)

    mutual = [mutual_scores(one, steep if at[n] == 0 else flat, POOL) for n, one in enumerate(lists)]
    odds, truth, weights = shown(lists, mutual)
    assert verdict.calibration == fit_platt(odds, truth, weights)
    assert verdict.error == calibration_error(cross_fitted(lists, mutual, at), truth, weights)
    assert verdict.error > calibration_error(verdict.calibration.apply_to_odds(odds), truth, weights)


def test_what_is_said_of_a_fold_does_not_depend_on_what_came_true_there():
    lists = made_up(count=40)
    at = folds(lists, 5, 0)
    mutual = [mutual_scores(one, model({"words": 1.0}), POOL) for one in lists]
    other = [replace(one, grades=one.grades[::-1]) if at[n] == 2 else one for n, one in enumerate(lists)]
    places = np.repeat(at, 20)

    said, said_of_other = cross_fitted(lists, mutual, at), cross_fitted(other, mutual, at)

    assert said[places == 2] == pytest.approx(said_of_other[places == 2], abs=1e-6)
    assert said[places != 2] != pytest.approx(said_of_other[places != 2], abs=1e-6)


def test_a_model_of_nothing_is_judged_too():
    nothing = LinearModel(dict.fromkeys(FEATURES, 0.0), 0.0)

    verdict = judge(made_up(), lambda _: nothing, nothing, POOL)

    assert not verdict.accepted
    assert verdict.error == pytest.approx(0.0, abs=0.05)
