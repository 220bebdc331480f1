"""What a fusion method is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ranking.legs import TYPICAL_DEVIATION, Legs, Scores

UNRETRIEVED = -1e3
"""Stands below every score, for a candidate that a leg says nothing of."""


@dataclass(frozen=True, slots=True)
class Signal:
    """How a question as a whole came out, for calibration.

    ``best_keyword``: the best standardised keyword score, at least 1; ``excess``: how far the best standardised vector score lies above
    chance; ``spoken``: 1.0 where a candidate is in the question's language, else 0.0; ``spread``: the natural logarithm of the standard
    deviation of the question's cosines over the corpus, low where everything is about equally far, as from a question of another world.
    """

    best_keyword: float = 1.0
    excess: float = 0.0
    spoken: float = 1.0
    spread: float = math.log(TYPICAL_DEVIATION)


@dataclass(frozen=True, slots=True)
class Fused:
    """Fused scores of n candidates, best highest, and the named contributions that add up to them, each of shape (n,)."""

    scores: Scores
    parts: Mapping[str, Scores]
    signal: Signal = Signal()


class Fusion(Protocol):
    """A method of joining the two legs."""

    @property
    def name(self) -> str:
        """The method and its parameters, as answers and evaluations name it."""

    def fuse(self, legs: Legs) -> Fused:
        """Join the legs of one question's candidates."""


def ranks(scores: Scores) -> Scores:
    """Ranks from 1 by falling score, infinite where the score is NaN; equal scores rank in the order given."""
    order = np.argsort(-np.where(np.isnan(scores), -np.inf, scores), kind="stable")
    places = np.empty(len(scores), dtype=np.float64)
    places[order] = np.arange(1, len(scores) + 1)
    return np.where(np.isnan(scores), np.inf, places)
