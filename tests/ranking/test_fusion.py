"""How the legs are joined: by each method, and what the default promises."""

from collections.abc import Callable

import numpy as np
import pytest

from ranking.calibration import Calibration, probability
from ranking.fusion import ConfidentSum, Fusion, ReciprocalRank, SingleLeg, StandardisedSum
from ranking.fusion.confident_sum import chance_maximum
from ranking.legs import Legs

NAN = float("nan")
MakeLegs = Callable[..., Legs]
METHODS: list[Fusion] = [ConfidentSum(), ReciprocalRank(), StandardisedSum(), SingleLeg("keyword"), SingleLeg("vector")]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_contributions_add_up_to_the_score(method: Fusion, legs: MakeLegs) -> None:
    fused = method.fuse(legs([9.0, NAN, 2.0, 4.0], [0.6, 0.5, NAN, 0.1], spoken=[True, False, True, False]))
    assert np.allclose(sum(fused.parts.values()), fused.scores)
    calibrated = Calibration().log_odds(fused)
    assert np.allclose(sum(calibrated.parts.values()), calibrated.scores)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_what_is_better_in_both_legs_is_better(method: Fusion, legs: MakeLegs) -> None:
    scores = method.fuse(legs([9.0, 5.0, 2.0], [0.6, 0.5, 0.4])).scores
    assert list(np.argsort(-scores)) == [0, 1, 2]


def test_reciprocal_rank_is_the_papers_sum(legs: MakeLegs) -> None:
    scores = ReciprocalRank(k=60).fuse(legs([9.0, 5.0, NAN], [0.4, 0.5, 0.6])).scores
    assert scores == pytest.approx([1 / 61 + 1 / 63, 1 / 62 + 1 / 62, 1 / 61])


def test_a_single_leg_ranks_by_its_own_score_and_the_unscored_last(legs: MakeLegs) -> None:
    given = legs([NAN, 5.0, 2.0], [0.4, 0.5, 0.6])
    assert list(np.argsort(-SingleLeg("keyword").fuse(given).scores)) == [1, 2, 0]
    assert list(np.argsort(-SingleLeg("vector").fuse(given).scores)) == [2, 1, 0]


def test_a_vector_leg_no_better_than_chance_is_not_listened_to(legs: MakeLegs) -> None:
    chance = legs([9.0, 5.0, 2.0], [0.1, 0.2, 0.3], corpus=10_000)
    assert list(np.argsort(-ConfidentSum().fuse(chance).scores)) == [0, 1, 2]
    assert ConfidentSum().fuse(chance).parts["meaning"] == pytest.approx([0, 0, 0])


def test_where_languages_differ_the_ranking_is_the_vector_legs(legs: MakeLegs) -> None:
    foreign = legs([NAN, 0.2, NAN, 0.1], [0.7, 0.3, 0.6, 0.4], spoken=[False] * 4)
    assert list(np.argsort(-ConfidentSum().fuse(foreign).scores)) == [0, 2, 3, 1]


def test_a_mixed_pool_lets_the_right_answer_in_the_other_language_up(legs: MakeLegs) -> None:
    mixed = legs([12.0, 3.0, 3.0, NAN], [0.7, 0.2, 0.1, 0.7], spoken=[True, True, True, False])
    order = list(np.argsort(-ConfidentSum().fuse(mixed).scores))
    assert order[:2] == [0, 3]


def test_a_listing_that_is_not_encoded_yet_is_not_buried_under_those_that_are(legs: MakeLegs) -> None:
    scores = ConfidentSum().fuse(legs([14.0, 13.5, 2.0], [0.7, NAN, 0.5])).scores
    assert list(np.argsort(-scores)) == [0, 1, 2]
    assert scores[1] > 0.6 * scores[0]


def test_nothing_is_undefined_when_a_leg_has_nothing(legs: MakeLegs) -> None:
    for given in (legs([NAN, NAN], [0.1, 0.2]), legs([1.0, 2.0], [NAN, NAN]), legs([NAN], [NAN])):
        assert np.isfinite(ConfidentSum().fuse(given).scores).all()


@pytest.mark.parametrize(("count", "expected"), [(100, 2.508), (1000, 3.241)])
def test_the_chance_maximum_is_that_of_normal_values(count: int, expected: float) -> None:
    assert chance_maximum(count) == pytest.approx(expected, abs=0.02)


def test_the_score_shown_lies_between_0_and_1_and_keeps_the_order(legs: MakeLegs) -> None:
    fused = Calibration().log_odds(ConfidentSum().fuse(legs([9.0, 5.0, 2.0], [0.6, 0.5, 0.4])))
    shown = probability(fused.scores)
    assert ((shown > 0) & (shown < 1)).all()
    assert list(np.argsort(-shown)) == [0, 1, 2]


def test_a_question_that_nothing_answers_scores_low(legs: MakeLegs) -> None:
    answered = Calibration().log_odds(ConfidentSum().fuse(legs([14.0, 1.0], [0.75, 0.1])))
    unanswered = Calibration().log_odds(ConfidentSum().fuse(legs([1.5, 1.0], [0.2, 0.1])))
    assert probability(unanswered.scores).max() < 0.25
    assert probability(answered.scores).max() > 0.75
