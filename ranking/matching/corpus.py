"""What the whole corpus says of a word or a vector: the same for every pair, so that a pair scores alike whichever side asks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from models.ports import Reader
from models.units import FloatArray

DRIFT = 0.1
"""The share by which a corpus may grow or shrink before its words are counted anew: an idf hardly moves with less."""


@dataclass
class Corpus:
    """Frequencies and vector moments of one reader's index, counted when they are first asked for and kept until the index has changed much."""

    reader: Reader
    units: int = field(default=0, init=False)
    average_length: float = field(default=0.0, init=False)
    mean: FloatArray = field(default_factory=lambda: np.zeros(0, np.float32), init=False)
    covariance: FloatArray = field(default_factory=lambda: np.zeros((0, 0), np.float32), init=False)
    epoch: int = field(default=0, init=False)
    _generation: str = field(default="", init=False)
    _frequencies: dict[str, int] = field(default_factory=dict, init=False)

    def refresh(self) -> int:
        """Look whether the index has changed much; returns a number that is raised when it has."""
        state = self.reader.state()
        if state.generation != self._generation or abs(state.units - self.units) > DRIFT * self.units:
            statistics = self.reader.statistics([])
            self.units, self._generation = statistics.units, state.generation
            self.average_length = statistics.average_length
            self.epoch += 1
            self.mean, self.covariance = statistics.mean, statistics.covariance
            self._frequencies = {}
        return self.epoch

    def frequencies(self, terms: Iterable[str]) -> Mapping[str, int]:
        """In how many units each term occurs."""
        wanted = list(terms)
        missing = [term for term in wanted if term not in self._frequencies]
        if missing:
            self._frequencies.update(self.reader.statistics(missing).frequencies)
        known = self._frequencies
        return {term: min(known[term], self.units) for term in wanted}

    def idf(self, frequency: int) -> float:
        """BM25's inverse document frequency: ln(1 + (N − n + 0.5) / (n + 0.5))."""
        return math.log(1 + (self.units - frequency + 0.5) / (frequency + 0.5))
