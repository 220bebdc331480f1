"""Reciprocal rank fusion: the sum over the legs of 1 / (k + rank) (Cormack, Clarke and Büttcher, SIGIR 2009). To compare with."""

from __future__ import annotations

from dataclasses import dataclass

from ranking.fusion.base import Fused, ranks
from ranking.legs import Legs


@dataclass(frozen=True, slots=True)
class ReciprocalRank:
    """RRF with equal weights. ``k`` damps the first ranks; the paper's 60."""

    k: float = 60.0

    @property
    def name(self) -> str:
        """The method and its parameter."""
        return f"reciprocal-rank(k={self.k:g})"

    def fuse(self, legs: Legs) -> Fused:
        """Both legs' reciprocal ranks; a leg that did not score a candidate adds nothing."""
        parts = {"keyword": 1.0 / (self.k + ranks(legs.keyword)), "meaning": 1.0 / (self.k + ranks(legs.vector))}
        return Fused(parts["keyword"] + parts["meaning"], parts)
