"""Whether learned weights are better than those in use, on lists of parties that they were not learned from; else they are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.evaluate import Comparison, paired_bootstrap
from ranking.learning.lists import JudgedList, folds, ndcg
from ranking.learning.platt import calibration_error, fit_platt, shown
from ranking.matching.calibration import Calibration
from ranking.matching.joining import Joining, joined
from ranking.matching.joining.base import Scores, base_share
from ranking.matching.model import DirectionModel

FOLDS = 5
Learn = Callable[[Sequence[JudgedList]], DirectionModel]


@dataclass(frozen=True)
class Verdict:
    """What cross-validation by party says. ``before``, ``after``: nDCG@10 of each list, held out; ``error``: the expected calibration error."""

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    comparison: Comparison
    calibration: Calibration
    error: float

    @property
    def accepted(self) -> bool:
        """Whether the learned weights are better on what they were not learned from."""
        return self.comparison.difference > 0


def judge(
    lists: Sequence[JudgedList], learn: Learn, in_use: DirectionModel, method: Joining, *, seed: int = 0
) -> Verdict:
    """Cross-validate by party: each list is ranked by what was learned from other parties' lists."""
    place = folds(lists, FOLDS, seed)
    mutual: list[Scores] = [np.zeros(0)] * len(lists)
    for fold in range(FOLDS):
        held = [n for n, at in enumerate(place) if at == fold]
        model = learn([one for one, at in zip(lists, place, strict=True) if at != fold])
        for n in held:
            mutual[n] = mutual_scores(lists[n], model, method)
    before = np.array([ndcg(mutual_scores(one, in_use, method), one) for one in lists])
    after = np.array([ndcg(scores, one) for scores, one in zip(mutual, lists, strict=True)])
    odds, truth, weights = shown(lists, mutual)
    calibration = fit_platt(odds, truth, weights)
    error = calibration_error(calibration.apply_to_odds(odds), truth, weights)
    return Verdict(before, after, paired_bootstrap(after, before), calibration, error)


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
