"""Whether an index holds what the store says: every listing, at its version, with all its units; and putting what differs again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from indexer.pipeline import BATCH, IndexOwner, IndexParts
from indexer.texts import tier_texts
from indexer.walking import listings_by_change
from models.ports import Held, Ledger


class Wanted(NamedTuple):
    """What the store says of a listing: its version and how many units it has."""

    version: int
    units: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Store and index side by side. ``missing``: not in the index; ``surplus``: in the index alone; ``different``: another version or
    number of units, or parts of several versions; ``waiting``: changed after what the index has seen, and not compared. ``refused``: why the
    engine did not take a listing, of those that are missing.
    """

    store_listings: int
    store_units: int
    index_listings: int
    index_units: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    different: tuple[str, ...]
    waiting: int
    refused: Mapping[str, str]

    @property
    def wrong(self) -> tuple[str, ...]:
        """Every listing that is not as the store says."""
        return (*self.missing, *self.surplus, *self.different)


def compare(parts: IndexParts, reader: Ledger) -> Comparison:
    """Compare every listing. What changes meanwhile is waited for, not wrong."""
    reached = reader.state().sequence  # first: what is indexed from here on is waited for
    held = {one.listing: one for one in reader.held()}
    wanted = _wanted(parts)
    waiting = _changed_after(parts, reached)
    known = held.keys() - waiting
    asked = wanted.keys() - waiting
    missing = tuple(sorted(asked - known))
    return Comparison(
        store_listings=len(asked),
        store_units=sum(wanted[one].units for one in asked),
        index_listings=len(known),
        index_units=sum(held[one].units for one in known),
        missing=missing,
        surplus=tuple(sorted(known - asked)),
        different=tuple(sorted(one for one in asked & known if not _same(wanted[one], held[one]))),
        waiting=len(waiting),
        refused=reader.refusals(missing),
    )


def mend(owner: IndexOwner, comparison: Comparison) -> None:
    """Put what is wrong again, as the store has it now, in the place of all that the index holds of it."""
    wrong = comparison.wrong
    for start in range(0, len(wrong), BATCH):
        owner.live.restore(wrong[start : start + BATCH])
        owner.live.writer.checkpoint(owner.live.sequence)


def _same(wanted: Wanted, held: Held) -> bool:
    return wanted == (held.version, held.units)


def _wanted(parts: IndexParts) -> dict[str, Wanted]:
    """Every listing of the store that an index has to hold."""
    found: dict[str, Wanted] = {}
    for items in listings_by_change(parts.store, BATCH):
        found |= {name: Wanted(item.version, len(tier_texts(item.listing))) for name, item in items.items()}
    return found


def _changed_after(parts: IndexParts, sequence: int) -> set[str]:
    found: set[str] = set()
    while changes := parts.store.changes.after(sequence, BATCH):
        sequence = changes[-1].sequence
        found |= {change.listing_id for change in changes}
    return found
