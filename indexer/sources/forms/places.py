"""Places in the forms: the place tree's codes from what people write."""

from __future__ import annotations

from functools import lru_cache

from models.codes.places import parse_place


@lru_cache(maxsize=8192)
def read_place(cell: str) -> str:
    """The code of a place, a park (``park:zhongguancun``) included. Raises ``CodeError``."""
    return str(parse_place(cell))
