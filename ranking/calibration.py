"""From a fused score to the score that is shown: from 0 to 1, and the same across questions.

Platt scaling (Platt 1999) of the fused score together with what the whole question looks like: how far the best vector stands out of
chance, how strong the best keyword score is, and whether anything in the question's language was found. The parameters were fitted on the
benchmarks' first twenty results each, and on the same questions with their answers taken out of the pool, every task weighing the same;
``docs/ranking.md`` has the expected calibration error on tasks left out of the fit. The score is the chance that a listing is the very
answer that the benchmark's makers recorded, so that a score of 0.3 is already a good one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.fusion import Fused
from ranking.legs import Scores


@dataclass(frozen=True, slots=True)
class Calibration:
    """The parameters of the scaling, in log-odds."""

    slope: float = 1.89
    excess: float = 0.15
    keyword: float = -0.45
    spoken: float = -0.54
    intercept: float = -4.86

    def log_odds(self, fused: Fused) -> Fused:
        """The fused scores as log-odds; their parts, scaled alike, and the part that the question as a whole has in them."""
        question = (
            self.intercept
            + self.excess * fused.signal.excess
            + self.keyword * fused.signal.best_keyword**0.5 * fused.signal.spoken
            + self.spoken * fused.signal.spoken
        )
        parts = {name: self.slope * values for name, values in fused.parts.items()}
        scores = self.slope * fused.scores + question
        return Fused(scores, {**parts, "question": np.full_like(scores, question)}, fused.signal)


def probability(log_odds: Scores) -> Scores:
    """The logistic function."""
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
