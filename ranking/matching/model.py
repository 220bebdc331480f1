"""The model of a direction: from its features to log-odds, as contributions that add up to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


class DirectionModel(Protocol):
    """What makes log-odds from features."""

    @property
    def names(self) -> tuple[str, ...]:
        """The features that it reads, in their order."""

    def contributions(self, rows: Matrix) -> Matrix:
        """Rows of shape (n, len(names)) to contributions of shape (n, len(names) + 1): one a feature, and last what every pair has."""


@dataclass(frozen=True)
class LinearModel:
    """A weight a feature, and an intercept: a model that can be read."""

    weights: Mapping[str, float]
    intercept: float

    @property
    def names(self) -> tuple[str, ...]:
        """See ``DirectionModel.names``."""
        return tuple(self.weights)

    def contributions(self, rows: Matrix) -> Matrix:
        """See ``DirectionModel.contributions``."""
        weighted = rows * np.array(list(self.weights.values()))
        return np.column_stack([weighted, np.full(len(rows), self.intercept)])
