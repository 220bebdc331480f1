"""One leg alone: what evaluations compare the fusion with, and what answers when the other leg cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ranking.fusion.base import UNRETRIEVED, Fused
from ranking.legs import Legs


@dataclass(frozen=True, slots=True)
class SingleLeg:
    """The keyword leg's BM25 or the vector leg's cosine as it is."""

    leg: Literal["keyword", "vector"]

    @property
    def name(self) -> str:
        """The leg."""
        return f"{self.leg}-only"

    def fuse(self, legs: Legs) -> Fused:
        """The leg's own score; a candidate that it did not retrieve stands last."""
        scores = legs.keyword if self.leg == "keyword" else legs.vector
        filled = np.where(np.isnan(scores), UNRETRIEVED, scores)
        return Fused(filled, {"keyword" if self.leg == "keyword" else "meaning": filled})
