"""The kinds of listing and the terms that a side can state, read from packaged data: a new kind or term is an entry there."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.text import Text

TermType = Literal["codes", "span", "money", "dates", "flag"]


class Kind(BaseModel):
    """A kind of listing: its words, its profiles, whose seeking side its offer may answer, and the terms of each side's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    name: Text
    answers: tuple[str, ...] = ()
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    profiles: dict[str, Text] = {}


class TermKind(BaseModel):
    """A term that a side can state: its type, its words, the unit of a span, the tree or the closed set of its codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    type: TermType
    name: Text
    tree: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    values: dict[str, Text] = {}

    def label(self, code: str, language: str) -> str:
        """The words for one of its codes in the reader's language; the code itself where it has none."""
        text = self.values.get(code)
        return text.best(language)[1] if text else code


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of listing by its key, in the order of the data."""
    return {key: Kind(key=key, **entry) for key, entry in _packaged("kinds.toml").items()}


@cache
def term_kinds() -> dict[str, TermKind]:
    """Every term by its key, in the order of the data."""
    return {key: TermKind(key=key, **entry) for key, entry in _packaged("terms.toml").items()}


def _packaged(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(resources.files("models").joinpath("data", name).read_text("utf-8"))
