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
    """A kind of listing: its words, its profiles, the terms of each side's form, and whom it matches.

    ``answers``: whose seeking side its offer may answer; ``record``: whose own record shows that it may want this; ``track``: whose
    deals show it; ``limits``: terms of its offer that also say whom it is for; ``bars``: by profile, what a listing may not be to be
    brought together with it; ``answered``: by profile, the kinds that alone can answer it; ``parties``: the roles of those who
    publish it, where these are few. ``asks``: its title says what it
    seeks; ``work``: it shows what its party did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    name: Text
    answers: tuple[str, ...] = ()
    record: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    bars: dict[str, str] = {}
    answered: dict[str, tuple[str, ...]] = {}
    parties: tuple[str, ...] = ()
    asks: bool = False
    work: bool = False
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    profiles: dict[str, Text] = {}


class TermKind(BaseModel):
    """A term that a side can state: its type, its words, the unit of a span, the tree or the closed set of its codes.

    ``answered_by``: the facts that answer one who asks for it; ``years``: such a fact is a day, and years ``since`` or ``until`` it are asked for;
    ``ordered``: its values are steps; ``group``: the feature of a match that it counts in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    type: TermType
    name: Text
    tree: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    values: dict[str, Text] = {}
    ordered: bool = False
    answered_by: tuple[str, ...] = ()
    years: Literal["since", "until"] | None = None
    group: str = "terms"

    @property
    def of_role(self) -> bool:
        """Whether it is the role of the party that is asked for."""
        return self.answered_by == ("role",)

    @property
    def of_assets(self) -> bool:
        """Whether it is asked of single rights, so that one can ask it of any, of all or of half of them, and of one kind of them."""
        return any(source.startswith("assets.") for source in self.answered_by)

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


def matchable(kind: str, profile: str | None = None) -> tuple[str, ...]:
    """The kinds that a listing of ``kind`` can be matched with: those that it answers or that answer it, by what they seek or by their record.

    Of a ``profile`` that few can answer these alone.
    """
    mine = kinds()[kind]
    able = (
        other.key
        for other in kinds().values()
        if other.key in (*mine.answers, *mine.record, *mine.track)
        or kind in (*other.answers, *other.record, *other.track)
    )
    return tuple(key for key in able if profile not in mine.answered or key in mine.answered[profile])


def _packaged(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(resources.files("models").joinpath("data", name).read_text("utf-8"))
