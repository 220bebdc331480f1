"""From features of blocks of pairs to log-odds: a linear model is added up as they come, any other is given all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ranking.matching.everybody.columns import Floats
from ranking.matching.model import DirectionModel, LinearModel

Mask = NDArray[np.bool_]
Index = NDArray[np.intp] | tuple[slice, NDArray[np.intp]] | EllipsisType
Values = NDArray[np.floating]


class Weighing(Protocol):
    """What becomes of the features of m × n pairs."""

    def add(self, name: str, values: Values, at: Index = ...) -> None:
        """Take values of a feature; ``at``: the pairs that have them, all without."""

    def take(self, other: Weighing, where: Mask) -> None:
        """Take all features from another one where ``where`` is true."""

    def log_odds(self, base: Floats) -> Floats:
        """Of shape (m, n). ``base``: how much of what every pair has counts."""


def weighing(model: DirectionModel, shape: tuple[int, int]) -> Weighing:
    """What weighs the features of pairs for a model."""
    return Sum(model, shape) if isinstance(model, LinearModel) else Table(model, shape)


class Sum:
    """A linear model's log-odds: no feature is kept."""

    def __init__(self, model: LinearModel, shape: tuple[int, int]) -> None:
        self._weights: Mapping[str, float] = model.weights
        self._intercept = model.intercept
        self._total = np.zeros(shape)

    def add(self, name: str, values: Values, at: Index = ...) -> None:
        """See ``Weighing.add``."""
        if weight := self._weights.get(name):
            self._total[at] += np.multiply(values, weight, dtype=np.float64)

    def take(self, other: Weighing, where: Mask) -> None:
        """See ``Weighing.take``."""
        if isinstance(other, Sum):
            np.copyto(self._total, other._total, where=where)  # noqa: SLF001 — one of its own kind

    def log_odds(self, base: Floats) -> Floats:
        """See ``Weighing.log_odds``."""
        return np.asarray(self._total + base * self._intercept, np.float64)


class Table:
    """Every feature of every pair, for a model that joins them."""

    def __init__(self, model: DirectionModel, shape: tuple[int, int]) -> None:
        self._model = model
        self._place = {name: n for n, name in enumerate(model.names)}
        self._rows = np.zeros((*shape, len(self._place)))

    def add(self, name: str, values: Values, at: Index = ...) -> None:
        """See ``Weighing.add``."""
        if (place := self._place.get(name)) is not None:
            self._rows[..., place][at] = values

    def take(self, other: Weighing, where: Mask) -> None:
        """See ``Weighing.take``."""
        if isinstance(other, Table):
            np.copyto(self._rows, other._rows, where=where[..., None])  # noqa: SLF001 — one of its own kind

    def log_odds(self, base: Floats) -> Floats:
        """See ``Weighing.log_odds``."""
        found = self._model.contributions(self._rows.reshape(-1, len(self._place)))
        total = found[:, :-1].sum(axis=1) + base.ravel() * found[:, -1]
        return np.asarray(total.reshape(base.shape), np.float64)
