"""A direction's model made of trees, as LightGBM learns them. Its contributions are SHAP values (Lundberg et al. 2020): they add up to its score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from models.errors import MissingExtra
from ranking.matching.features import FEATURES
from ranking.matching.model import Matrix


@dataclass(frozen=True)
class TreeModel:
    """A direction's model made of trees; ``text`` is LightGBM's own form of it."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """See ``DirectionModel.names``."""
        return FEATURES

    def contributions(self, rows: Matrix) -> Matrix:
        """See ``DirectionModel.contributions``: SHAP values, which add up to the trees' score. Raises ``MissingExtra``."""
        if not len(rows):
            return np.zeros((0, len(FEATURES) + 1))
        return np.asarray(self._booster.predict(rows, pred_contrib=True), dtype=np.float64)

    @cached_property
    def _booster(self) -> Any:
        return lightgbm().Booster(model_str=self.text)


def lightgbm() -> Any:
    """The library. Raises ``MissingExtra`` where it is not installed."""
    try:
        import lightgbm as library  # noqa: PLC0415 — an extra: only learning and what it learned need it
    except ImportError as error:
        raise MissingExtra("lightgbm", "learn") from error
    return library
