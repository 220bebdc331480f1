"""Fitting the calibration: Platt scaling of mutual scores on judged lists, and how far the shown score is from what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ranking.learning.lists import JudgedList
from ranking.learning.minimising import least
from ranking.matching.calibration import Calibration
from ranking.matching.joining.base import Scores, logit, sigmoid

SHOWN = 20
"""The best candidates of a list, which a reader may see."""

RIGHT = 0.2
"""A score is the chance that a match is right where one of five shown is: lists of every task and party then mean the same."""

LEAST_SLOPE = 1e-3
"""A better score never says less."""


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
    return found[0], found[1], balanced(found[1], found[2])


def fit_platt(odds: Scores, truth: Scores, weights: Scores) -> Calibration:
    """Slope and intercept of the least weighted log-loss among slopes from ``LEAST_SLOPE`` up; all of shape (n,).

    The mean of what is said is the share that is right, whatever the slope. Raises ``MissingExtra`` without scipy, ``BadInput`` where
    nothing fits.
    """
    middle, width = float(odds.mean()), float(odds.std()) or 1.0
    design = np.column_stack([(odds - middle) / width, np.ones_like(odds)])
    shares = weights / weights.sum()

    def loss(values: Scores) -> tuple[float, Scores]:
        said = design @ values
        total = float(shares @ (np.logaddexp(0, said) - truth * said))
        return total, np.asarray((shares * (sigmoid(said) - truth)) @ design, dtype=np.float64)

    steepness, height = least(loss, np.array([width, middle]), [(LEAST_SLOPE * width, None), (None, None)])
    slope = float(steepness) / width
    return Calibration(slope=slope, intercept=float(height) - slope * middle)


def cross_fitted(lists: Sequence[JudgedList], mutual: Sequence[Scores], place: NDArray[np.int64]) -> Scores:
    """What would be said of everything shown, in the order of ``shown``, by calibrations that were fitted to the other folds.

    ``place``: the fold of each list, shape (len(lists),).
    """
    odds, truth, weights = shown(lists, mutual)
    at = np.repeat(place, [min(len(one), SHOWN) for one in lists])
    said = np.empty_like(odds)
    for fold in np.unique(at):
        rest = at != fold
        fitted = fit_platt(odds[rest], truth[rest], balanced(truth[rest], weights[rest]))
        said[~rest] = fitted.apply_to_odds(odds[~rest])
    return said


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


def balanced(truth: Scores, weights: Scores) -> NDArray[np.float64]:
    """The weights, shape (n,), with ``RIGHT`` of them on what is right, in all as much as there are rows; unchanged where all is of one kind."""
    right, wrong = float((weights * truth).sum()), float((weights * (1 - truth)).sum())
    if right == 0 or wrong == 0:
        return weights
    return np.where(truth > 0, weights * RIGHT / right, weights * (1 - RIGHT) / wrong) * len(truth)
