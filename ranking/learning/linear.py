"""Learning a linear model: conditional logit (McFadden 1974; the listwise softmax of Cao et al., ICML 2007) drawn towards the weights in use.

Each list says which of its candidates were right; the weights are those under which the right ones are likeliest to be chosen, less a
penalty for leaving the weights they start from, measured in standard deviations of each feature. A feature that no list tells apart keeps
its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.learning.lists import JudgedList, telling
from ranking.learning.minimising import least
from ranking.matching.features import FEATURES
from ranking.matching.model import Matrix

Weights = NDArray[np.float64]
PENALTY = 1.0
"""What a standard deviation's change of log-odds costs, in lists."""


@dataclass(frozen=True)
class LinearLearner:
    """Learns from lists, starting at ``start``: weights in the order of ``FEATURES``. ``fixed``: features that keep their weight."""

    start: Weights
    penalty: float = PENALTY
    fixed: frozenset[str] = frozenset()

    def learn(self, lists: Sequence[JudgedList]) -> Weights:
        """The weights. Raises ``BadInput`` where no list has a right answer or nothing fits, ``MissingExtra`` without scipy."""
        told = telling(lists)
        deviation = np.concatenate([pair_rows(one) for one in told]).std(axis=0)
        free = (deviation > 1e-9) & np.array([name not in self.fixed for name in FEATURES])
        if not free.any():
            return self.start.copy()
        problem = [(pair_rows(one), one.grades / one.grades.sum(), one.weight) for one in told]

        def loss(values: Weights) -> tuple[float, Weights]:
            weights = self.start.copy()
            weights[free] = values
            moved = (weights - self.start) * deviation
            total, slope = self.penalty * float(moved @ moved), 2 * self.penalty * moved * deviation
            for rows, target, weight in problem:
                chances = softmax(rows @ weights)
                total -= weight * float(target @ np.log(np.maximum(chances, 1e-300)))
                slope -= weight * (target - chances) @ rows
            return total, slope[free]

        weights = self.start.copy()
        weights[free] = least(loss, self.start[free])
        return weights


def pair_rows(judged: JudgedList) -> Matrix:
    """One row a pair: both directions' features together, halved where both sides speak, as joining takes a mean of them."""
    share = np.where(judged.silent_forward | judged.silent_backward, 1.0, 0.5)
    return np.asarray((judged.forward + judged.backward) * share[:, None], dtype=np.float64)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances that add up to one."""
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), dtype=np.float64)
