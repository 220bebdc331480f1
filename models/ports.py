"""The ports: what the engine, the encoder and the analyser promise, as protocols that the other rooms are written against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


class Token(NamedTuple):
    """One index token and the characters of the original text that it stands for (``text[start:end]``)."""

    text: str
    start: int
    end: int


class Analyser(Protocol):
    """Text to tokens, the same for every engine, for listings and for questions."""

    @property
    def version(self) -> str:
        """Names the analysis; an index made by another version is refused with "rebuild"."""

    def language(self, text: str) -> str:
        """The main language of ``text`` as a BCP 47 primary tag: ``en``, ``zh``, or another where the script tells; ``und`` where nothing does."""

    def terms(self, text: str) -> list[Token]:
        """The recall stream: stemmed English without stop words, Chinese words in search mode plus character bigrams."""

    def words(self, text: str) -> list[Token]:
        """The positional stream for quoted phrases: unstemmed words and single Han characters, in order, none left out."""


class Encoder(Protocol):
    """Texts to vectors of unit length. Raw: centring is done at index and query time."""

    @property
    def fingerprint(self) -> str:
        """Names weights, quantisation, tokenizer, prefixes and length: vectors of two fingerprints are never compared."""

    @property
    def dimensions(self) -> int:
        """The length of every vector."""

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Questions to an array of shape ``(len(texts), dimensions)``, rows of unit length."""

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Passages to an array of shape ``(len(texts), dimensions)``, rows of unit length."""
