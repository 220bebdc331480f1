"""The questions of a task, encoded once for all legs, each alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from models.centring import MeanKey
from models.ports import Encoder
from models.units import FloatArray


class AskedOnce:
    """An encoder that remembers the questions it was given.

    Quantised vectors move a little with the texts that are encoded beside them, so each question is encoded alone, as the API does:
    what is asked later in a task cannot change what is answered before.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, FloatArray] = {}

    @property
    def fingerprint(self) -> str:
        """See ``Encoder.fingerprint``."""
        return self._encoder.fingerprint

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``."""
        return self._encoder.remote

    @property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """See ``Encoder.means``."""
        return self._encoder.means

    @property
    def dimensions(self) -> int:
        """See ``Encoder.dimensions``."""
        return self._encoder.dimensions

    def prepare(self, texts: Sequence[str], *, threads: int) -> Iterable[str]:
        """Encode questions on ``threads`` cores; yields each as it is done, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        with ThreadPoolExecutor(threads) as pool:
            for text, vector in zip(new, pool.map(self._alone, new), strict=True):
                self._known[text] = vector
                yield text

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_queries``."""
        return np.stack([self._known[text] if text in self._known else self._alone(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_passages``."""
        return self._encoder.encode_passages(texts)

    def _alone(self, text: str) -> FloatArray:
        vector: FloatArray = self._encoder.encode_queries([text])[0]
        return vector
