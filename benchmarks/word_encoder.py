"""A stand-in for an encoder, for tests and for benchmarks in which encoding is not what is measured.

A text's vector is the sum of a direction for each of its words, drawn by the word itself: texts that share words are close, the same text
has the same vector in every process, and a million of them cost little.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from models.centring import MeanKey, unit_length
from models.units import FloatArray

_WORD = re.compile(r"[\u3400-\u9fff]|\w+")


class WordEncoder:
    """Implements ``models.ports.Encoder``."""

    def __init__(self, dimensions: int = 32) -> None:
        self._dimensions = dimensions

    @property
    def fingerprint(self) -> str:
        """See ``Encoder.fingerprint``."""
        return f"words:{self._dimensions}"

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``: it runs here."""
        return False

    @property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """See ``Encoder.means``: it has none."""
        return {}

    @property
    def dimensions(self) -> int:
        """See ``Encoder.dimensions``."""
        return self._dimensions

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_queries``."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_passages``."""
        rows = [np.sum([direction(word, self._dimensions) for word in _words(text)], axis=0) for text in texts]
        return unit_length(np.stack(rows)) if rows else np.empty((0, self._dimensions), np.float32)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold()) or [""]


@lru_cache(maxsize=100_000)
def direction(word: str, dimensions: int) -> FloatArray:
    """The direction of a word: the same in every process."""
    drawn = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(dimensions)
    return drawn.astype(np.float32)
