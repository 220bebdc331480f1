"""Joining: a one-sided match sinks, silence is no refusal, and both sides read the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.matching.calibration import Calibration
from ranking.matching.joining import METHODS, joined
from ranking.matching.joining.base import base_share, sigmoid
from ranking.matching.weights import default_weights

scores = st.floats(0.001, 0.999)
methods = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def one(method, forward, backward):
    return float(method.join(np.array([forward]), np.array([backward]))[0])


@methods
@given(forward=scores, backward=scores)
def test_both_sides_read_the_same_score_between_0_and_1(method, forward, backward):
    there, back = one(method, forward, backward), one(method, backward, forward)

    assert there == pytest.approx(back, abs=1e-12)
    assert 0 <= there <= 1


@methods
def test_a_one_sided_match_stands_below_a_mutual_one_with_the_same_mean(method):
    assert one(method, 0.95, 0.01) < one(method, 0.48, 0.48) - 0.01


@methods
@given(forward=scores, low=scores, high=scores)
def test_who_likes_more_never_lowers_a_match(method, forward, low, high):
    low, high = sorted((low, high))

    assert one(method, forward, low) <= one(method, forward, high) + 1e-12


def test_the_joinings_are_what_their_papers_say():
    assert one(METHODS["harmonic"], 0.8, 0.4) == pytest.approx(2 * 0.8 * 0.4 / 1.2)
    assert one(METHODS["product"], 0.8, 0.4) == pytest.approx(0.32)
    assert one(METHODS["minimum"], 0.8, 0.4) == pytest.approx(0.4)
    assert one(METHODS["uninorm"], 0.8, 0.4) == pytest.approx(0.32 / (0.32 + 0.2 * 0.6))
    assert one(METHODS["opinion-pool"], 0.8, 0.4) == pytest.approx((8 / 3) ** 0.5 / (1 + (8 / 3) ** 0.5))


@methods
def test_a_silent_side_leaves_the_score_to_the_other(method):
    forward, backward = np.array([1.7]), np.array([0.0])

    mutual = joined(method, forward, backward, np.array([False]), np.array([True]))

    assert float(mutual[0]) == pytest.approx(float(sigmoid(np.array(1.7))))


@methods
def test_what_is_known_of_the_other_moves_a_silent_sides_match(method):
    known, unknown = (
        joined(method, np.array([1.0]), np.array([odds]), np.array([False]), np.array([True]))[0] for odds in (0.5, 0.0)
    )

    assert known > unknown


def test_a_pair_has_one_base_whoever_speaks():
    silent, other = np.array([False, True, False, True]), np.array([False, False, True, True])

    shares = base_share(silent, other), base_share(other, silent)

    assert shares[0].tolist() == [1.0, 0.0, 1.0, 0.5]
    assert (shares[0] + shares[1]).tolist() == [2.0, 1.0, 1.0, 1.0]


def test_a_calibration_that_is_folded_into_the_weights_leaves_the_scores():
    weights = default_weights().model_copy(update={"calibration": Calibration(slope=0.5, intercept=-1.0)})
    rows = np.random.default_rng(0).normal(size=(2, 5, len(weights.model.names)))

    def scores(some):
        forward, backward = (some.model.contributions(part).sum(axis=1) for part in rows)
        nobody = np.zeros(5, np.bool_)
        return some.calibration.apply(joined(some.method, forward, backward, nobody, nobody))

    assert weights.folded.calibration == Calibration()
    assert scores(weights.folded) == pytest.approx(scores(weights), abs=1e-3)
    assert weights.model_copy(update={"joining": "harmonic"}).folded.calibration == weights.calibration
