"""What the two legs say of the candidates for one question, with what the corpus says of such scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.ports import Candidate, KeywordQuery, Statistics
from models.units import FloatArray

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

TYPICAL_TF = 0.45
"""BM25's saturated term frequency of one occurrence in a unit of average length: 1 / (1 + k1) at k1 = 1.2."""

TYPICAL_DEVIATION = 0.08
"""What the standard deviation of a question's cosines over a corpus is taken for before the corpus tells: with the default encoder its median
is .098 for questions of the corpus's own field, .065 for those of other worlds (``benchmarks.fit_search``)."""

PRIOR_PASSAGES = 5
"""The typical deviation weighs as much as that of so many passages."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and standard deviation of a leg's score over the whole corpus, for one question."""

    mean: float
    deviation: float

    def standardised(self, scores: Scores) -> Scores:
        """Scores in standard deviations above the mean; NaN stays NaN."""
        return (scores - self.mean) / self.deviation


@dataclass(frozen=True, slots=True)
class Legs:
    """The candidates of one question as arrays of length n.

    ``keyword`` and ``vector`` are NaN where a leg has no score. ``spoken`` says whether a candidate is in the question's language, where the
    keyword leg can speak of it. ``corpus`` is the number of units in the index.
    """

    keyword: Scores
    vector: Scores
    spoken: Mask
    keyword_moments: Moments
    vector_moments: Moments
    corpus: int

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        query: KeywordQuery | None,
        vectors: FloatArray | None,
        statistics: Statistics,
    ) -> Legs:
        """Legs from what an engine retrieved, marked by language. ``vectors``: the question's centred vectors, shape (m, d)."""
        idf = idfs(statistics)
        weights = dict(query.weights) if query else {}
        return cls(
            keyword=_column([candidate.keyword for candidate in candidates]),
            vector=_column([candidate.vector for candidate in candidates]),
            spoken=np.array([candidate.marked for candidate in candidates], dtype=np.bool_),
            keyword_moments=keyword_moments(weights, idf, statistics),
            vector_moments=vector_moments(vectors, statistics),
            corpus=statistics.units,
        )


def idfs(statistics: Statistics) -> dict[str, float]:
    """BM25's inverse document frequency of each term: ln(1 + (N - n + 0.5) / (n + 0.5)).

    An engine may count units in n that were replaced or removed since: n is at most N here.
    """
    total = statistics.units
    held = {term: min(n, total) for term, n in statistics.frequencies.items()}
    return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in held.items()}


def keyword_moments(weights: Mapping[str, float], idf: Mapping[str, float], statistics: Statistics) -> Moments:
    """The keyword score's moments from the terms' frequencies alone, as if terms occurred independently."""
    mean = variance = 0.0
    certain = 1 - 0.5 / (statistics.units + 1)  # a term in every unit of a small pool may yet be missing from the next
    for term, weight in weights.items():
        share = min(statistics.frequencies.get(term, 0) / max(1, statistics.units), certain)
        gain = weight * idf.get(term, 0.0) * TYPICAL_TF
        mean += share * gain
        variance += share * (1 - share) * gain * gain
    return Moments(mean, max(math.sqrt(variance), 1e-6))


def vector_moments(vectors: FloatArray | None, statistics: Statistics) -> Moments:
    """The cosine's moments over all passages: q·μ and √(qᵀΣq), averaged over the question's ``vectors``, shape (m, d).

    A few passages tell little of the deviation, so that the typical one counts as ``PRIOR_PASSAGES`` more; without vectors it stands alone.
    """
    if vectors is None or not len(vectors):
        return Moments(0.0, TYPICAL_DEVIATION)
    variances = np.einsum("qi,ij,qj->q", vectors, statistics.covariance, vectors)
    measured = float(np.sqrt(np.maximum(variances, 0.0)).mean())
    typical = PRIOR_PASSAGES / (PRIOR_PASSAGES + statistics.passages)
    deviation = math.sqrt((1 - typical) * measured**2 + typical * TYPICAL_DEVIATION**2)
    return Moments(float((vectors @ statistics.mean).mean()), deviation)


def _column(values: Sequence[float | None]) -> Scores:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
