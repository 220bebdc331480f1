"""From a mutual score to the score that is shown: the same meaning for every kind and question."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ranking.matching.joining.base import Scores, logit, sigmoid


class Calibration(BaseModel):
    """Platt scaling of the mutual score's log-odds (Platt 1999): σ(``slope`` · logit + ``intercept``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, mutual: Scores) -> Scores:
        """Shape as given, between 0 and 1, in the same order."""
        return self.apply_to_odds(logit(mutual))

    def apply_to_odds(self, odds: Scores) -> Scores:
        """The same, from log-odds."""
        return sigmoid(self.slope * odds + self.intercept)
