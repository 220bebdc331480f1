"""From a fused score to the score that is shown: from 0 to 1, and the same across questions.

Platt scaling (Platt 1999) of the fused score together with what the whole question looks like: how strong the best keyword score is and how
much of the question it covers, how far the best vector stands out of chance and how close it is, and whether anything in the question's
language was found. The parameters were fitted on the first twenty results of the benchmarks' questions and of questions from other
worlds, which nothing in the pool answers, every task weighing the same. Shown is the chance that a result is a right answer where one
of five results is: ``docs/ranking.md`` has what it tells apart, on tasks left out of the fit.
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
    """The parameters of the scaling, in log-odds."""

    slope: float = 3.36
    excess: float = -0.06
    keyword: float = -1.33
    spoken: float = 1.87
    coverage: float = -1.13
    cosine: float = 4.51
    intercept: float = -5.11

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
            + self.coverage * signal.coverage
            + self.cosine * signal.cosine
        )


def probability(log_odds: Scores) -> Scores:
    """The logistic function."""
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
