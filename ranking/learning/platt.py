"""Fitting the calibration: Platt scaling of mutual scores on judged lists, and how far the shown score is from what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ranking.learning.lists import JudgedList
from ranking.matching.calibration import Calibration
from ranking.matching.joining.base import Scores, logit, sigmoid

SHOWN = 20
"""The best candidates of a list, which a reader may see."""

RIGHT = 0.2
"""A score is the chance that a match is right where one of five shown is: lists of every task and party then mean the same."""

STEPS = 60


def shown(lists: Sequence[JudgedList], mutual: Sequence[Scores]) -> tuple[Scores, Scores, Scores]:
    """The log-odds, the truth (0 or 1) and the weight of what would be shown of each list.

    Every list weighs as it says; right and wrong answers weigh by ``RIGHT``.
    """
    odds, truth, weights = [], [], []
    for one, scores in zip(lists, mutual, strict=True):
        best = np.argsort(-scores, kind="stable")[:SHOWN]
        right = (one.grades[best] > 0).astype(np.float64)
        odds.append(logit(scores[best]))
        truth.append(right)
        weights.append(np.full(len(best), one.weight))
    found = np.concatenate(odds), np.concatenate(truth), np.concatenate(weights)
    return found[0], found[1], _balanced(found[1], found[2])


def fit_platt(odds: Scores, truth: Scores, weights: Scores) -> Calibration:
    """Slope and intercept by Newton's method on the weighted log-loss, with steps halved until it falls; a slope is never negative."""
    design = np.column_stack([odds, np.ones_like(odds)])
    values = np.zeros(2)
    for _ in range(STEPS):
        chances = sigmoid(design @ values)
        gradient = design.T @ (weights * (chances - truth))
        curvature = (design * (weights * chances * (1 - chances))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        while (
            _log_loss(design, values - step, truth, weights) > _log_loss(design, values, truth, weights)
            and np.abs(step).max() > 1e-9
        ):
            step = step / 2
        values = values - step
        if np.abs(step).max() < 1e-9:
            break
    return Calibration(slope=max(float(values[0]), 1e-3), intercept=float(values[1]))


def _log_loss(design: Scores, values: Scores, truth: Scores, weights: Scores) -> float:
    odds = design @ values
    return float(weights @ (np.logaddexp(0, odds) - truth * odds))


def calibration_error(chances: Scores, truth: Scores, weights: Scores, bins: int = 10) -> float:
    """The expected calibration error: the mean distance of what was said from what came true, over bins of equal width (Naeini et al., AAAI 2015)."""
    places = np.minimum((chances * bins).astype(np.int64), bins - 1)
    total, error = float(weights.sum()), 0.0
    for place in np.unique(places):
        here = places == place
        share = float(weights[here].sum())
        said = float((chances[here] * weights[here]).sum()) / share
        came = float((truth[here] * weights[here]).sum()) / share
        error += share / total * abs(said - came)
    return error


def _balanced(truth: Scores, weights: Scores) -> NDArray[np.float64]:
    right, wrong = float((weights * truth).sum()), float((weights * (1 - truth)).sum())
    if right == 0 or wrong == 0:
        return weights
    return np.where(truth > 0, weights * RIGHT / right, weights * (1 - RIGHT) / wrong) * len(truth)
