"""What an index was made by: kept with every generation, so that what does not fit is refused and never read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from models.centring import Centring
from models.errors import RebuildNeeded

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
                "The index does not say what made it.", advice="Run `zhiqiao index --rebuild`."
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
        changed = [f"{name} {then[name]}, now {now[name]}" for name in now if now[name] != then[name]]
        if changed:
            raise RebuildNeeded(
                f"The index was made with {'; '.join(changed)}.", advice="Run `zhiqiao index --rebuild`."
            )


def _key(name: str) -> tuple[str, str]:
    role, _, language = name.partition("/")
    return role, language
