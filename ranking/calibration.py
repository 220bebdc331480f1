"""From a fused score to the score that is shown: from 0 to 1, and the same across questions.

Platt scaling (Platt 1999) of the fused score together with what the whole question looks like: how strong the best keyword score is, how far
the best vector stands out of chance, whether anything in the question's language was found, and how widely the question's cosines spread
over the corpus: all listings are about equally far from a question of another world, and some are far nearer than others to one of their own.
The parameters were fitted on the first twenty results of the benchmarks' questions and of questions from other worlds, which nothing in
the pool answers, every task weighing the same. Shown is the chance that a result is a right answer where one of five results is:
``docs/ranking.md`` has what it tells apart, on tasks left out of the fit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ranking.fusion import Fused
from ranking.fusion.base import Signal
from ranking.legs import Scores


@dataclass(frozen=True, slots=True)
class Calibration:
    """The parameters of the scaling, in log-odds for one unit each.

    ``slope``: of the fused score. ``excess``: of the best standardised vector score above chance. ``keyword``: of the root of the best
    standardised keyword score, and ``spoken``: once, both where a candidate is in the question's language. ``spread``: of the natural
    logarithm of the deviation of the question's cosines. See ``Signal``.
    """

    slope: float = 3.20
    excess: float = 0.27
    keyword: float = -1.42
    spoken: float = 2.26
    spread: float = 2.62
    intercept: float = 2.72

    def log_odds(self, fused: Fused) -> Fused:
        """The fused scores as log-odds; their parts, scaled alike, and the part that the question as a whole has in them."""
        question = self._question(fused.signal)
        parts = {name: self.slope * values for name, values in fused.parts.items()}
        scores = self.slope * fused.scores + question
        return Fused(scores, {**parts, "question": np.full_like(scores, question)}, fused.signal)

    def _question(self, signal: Signal) -> float:
        return (
            self.intercept
            + self.excess * signal.excess
            + self.keyword * math.sqrt(signal.best_keyword) * signal.spoken
            + self.spoken * signal.spoken
            + self.spread * signal.spread
        )


def probability(log_odds: Scores) -> Scores:
    """The logistic function."""
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
