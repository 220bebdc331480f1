"""The weights of matching: a direction's model, the joining, and the calibration, as one versioned value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, field_validator

from models.errors import BadInput
from models.messages import Message
from models.validation import message_of
from ranking.matching.calibration import Calibration
from ranking.matching.features import FEATURES
from ranking.matching.joining import METHODS, Joining, OpinionPool
from ranking.matching.model import DirectionModel, LinearModel
from ranking.matching.tree_model import TreeModel


class MatchWeights(BaseModel):
    """What makes scores of features. ``version`` names it wherever a score is explained; ``made_from`` says what it was learned from.

    ``trees``: LightGBM's own form of a model, which then takes the place of the linear one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    weights: dict[str, float]
    intercept: float
    joining: str
    calibration: Calibration
    made_from: str = ""
    trees: str | None = None

    @field_validator("weights")
    @classmethod
    def _known(cls, weights: dict[str, float]) -> dict[str, float]:
        if unknown := sorted(set(weights) - set(FEATURES)):
            msg = f"There are no features {', '.join(unknown)}. Features are: {', '.join(FEATURES)}."
            raise ValueError(msg)
        return weights

    @field_validator("joining")
    @classmethod
    def _a_method(cls, joining: str) -> str:
        if joining not in METHODS:
            msg = f"There is no joining '{joining}'. Methods are: {', '.join(METHODS)}."
            raise ValueError(msg)
        return joining

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Weights as they were kept. Raises ``BadInput`` where they cannot be read."""
        try:
            return cls.model_validate(json.loads(text))
        except ValueError as error:
            raise BadInput(
                Message(en="The weights cannot be read: {why}", zh="权重无法读取：{why}", why=message_of(error)),
                advice=Message(en="Learn them again, or go back to the default.", zh="请重新学习，或恢复默认权重。"),
            ) from error

    @property
    def folded(self) -> Self:
        """The same with the calibration in the linear model, so that the scores of each side mean what the match's does.

        Only the opinion pool lets it through: the mean of scaled log-odds is the scaled mean.
        """
        slope, shift = self.calibration.slope, self.calibration.intercept
        if self.trees is not None or self.joining != OpinionPool().name:
            return self
        return self.model_copy(
            update={
                "weights": {name: round(slope * weight, 4) for name, weight in self.weights.items()},
                "intercept": round(slope * self.intercept + shift, 4),
                "calibration": Calibration(),
            }
        )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """See ``BaseModel.model_copy``; a copy makes a model of its own, as pydantic would hand on the one that is made."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("model", None)
        return copied

    @cached_property
    def model(self) -> DirectionModel:
        """The model of a direction, over ``FEATURES`` in their order; made once, as trees take long to read."""
        if self.trees is not None:
            return TreeModel(self.trees)
        return LinearModel({name: self.weights.get(name, 0.0) for name in FEATURES}, self.intercept)

    @property
    def method(self) -> Joining:
        """The joining of both directions."""
        return METHODS[self.joining]


@cache
def default_weights() -> MatchWeights:
    """The weights that come with the package."""
    text = resources.files("ranking.matching").joinpath("data", "weights.json").read_text("utf-8")
    return MatchWeights.from_json(text)
