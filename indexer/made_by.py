"""What an index was made by: kept with every generation, so that what does not fit is refused and never read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from models.centring import Centring
from models.errors import RebuildNeeded
from models.messages import Message

REBUILD = Message(en="Run `zhiqiao index --rebuild`.", zh="请运行 `zhiqiao index --rebuild`。")
"""What to do about an index that does not fit."""

_PARTS = {"schema": "结构", "analysis": "分词", "encoder": "编码器"}

SCHEMA = 2
"""Raised with every change of the units that an old index does not fit."""


class MadeBy(BaseModel):
    """The schema, analysis and encoder of a generation, and the passage means that its vectors were centred with.

    ``means``: by ``ROLE/LANGUAGE``; ``counted``: how many encoded units of the pool they were taken from.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    schema_version: int
    analysis: str
    encoder: str
    means: dict[str, list[float]]
    counted: int

    @classmethod
    def of(cls, analysis: str, encoder: str, means: Centring, counted: int) -> Self:
        """A record of what a new generation is made by."""
        rounded = {f"{role}/{tag}": [round(float(x), 6) for x in mean] for (role, tag), mean in means.means.items()}
        return cls(schema_version=SCHEMA, analysis=analysis, encoder=encoder, means=rounded, counted=counted)

    @classmethod
    def from_json(cls, made_by: Mapping[str, object]) -> Self:
        """What was kept with a generation. Raises ``RebuildNeeded`` where it cannot be read."""
        try:
            return cls.model_validate(dict(made_by))
        except ValueError as error:
            raise RebuildNeeded(
                Message(en="The index does not say what made it.", zh="索引未记录其生成方式。"), advice=REBUILD
            ) from error

    def as_json(self) -> dict[str, Any]:
        """What is kept with the generation."""
        return self.model_dump()

    @property
    def centring(self) -> Centring:
        """The passage means as arrays."""
        return Centring({_key(name): np.asarray(mean, dtype=np.float32) for name, mean in self.means.items()})

    def check(self, analysis: str, encoder: str) -> None:
        """Raise ``RebuildNeeded`` unless this analysis and encoder made the index."""
        now = {"schema": SCHEMA, "analysis": analysis, "encoder": encoder}
        then = {"schema": self.schema_version, "analysis": self.analysis, "encoder": self.encoder}
        changed = [
            Message(
                en="{part} {then}, now {now}",
                zh="{word}原为{then}，现为{now}",
                part=part,
                word=word,
                then=then[part],
                now=now[part],
            )
            for part, word in _PARTS.items()
            if now[part] != then[part]
        ]
        if changed:
            raise RebuildNeeded(
                Message(en="The index was made with {parts}.", zh="索引的生成条件与现在不同：{parts}。", parts=changed),
                advice=REBUILD,
            )


def _key(name: str) -> tuple[str, str]:
    role, _, language = name.partition("/")
    return role, language
