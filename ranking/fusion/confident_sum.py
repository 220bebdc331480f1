"""The default: standardised scores, each leg weighed by how far its best answer stands out of the noise.

For one question let z_k and z_v be a candidate's keyword and vector scores in standard deviations above the corpus mean, and m_k and m_v
the best of each among the candidates. A candidate in the question's language scores

    F = w · z_k / √m_k + (1 − w) · c · z_v / √m_v,    c = min(1, max(0, (m_v − e(N)) / s))^b

where e(N) is how far the best of N unrelated units would stand out by chance (the expected maximum of N normal values, Blom 1958): a
vector leg whose best answer is no better than chance is not listened to. The root keeps a leg with very large deviations (rare words)
from silencing the other. In a pool where languages differ the keyword leg is noise: a candidate in another language is given the relative
keyword strength that its vector has, z_k / m_k := z_v / m_v, times ``foreign``; what it shares literally with the question (names,
numbers, formulas) is added to z_v with a small weight. Likewise a candidate that has no vector yet is given the relative strength that its
keywords have. Parameters were chosen on the benchmarks: ``docs/ranking.md`` has the figures. How the question as a whole came out (m_k,
m_v − e(N), how widely its cosines spread) is kept for calibration.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ranking.fusion.base import Fused, Signal
from ranking.fusion.standardised_sum import standard_keyword, standard_vector
from ranking.legs import Legs, Scores


@dataclass(frozen=True, slots=True)
class ConfidentSum:
    """``weight``: w. ``span``: s. ``bend``: b. ``literal``: what a BM25 point is worth across languages.

    ``foreign``: how candidates that only one leg can judge stand to those that both do.
    """

    weight: float = 0.4
    span: float = 1.25
    bend: float = 0.55
    literal: float = 0.1
    foreign: float = 0.75

    @property
    def name(self) -> str:
        """The method and its parameters."""
        return f"confident-sum(weight={self.weight:g},span={self.span:g},bend={self.bend:g})"

    def fuse(self, legs: Legs) -> Fused:
        """Join the legs; see the module's formula."""
        keyword, vector = standard_keyword(legs), standard_vector(legs)
        vector = vector + np.where(legs.spoken, 0.0, self.literal * np.nan_to_num(legs.keyword, nan=0.0))
        best_keyword = _best(keyword[legs.spoken])
        best_vector = _best(vector)
        excess = best_vector - chance_maximum(legs.corpus)
        confidence = min(1.0, max(0.0, excess / self.span)) ** self.bend
        by_word = self.weight * keyword / best_keyword**0.5
        meaning = np.where(np.isnan(legs.vector), self.foreign * best_vector * keyword / best_keyword, vector)
        by_meaning = (1 - self.weight) * confidence * meaning / best_vector**0.5
        reach = self.weight * best_keyword**0.5 * legs.spoken.any() + (1 - self.weight) * confidence * best_vector**0.5
        across = self.foreign * max(reach, 1.0) * vector / best_vector
        none = np.zeros_like(vector)
        parts = {
            "keyword": np.where(legs.spoken, by_word, none),
            "meaning": np.where(legs.spoken, by_meaning, across),
        }
        signal = Signal(best_keyword, excess, float(legs.spoken.any()), math.log(legs.vector_moments.deviation))
        return Fused(parts["keyword"] + parts["meaning"], parts, signal)


def chance_maximum(count: int) -> float:
    """The expected largest of ``count`` independent standard normal values (Blom's approximation)."""
    return NormalDist().inv_cdf((count - 0.375) / (count + 0.25)) if count > 1 else 0.0


def _best(values: Scores) -> float:
    return max(1.0, float(values.max())) if values.size else 1.0
