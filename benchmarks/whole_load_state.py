"""How far an installation has come, read from its store and its index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from indexer.encoding import KIND, passages_of
from indexer.made_by import MadeBy
from indexer.pipeline import BATCH, own_means_are_due
from indexer.texts import PassageText
from indexer.walking import listings_by_change
from models.centring import PASSAGE
from models.errors import EngineUnavailable, NotFound
from models.store.jobs import Job, JobState
from search_api.assembly import Application

ALL = 1_000_000


class State:
    """Reads through parts of its own; writes nothing."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._store = application.store

    def close(self) -> None:
        """Let go of the store."""
        self._store.dispose()

    def listings(self) -> int:
        """Listings of the store."""
        return int((self._store.check().counts or {}).get("listings", 0))

    def vectors(self) -> int:
        """Passages that have a vector."""
        return self._store.vectors.count(self._application.encoder.fingerprint, PASSAGE)

    def held(self) -> list[Job]:
        """The jobs that workers hold."""
        return self._store.jobs.list(kind=KIND, state=JobState.LEASED)

    def jobs_done(self) -> int:
        """Jobs that were done."""
        return self._store.jobs.counts(kind=KIND)[JobState.DONE]

    def jobs_open(self) -> int:
        """Jobs that have not ended."""
        counts = self._store.jobs.counts(kind=KIND)
        return counts[JobState.WAITING] + counts[JobState.LEASED]

    def given_up(self) -> Job | None:
        """A job that has failed for good, where there is one."""
        return next(iter(self._store.jobs.list(kind=KIND, state=JobState.FAILED, limit=1)), None)

    def settled(self) -> bool:
        """Whether the index has all changes, with vectors, and no rebuild is due."""
        if self.jobs_open():
            return False
        generations = self._application.generations
        try:
            state = generations.reader().state()
            counted = MadeBy.from_json(generations.made_by(state.generation)).counted
        except (EngineUnavailable, NotFound):  # not there yet, or a rebuild has just taken its place
            return False
        whole = state.sequence == self._store.changes.last() and state.encoded == state.units > 0
        return whole and not own_means_are_due(state.encoded, counted)

    def jobs(self) -> dict[str, Any]:
        """Jobs by state, and by how often they were begun."""
        jobs = self._store.jobs.list(kind=KIND, limit=ALL)
        attempts = Counter(str(job.attempts) for job in jobs)
        return {"states": dict(Counter(job.state.value for job in jobs)), "attempts": dict(attempts)}

    def passages(self, counts: Mapping[str, int] | None = None) -> dict[str, Any]:
        """Different passages, those that have no vector, and by ``counts`` how many were encoded how often."""
        texts = {one.content_hash: one.text for one in self._passages()}
        missing = self._store.vectors.missing(self._application.encoder.fingerprint, PASSAGE, texts)
        found: dict[str, Any] = {"passages": len(texts), "without_vector": len(missing), "vectors": self.vectors()}
        if counts is not None:
            found["encoded_times"] = dict(Counter(str(counts.get(text, 0)) for text in texts.values()))
        return found

    def _passages(self) -> Iterator[PassageText]:
        for items in listings_by_change(self._store, BATCH):
            yield from passages_of(items.values(), remote=self._application.encoder.remote)
