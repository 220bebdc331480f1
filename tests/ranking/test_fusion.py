"""How the legs are joined: by each method, and what the default promises."""

from collections.abc import Callable

import numpy as np
import pytest

from models.ports import Candidate, KeywordQuery, Statistics
from models.units import FloatArray
from ranking.calibration import Calibration, probability
from ranking.fusion import ConfidentSum, Fusion, ReciprocalRank, SingleLeg, StandardisedSum
from ranking.fusion.confident_sum import chance_maximum
from ranking.legs import Legs, Scores

NAN = float("nan")
MakeLegs = Callable[..., Legs]
METHODS: list[Fusion] = [ConfidentSum(), ReciprocalRank(), StandardisedSum(), SingleLeg("keyword"), SingleLeg("vector")]


def shown(legs: Legs) -> Scores:
    return probability(Calibration().log_odds(ConfidentSum().fuse(legs)).scores)


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
    scores = shown(legs([9.0, 5.0, 2.0], [0.6, 0.5, 0.4]))
    assert ((scores > 0) & (scores < 1)).all()
    assert list(np.argsort(-scores)) == [0, 1, 2]


def test_a_question_that_nothing_answers_scores_low(legs: MakeLegs) -> None:
    assert shown(legs([1.5, 1.0], [0.2, 0.1])).max() < 0.25
    assert shown(legs([14.0, 1.0], [0.75, 0.1])).max() > 0.75


def test_a_question_from_which_all_listings_are_equally_far_scores_lower(legs: MakeLegs) -> None:
    own, strange = (shown(legs([9.0, 5.0], [5 * apart, 4 * apart], deviation=apart)) for apart in (0.12, 0.06))
    assert (own / (1 - own) > 3 * strange / (1 - strange)).all()


ASKED = KeywordQuery({"pump": 1.0, "seal": 1.0})
DIRECTION = np.array([0.6, 0.8], np.float32)


def corpus(units: int, passages: int, mean: FloatArray) -> Statistics:
    """Without spread, as a corpus of one passage or of none."""
    return Statistics(units, 20.0, {"pump": 3, "seal": 2}, passages, mean, np.zeros((2, 2), np.float32))


@pytest.mark.parametrize("units", [100, 10_000])
def test_a_hit_by_words_scores_alike_while_nothing_or_little_is_encoded(units: int) -> None:
    hits = [Candidate(name, name, score, None, 1, None) for name, score in (("a", 9.0), ("b", 2.0))]
    question, none = DIRECTION[None], np.zeros(2, np.float32)
    encoder_away = shown(Legs.of(hits, ASKED, None, corpus(units, 0, none)))
    nothing_encoded = shown(Legs.of(hits, ASKED, question, corpus(units, 0, none)))
    one_encoded = shown(Legs.of(hits, ASKED, question, corpus(units, 1, DIRECTION)))
    assert encoder_away[0] > encoder_away[1]
    assert encoder_away[0] > 0.02
    assert nothing_encoded == pytest.approx(encoder_away)
    assert one_encoded == pytest.approx(encoder_away, rel=0.5)


@pytest.mark.parametrize("rounding", [-1e-4, 0.0, 1e-4])
def test_what_the_score_of_an_only_listing_says_is_not_a_matter_of_rounding(rounding: float) -> None:
    only = Candidate("a", "a", 0.5, 1.0 + rounding, 1, 1)
    (score,) = shown(Legs.of([only], ASKED, DIRECTION[None], corpus(1, 1, DIRECTION)))
    (exact,) = shown(Legs.of([only._replace(vector=1.0)], ASKED, DIRECTION[None], corpus(1, 1, DIRECTION)))
    assert score == pytest.approx(exact, rel=0.01)
    assert 0.02 < score < 0.98
