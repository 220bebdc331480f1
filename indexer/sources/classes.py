"""CPC and IPC symbols of a record in canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from models.codes import ClassificationSymbol, CodeError


def symbols(texts: Iterable[str]) -> tuple[str, ...]:
    """Each symbol once, in order; what is no symbol (a Locarno or national class) is left out."""
    return tuple(dict.fromkeys(found for text in texts if (found := _canonical(text))))


@lru_cache(maxsize=65536)
def _canonical(text: str) -> str | None:
    try:
        return str(ClassificationSymbol.parse(text))
    except CodeError:
        return None
