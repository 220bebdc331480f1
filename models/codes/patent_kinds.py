"""WIPO ST.16 kind codes: what the letter and digit after a publication number say."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from models.codes.base import table
from models.text import Text


class Right(StrEnum):
    """The class of right; numbers of two classes are never the same document."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    PLANT = "plant"


class Stage(StrEnum):
    """What a publication tells of: an application, a grant, a correction, a translation, or something beside them."""

    PUBLICATION = "publication"
    GRANT = "grant"
    CORRECTION = "correction"
    TRANSLATION = "translation"
    OTHER = "other"


class Kind(NamedTuple):
    """What a kind code means at one office."""

    stage: Stage
    right: Right
    words: Text


@cache
def kind_meaning(office: str, kind: str) -> Kind | None:
    """What ``kind`` (``B2``) means at ``office``, or ``None`` where nobody says."""
    for key in ((office, kind), (office, kind[:1]), ("*", kind), ("*", kind[:1])):
        if key in _kinds():
            return _kinds()[key]
    return None


@cache
def _kinds() -> dict[tuple[str, str], Kind]:
    return {
        (row["office"], row["kind"]): Kind(
            Stage(row["stage"]), Right(row["right"]), Text.of(en=row["en"], zh=row["zh"])
        )
        for row in table("patent_kinds.csv")
    }
