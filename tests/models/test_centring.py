"""Centring by role and language, and means that move to the pool."""

import numpy as np
import pytest

from models.centring import OTHER, PASSAGE, POOL_SHIFT, QUERY, Centring, RunningMeans, shifted


def test_the_mean_of_role_and_language_is_taken_away() -> None:
    means = {(PASSAGE, "zh"): np.array([1.0, 0.0], np.float32), (PASSAGE, OTHER): np.array([0.0, 1.0], np.float32)}
    centred = Centring(means).apply(np.array([[1, 1], [1, 1]], np.float32), PASSAGE, ["zh", "ru"])
    assert centred == pytest.approx(np.array([[0, 1], [1, 0]]))


def test_without_means_vectors_stay_as_they_are() -> None:
    vectors = np.array([[0.6, 0.8]], np.float32)
    assert Centring({}).apply(vectors, QUERY, ["en"]) == pytest.approx(vectors)


def test_a_vector_equal_to_its_mean_becomes_zero() -> None:
    mean = np.array([0.6, 0.8], np.float32)
    assert not Centring({(QUERY, "en"): mean}).apply(mean[None, :], QUERY, ["en"]).any()


@pytest.mark.parametrize("times", [1, 3, 7, 100])
def test_one_question_asked_again_and_again_is_its_own_mean_and_not_what_rounding_leaves_of_it(times: int) -> None:
    question = np.random.default_rng(times).standard_normal((1, 384)).astype(np.float32)
    question /= np.linalg.norm(question)
    running = RunningMeans(Centring({}))
    for _ in range(times):
        running.add(question, QUERY, ["en"])
    assert not running.centring().apply(question, QUERY, ["en"]).any()


def test_means_move_from_the_prior_to_the_pool() -> None:
    running = RunningMeans(Centring({(QUERY, "en"): np.array([1.0, 0.0], np.float32)}), strength=10)
    assert running.centring().mean(QUERY, "en") == pytest.approx([1.0, 0.0])
    running.add(np.tile(np.array([0.0, 1.0], np.float32), (10, 1)), QUERY, ["en"] * 10)
    assert running.centring().mean(QUERY, "en") == pytest.approx([0.5, 0.5])


def test_a_mean_without_a_prior_waits_for_the_least_vectors() -> None:
    running = RunningMeans(Centring({}), least=2)
    running.add(np.array([[0.0, 1.0]], np.float32), QUERY, ["ja"])
    assert running.centring().mean(QUERY, "ja") is None
    running.add(np.array([[1.0, 0.0]], np.float32), QUERY, ["ja"])
    assert running.centring().mean(QUERY, "ja") == pytest.approx([0.5, 0.5])


def test_a_language_without_a_prior_has_the_pools_own_mean() -> None:
    running = RunningMeans(Centring({}))
    running.add(np.array([[0.0, 1.0]], np.float32), PASSAGE, ["ja"])
    assert running.centring().mean(PASSAGE, "ja") == pytest.approx([0.0, 1.0])


def test_questions_move_with_the_pool_before_anybody_has_asked() -> None:
    questions = Centring(
        {(QUERY, "en"): np.array([1.0, 0.0], np.float32), (QUERY, "zh"): np.array([0.0, 1.0], np.float32)}
    )
    shipped = Centring({(PASSAGE, "en"): np.array([0.2, 0.2], np.float32)})
    pool = Centring({(PASSAGE, "en"): np.array([0.4, 0.2], np.float32)})
    moved = shifted(questions, shipped, pool)
    assert moved.mean(QUERY, "en") == pytest.approx([1.0 + POOL_SHIFT * 0.2, 0.0])
    assert moved.mean(QUERY, "zh") == pytest.approx([0.0, 1.0])
