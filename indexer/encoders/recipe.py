"""How an adapter was made: which pairs from which sources under which licences, seeds, versions, and what was measured on pairs kept aside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import SettingsError
from models.messages import Message
from models.validation import message_of_fault

RETRAIN = Message(
    en="Take the whole folder again, train another with `zhiqiao encoder train`, or go over to one that is whole with `zhiqiao encoder use`.",
    zh="请重新取得整个目录，用 `zhiqiao encoder train` 重新训练，或用 `zhiqiao encoder use` 改用完好的编码器。",
)
"""What to do with an adapter that is damaged."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PairCount(_Part):
    """How many pairs of one kind came from one source, and what that source says of its licence (``none stated`` where it says nothing)."""

    kind: str
    source: str
    licence: str
    pairs: int
    kept_aside: int


class Tried(_Part):
    """A share of the trained weights, and its figures on the pairs kept aside: nDCG@10 by kind. The base is the share 0.

    ``errors``: the standard errors of the figures' differences to the base's, over the same pairs.
    """

    share: float
    figures: dict[str, float]
    errors: dict[str, float] = {}

    @property
    def mean(self) -> float:
        """The mean over the kinds."""
        return sum(self.figures.values()) / len(self.figures) if self.figures else 0.0


class Recipe(_Part):
    """Everything that a second training needs to come to the same, and what the first came to.

    ``without``: the evaluation tasks whose questions, answers and parties were left out. ``options``: rank, steps, learning rate and the like.
    ``share``: how much of the trained change is used. ``compared``: the nDCG@10 of each task and leg by the encoder that
    was in use, whose fingerprint is ``compared_with``, and by this one, where there was something to compare on.
    ``checks``: a few texts with their vectors by the trained model itself, to compare a built encoder with; numbers apart by spaces.
    """

    base: str
    start: str = ""
    made: str
    pairs: list[PairCount]
    without: list[str]
    seed: int
    options: dict[str, float | int | str]
    versions: dict[str, str]
    seconds: float
    loss: dict[str, float] = {}
    tried: list[Tried]
    share: float = Field(ge=0, le=1)
    compared: dict[str, list[float]] = {}
    compared_with: str = ""
    checks: dict[str, str]

    @classmethod
    def of_share(cls, share: float, checks: Mapping[str, str] = MappingProxyType({})) -> Self:
        """Of an adapter of which only the share of its change is known yet."""
        unknown: dict[str, Any] = {"pairs": [], "without": [], "options": {}, "versions": {}, "tried": []}
        return cls(base="", made="", seed=0, seconds=0, share=share, checks=dict(checks), **unknown)

    def at(self, share: float) -> Tried | None:
        """What a share came to, where it was tried."""
        return next((one for one in self.tried if one.share == share), None)


def read_recipe(path: Path) -> Recipe:
    """The recipe in ``path``. Raises ``SettingsError`` where it is missing or has another form."""
    try:
        return Recipe.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(
            path, Message(en="{why}.", zh="{why}。", why=getattr(error, "strerror", None) or error)
        ) from error
    except ValidationError as error:
        fault = error.errors()[0]
        if fault["type"] == "json_invalid":
            raise _unreadable(path, Message(en="it is not JSON.", zh="不是有效的 JSON。")) from error
        where = ".".join(map(str, fault["loc"]))
        raise _unreadable(
            path, Message(en="{where}: {fault}", zh="{where}：{fault}", where=where, fault=message_of_fault(fault))
        ) from error


def _unreadable(path: Path, why: Message) -> SettingsError:
    return SettingsError(
        Message(
            en="The adapter's recipe {path} cannot be read: {why}",
            zh="适配器的配方 {path} 无法读取：{why}",
            path=path,
            why=why,
        ),
        advice=RETRAIN,
    )
