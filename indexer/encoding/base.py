"""What an index's owner asks of whoever encodes: batches go out, and come back when the store has their vectors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

KIND = "encoding"
"""The kind of a job that encodes a batch."""

BATCH_PRIORITY = 3
"""How urgent such a job is."""

SLICE = 256
"""Passages that are encoded in one go, of about one length: a stop waits for no more than that."""


class Encoding(Protocol):
    """Encodes batches of listings. ``batch``: how many listings one holds; ``ahead``: how many batches may be under way."""

    batch: int
    ahead: int

    @property
    def under_way(self) -> Collection[Sequence[str]]:
        """The batches that were begun and have not come back."""

    def start(self) -> None:
        """Begin for an owner that has just come to own the index: see to what an earlier one has handed out."""

    def begin(self, ids: Sequence[str]) -> None:
        """Have the passages of these listings encoded."""

    def ended(self, seconds: float) -> Sequence[str] | None:
        """A batch that came back, waiting so long for one; ``None`` where none did. Raises what went wrong with it."""

    def stop(self) -> None:
        """End early: what is encoded is kept, and a batch that was cut short comes back as it is, or stays with the workers."""
