"""Sums over vectors, from which the corpus's mean and covariance follow: they add up over segments and subtract for what is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.units import FloatArray


@dataclass(frozen=True, slots=True)
class Moments:
    """How many vectors, their sum, shape (d,), and the sum of their outer products, shape (d, d)."""

    count: int
    total: NDArray[np.float64]
    products: NDArray[np.float64]

    @classmethod
    def none(cls, dimensions: int) -> Moments:
        """Those of no vector."""
        return cls(0, np.zeros(dimensions), np.zeros((dimensions, dimensions)))

    @classmethod
    def of(cls, chunks: Iterable[FloatArray], dimensions: int) -> Moments:
        """Those of all rows of ``chunks``."""
        moments = cls.none(dimensions)
        for chunk in chunks:
            moments += cls(len(chunk), chunk.sum(axis=0, dtype=np.float64), (chunk.T @ chunk).astype(np.float64))
        return moments

    def __add__(self, other: Moments) -> Moments:
        return Moments(self.count + other.count, self.total + other.total, self.products + other.products)

    def __sub__(self, other: Moments) -> Moments:
        return Moments(self.count - other.count, self.total - other.total, self.products - other.products)

    def mean(self) -> FloatArray:
        """The mean vector; zeros where there is none."""
        return (self.total / max(self.count, 1)).astype(np.float32)

    def covariance(self) -> FloatArray:
        """The covariance (population form: divided by the count); zeros where there is no vector."""
        mean = self.total / max(self.count, 1)
        return (self.products / max(self.count, 1) - np.outer(mean, mean)).astype(np.float32)
