"""The means of questions, moving from what ships with the encoder to what is asked here; kept over restarts in the store."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np

from models.centring import QUERY, Centring, MeanKey, RunningMeans
from models.errors import StoreUnavailable
from models.store import Store
from models.units import FloatArray
from ranking.search import Searcher

STRENGTH = 10.0
"""Questions that weigh as much as the shipped mean: on the benchmarks fifty of a pool's own serve better than any prior."""

LEAST = 10
"""Questions without a shipped mean that are needed for one: the first alone would be its own mean, and point nowhere."""

KEEP_EVERY = 50
"""Questions after which the sums are stored; what a crash loses is less than that."""


def from_nothing(prior: Centring) -> RunningMeans:
    """The means of questions before the first: how an installation begins, and every evaluation."""
    return RunningMeans(prior, strength=STRENGTH, least=LEAST)


def asking_anew(searcher: Searcher, prior: Centring) -> Searcher:
    """The same searcher with question means that know only what is asked of it."""
    running = from_nothing(prior)
    return replace(
        searcher,
        centring=running.centring,
        asked=lambda vectors, languages: running.add(vectors, QUERY, languages),
    )


@dataclass
class QuestionMeans:
    """Running means of one encoder's questions. Threads may share one. Only sums are kept: no question can be read from them."""

    store: Store
    fingerprint: str
    prior: Centring
    _lock: Lock = field(default_factory=Lock, init=False)
    _running: RunningMeans = field(init=False)
    _centring: Centring = field(init=False)
    _unkept: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._running = from_nothing(self.prior)
        if (kept := self.store.snapshots.latest(self._name)) is not None:
            with np.load(io.BytesIO(kept.body)) as sums:
                self._running.sums = {_key(name): sums[name].astype(np.float32) for name in sums.files}
            self._running.counts = {_key(name): int(count) for name, count in kept.meta["counts"].items()}
        self._centring = self._running.centring()

    def centring(self) -> Centring:
        """The means as they stand now."""
        return self._centring

    def asked(self, vectors: FloatArray, languages: Sequence[str]) -> None:
        """Count raw question vectors in."""
        with self._lock:
            self._running.add(vectors, QUERY, languages)
            self._centring = self._running.centring()
            self._unkept += len(languages)
            due = self._unkept >= KEEP_EVERY
        if due:
            self.keep()

    def keep(self) -> None:
        """Store the sums if any question came since. A store that does not answer keeps no search from being answered."""
        with self._lock:
            if not self._unkept:
                return
            body, counts = io.BytesIO(), {"/".join(key): count for key, count in self._running.counts.items()}
            np.savez(body, allow_pickle=False, **{"/".join(key): total for key, total in self._running.sums.items()})
            self._unkept = 0
        try:
            self.store.snapshots.put(self._name, body.getvalue(), {"counts": counts})
        except StoreUnavailable:
            return

    @property
    def _name(self) -> str:
        return f"question-means {self.fingerprint}"


def _key(name: str) -> MeanKey:
    role, _, language = name.partition("/")
    return role, language
