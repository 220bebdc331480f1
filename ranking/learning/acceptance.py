"""Whether learned weights are better than those in use by more than chance, on lists of parties that they were not learned from.

Else they are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.evaluate import Comparison
from ranking.learning.bootstrap import stratified_bootstrap
from ranking.learning.lists import JudgedList, folds, ndcg
from ranking.learning.platt import calibration_error, cross_fitted, fit_platt, shown
from ranking.matching.calibration import Calibration
from ranking.matching.joining import Joining, joined
from ranking.matching.joining.base import Scores, base_share
from ranking.matching.model import DirectionModel

FOLDS = 5
Learn = Callable[[Sequence[JudgedList]], DirectionModel]


@dataclass(frozen=True)
class Verdict:
    """What cross-validation by party says of n lists, each held out of what it is ranked by.

    ``before``, ``after``: nDCG@10 of each list, by the weights in use and by those learned, shape (n,); ``weights``: how much each list
    counts, shape (n,). ``calibration`` was fitted to all held-out scores; ``error`` is the expected calibration error of calibrations that
    were themselves fitted to other folds.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    weights: NDArray[np.float64]
    comparison: Comparison
    calibration: Calibration
    error: float

    @property
    def accepted(self) -> bool:
        """Whether the learned weights are better on what they were not learned from, by more than chance: the whole interval is above 0."""
        return self.comparison.low > 0

    @property
    def mean_before(self) -> float:
        """nDCG@10 by the weights in use, every list with its weight."""
        return float(np.average(self.before, weights=self.weights))

    @property
    def mean_after(self) -> float:
        """nDCG@10 by what was learned, every list with its weight."""
        return float(np.average(self.after, weights=self.weights))


def judge(
    lists: Sequence[JudgedList], learn: Learn, in_use: DirectionModel, method: Joining, *, seed: int = 0
) -> Verdict:
    """Cross-validate by party: each list is ranked by what was learned from other parties' lists.

    Raises what ``learn`` does, and what ``fit_platt`` does.
    """
    place = folds(lists, FOLDS, seed)
    mutual = _held_out(lists, learn, method, place)
    before = np.array([ndcg(mutual_scores(one, in_use, method), one) for one in lists])
    after = np.array([ndcg(scores, one) for scores, one in zip(mutual, lists, strict=True)])
    odds, truth, weights = shown(lists, mutual)
    return Verdict(
        before=before,
        after=after,
        weights=np.array([one.weight for one in lists]),
        comparison=stratified_bootstrap(after - before, lists, seed=seed),
        calibration=fit_platt(odds, truth, weights),
        error=calibration_error(cross_fitted(lists, mutual, place), truth, weights),
    )


def _held_out(lists: Sequence[JudgedList], learn: Learn, method: Joining, place: NDArray[np.int64]) -> list[Scores]:
    """The mutual scores of each list's candidates, by what was learned from the other folds."""
    mutual: list[Scores] = [np.zeros(0)] * len(lists)
    for fold in np.unique(place):
        model = learn([one for one, at in zip(lists, place, strict=True) if at != fold])
        for n in np.flatnonzero(place == fold).tolist():
            mutual[n] = mutual_scores(lists[n], model, method)
    return mutual


def mutual_scores(judged: JudgedList, model: DirectionModel, method: Joining) -> Scores:
    """The mutual score of every candidate of a list, shape (n,)."""
    ahead, back = judged.silent_forward, judged.silent_backward
    forward = log_odds(judged.forward, base_share(ahead, back), model)
    backward = log_odds(judged.backward, base_share(back, ahead), model)
    return joined(method, forward, backward, judged.silent_forward, judged.silent_backward)


def log_odds(rows: NDArray[np.float64], base: Scores, model: DirectionModel) -> Scores:
    """The log-odds of one direction, as matching makes them; ``base``: how much counts of what every pair has."""
    contributions = model.contributions(rows)
    contributions[:, -1] *= base
    return np.asarray(contributions.sum(axis=1), dtype=np.float64)
