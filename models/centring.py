"""Centring: subtracting the mean vector of a text's language and role, without which one language never finds the other.

Raw sentence vectors of one language lie in a cone of their own, questions and passages apart; what is left after the mean is taken
away is what a text is about (Mu and Viswanath, "All-but-the-Top", ICLR 2018, where the mean is the first step). Means that ship with
the encoder stand in until a pool, or its questions, are many enough to have their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.units import FloatArray

QUERY = "query"
PASSAGE = "passage"
OTHER = "other"
"""The language key of the mean that serves every language without one of its own."""

MeanKey = tuple[str, str]


@dataclass(frozen=True)
class Centring:
    """Mean vectors by (role, language), each of shape (d,). An empty one leaves vectors as they are."""

    means: Mapping[MeanKey, FloatArray] = field(default_factory=dict)

    def mean(self, role: str, language: str) -> FloatArray | None:
        """The mean that serves texts of this role and language."""
        return self.means.get((role, language), self.means.get((role, OTHER)))

    def apply(self, vectors: FloatArray, role: str, languages: Sequence[str]) -> FloatArray:
        """Centred vectors of unit length, shape as given. A vector equal to its mean becomes zero."""
        centred = vectors.astype(np.float32, copy=True)
        for language in set(languages):
            mean = self.mean(role, language)
            if mean is not None:
                centred[[i for i, tag in enumerate(languages) if tag == language]] -= mean
        return unit_length(centred)


POOL_SHIFT = 0.5
"""How much of a pool's displacement its questions share: chosen on the benchmarks (``docs/ranking.md``)."""


def shifted(questions: Centring, shipped: Centring, pool: Centring) -> Centring:
    """Question means moved by a part of how far the pool's passages lie from the shipped ones: the best guess before anybody has asked."""
    means = dict(questions.means)
    for (_, language), mean in questions.means.items():
        usual, here = shipped.mean(PASSAGE, language), pool.mean(PASSAGE, language)
        if usual is not None and here is not None:
            means[QUERY, language] = (mean + POOL_SHIFT * (here - usual)).astype(np.float32)
    return Centring(means)


ROUNDING = 1e-6
"""Lengths up to that are what 32-bit sums leave of zero, in vectors whose numbers are of the order of one."""


def unit_length(vectors: FloatArray) -> FloatArray:
    """Rows divided by their Euclidean length; one that is zero but for rounding becomes zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(lengths > ROUNDING, vectors / np.maximum(lengths, ROUNDING), 0.0).astype(np.float32)


@dataclass
class RunningMeans:
    """Sums of vectors by (role, language), for means that move from a prior to what is really there.

    The estimate is a weighted average of the prior and the pool: ``strength`` vectors of the pool weigh as much as the prior. Without a prior
    it is the pool's own, from ``least`` vectors on.
    """

    prior: Centring
    strength: float = 100.0
    least: int = 1
    sums: dict[MeanKey, FloatArray] = field(default_factory=dict)
    counts: dict[MeanKey, int] = field(default_factory=dict)

    def add(self, vectors: FloatArray, role: str, languages: Sequence[str]) -> None:
        """Count raw vectors of shape (n, d) in."""
        for vector, language in zip(vectors, languages, strict=True):
            key = (role, language)
            self.sums[key] = self.sums.get(key, np.zeros_like(vector)) + vector
            self.counts[key] = self.counts.get(key, 0) + 1

    def centring(self) -> Centring:
        """The means as they stand now."""
        means = dict(self.prior.means)
        for key, total in self.sums.items():
            prior = self.prior.mean(*key)
            if prior is None and self.counts[key] < self.least:
                continue
            strength = self.strength if prior is not None else 0.0
            base = prior * strength if prior is not None else 0.0
            means[key] = ((base + total) / (strength + self.counts[key])).astype(np.float32)
        return Centring(means)
