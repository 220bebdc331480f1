"""How values are written: tokens, numbers, facts, vectors and identifiers."""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.constraints import Fact, Facts, Interval
from models.units import FloatArray, PassageVector

BLANK = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]")
"""Where Java sees a blank, which is where the whitespace analyser splits."""

LONGEST = 120
"""Characters of a token: the analyser splits after 255 of UTF-16."""


def plain(token: str) -> str:
    """A token that the whitespace analyser leaves whole; what indexes and what asks do the same to it."""
    token = BLANK.sub("_", token)
    return token if len(token) <= LONGEST else f"{token[: LONGEST // 2]}…{sha256(token.encode()).hexdigest()[:32]}"


def stream(tokens: Sequence[str]) -> str:
    """A stream as one text."""
    return " ".join(map(plain, tokens))


def ordered(number: float) -> str:
    """A double as 16 hexadecimal digits whose order is that of the numbers; −0 is 0."""
    (bits,) = struct.unpack(">Q", struct.pack(">d", number + 0.0))
    return f"{bits ^ (0xFFFFFFFFFFFFFFFF if bits >> 63 else 1 << 63):016x}"


def number_of(digits: str) -> float:
    """The number that ``ordered`` wrote."""
    bits = int(digits, 16)
    (number,) = struct.unpack(">d", struct.pack(">Q", bits ^ (1 << 63 if bits >> 63 else 0xFFFFFFFFFFFFFFFF)))
    return float(number)


FIRST, LAST = ordered(-np.inf), ordered(np.inf)


def facts_text(facts: Facts) -> str:
    """Facts as they come back: sets as lists, intervals as two numbers."""
    return json.dumps({name: _written(fact) for name, fact in facts.items()}, ensure_ascii=False)


def facts_of(text: str) -> Facts:
    """The facts that ``facts_text`` wrote."""
    return {name: _read(value) for name, value in json.loads(text).items()}


class Vectors(NamedTuple):
    """The vectors of several units, one unit's after another's: shape (n, d), the numbers of their passages, and where each unit's begin."""

    rows: FloatArray
    numbers: NDArray[np.int32]
    firsts: NDArray[np.int64]


def vectors_text(passages: Sequence[PassageVector]) -> str:
    """All vectors of a unit in one value: how many, their numbers, and their components in half precision."""
    numbers = np.array([len(passages), *(passage.number for passage in passages)], "<i4")
    rows = np.array([passage.vector for passage in passages], "<f2")
    return base64.b64encode(numbers.tobytes() + rows.tobytes()).decode()


def vectors_of(texts: Sequence[str]) -> Vectors:
    """The vectors that ``vectors_text`` wrote, of one unit at least."""
    contents = [base64.b64decode(text) for text in texts]
    counts = [int.from_bytes(content[:4], "little") for content in contents]
    ends = [4 + 4 * count for count in counts]
    numbers = b"".join(content[4:end] for content, end in zip(contents, ends, strict=True))
    rows = b"".join(content[end:] for content, end in zip(contents, ends, strict=True))
    return Vectors(
        np.frombuffer(rows, "<f2").astype(np.float32).reshape(sum(counts), -1),
        np.frombuffer(numbers, "<i4"),
        np.cumsum([0, *counts[:-1]]),
    )


def array_text(array: NDArray[np.float64]) -> str:
    """Numbers in single precision."""
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def array_of(text: str) -> NDArray[np.float64]:
    """The numbers that ``array_text`` wrote."""
    return np.frombuffer(base64.b64decode(text), "<f4").astype(np.float64)


def unit_key(unit: str) -> str:
    """The identifier of a unit's document."""
    return f"u:{unit}"


def listing_key(listing: str) -> str:
    """The identifier of a listing's document."""
    return f"l:{listing}"


def _written(fact: Fact) -> list[str] | dict[str, str]:
    return {"low": repr(fact.low), "high": repr(fact.high)} if isinstance(fact, Interval) else sorted(fact)


def _read(value: list[str] | dict[str, str]) -> Fact:
    return frozenset(value) if isinstance(value, list) else Interval(float(value["low"]), float(value["high"]))
