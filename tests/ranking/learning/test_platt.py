"""The calibration: it finds the scaling that made the truth, and says in the mean what came true, even of scores that mislead."""

import numpy as np
import pytest

from ranking.learning.platt import LEAST_SLOPE, calibration_error, fit_platt, shown
from ranking.matching.calibration import Calibration
from ranking.matching.joining.base import sigmoid
from tests.ranking.learning.lists import TELLING, made_up


def drawn(slope, intercept, *, count=20_000, middle=0.0):
    """Log-odds, and a truth that follows them."""
    chance = np.random.default_rng(0)
    odds = middle + chance.normal(size=count) * 3
    return odds, (chance.random(count) < sigmoid(slope * odds + intercept)).astype(float)


def test_the_calibration_finds_the_scaling_that_made_the_truth():
    odds, truth = drawn(0.5, -1)

    found = fit_platt(odds, truth, np.ones_like(odds))

    assert found.slope == pytest.approx(0.5, abs=0.05)
    assert found.intercept == pytest.approx(-1, abs=0.1)
    assert calibration_error(found.apply_to_odds(odds), truth, np.ones_like(odds)) < 0.02
    assert calibration_error(Calibration(slope=3.0).apply_to_odds(odds), truth, np.ones_like(odds)) > 0.1


@pytest.mark.parametrize("middle", [0.0, -9.0, 9.0])
def test_where_better_scores_are_less_often_right_the_mean_is_still_the_share_of_right_ones(middle):
    odds, truth = drawn(-0.5, -1 + 0.5 * middle, middle=middle)
    weights = np.linspace(0.5, 2, len(odds))

    found = fit_platt(odds, truth, weights)

    said = np.average(found.apply_to_odds(odds), weights=weights)
    assert said == pytest.approx(np.average(truth, weights=weights), abs=1e-3)
    assert found.slope == pytest.approx(LEAST_SLOPE)


def test_scores_that_are_all_alike_are_called_the_share_of_right_ones():
    truth = np.array([1.0, 0.0, 0.0, 0.0])

    found = fit_platt(np.full(4, -3.0), truth, np.ones(4))

    assert found.apply_to_odds(np.full(4, -3.0)) == pytest.approx(0.25, abs=1e-3)


def test_right_and_wrong_of_what_is_shown_weigh_one_to_four():
    lists = made_up()
    odds, truth, weights = shown(lists, [sigmoid(one.forward[:, TELLING]) for one in lists])

    assert len(odds) == 60 * 20
    assert weights[truth > 0].sum() / weights.sum() == pytest.approx(0.2)
