"""The weighted sum of scores standardised over the whole corpus: a convex combination (Bruch, Gai and Ingber, TOIS 2023)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.fusion.base import Fused
from ranking.legs import Legs, Scores


@dataclass(frozen=True, slots=True)
class StandardisedSum:
    """``weight`` × keyword + (1 − ``weight``) × vector, in standard deviations over the corpus. To compare with."""

    weight: float = 0.3

    @property
    def name(self) -> str:
        """The method and its parameter."""
        return f"standardised-sum(weight={self.weight:g})"

    def fuse(self, legs: Legs) -> Fused:
        """Both legs' standardised scores; no keyword score counts as the score zero, no vector as the mean."""
        parts = {
            "keyword": self.weight * standard_keyword(legs),
            "meaning": (1 - self.weight) * standard_vector(legs),
        }
        return Fused(parts["keyword"] + parts["meaning"], parts)


def standard_keyword(legs: Legs) -> Scores:
    """The keyword score in standard deviations above its corpus mean; a candidate without one has the score zero."""
    return legs.keyword_moments.standardised(np.nan_to_num(legs.keyword, nan=0.0))


def standard_vector(legs: Legs) -> Scores:
    """The cosine in standard deviations above its corpus mean; a candidate without vectors stands at the mean."""
    return np.nan_to_num(legs.vector_moments.standardised(legs.vector), nan=0.0)
