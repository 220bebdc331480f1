"""What an index's owner asks of whoever encodes: batches go out, and come back when the store has their vectors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from models.ports import Encoder
from models.store import Store
from models.store.jobs import Job, JobState

KIND = "encoding"
"""The kind of a job that encodes a batch."""

BATCH_PRIORITY = 3
"""How urgent such a job is."""

OPEN = (JobState.WAITING, JobState.LEASED)
_MOST_OPEN = 10_000

SLICE = 256
"""Passages that are encoded in one go, of about one length: a stop waits for no more than that."""


def open_batches(store: Store, encoder: Encoder) -> list[Job]:
    """The batches that were handed out for an encoder, and have neither been done nor given up."""
    found = (job for state in OPEN for job in store.jobs.list(kind=KIND, state=state, limit=_MOST_OPEN))
    return [job for job in found if job.payload["encoder"] == encoder.fingerprint]


class Encoding(Protocol):
    """Encodes batches of listings. ``batch``: how many listings one holds; ``ahead``: how many batches may be under way."""

    batch: int
    ahead: int

    @property
    def under_way(self) -> Collection[Sequence[str]]:
        """The batches that were begun and have not come back."""

    def start(self) -> None:
        """See to what an earlier owner of the index has handed out; called once, before the first batch is begun."""

    def begin(self, ids: Sequence[str]) -> None:
        """Have the passages of these listings encoded."""

    def ended(self, seconds: float) -> Sequence[str] | None:
        """A batch that came back, waiting so long for one; ``None`` where none did. Raises what went wrong with it."""

    def stop(self) -> None:
        """End early: what is encoded is kept, and a batch that was cut short comes back as it is, or stays with the workers."""
