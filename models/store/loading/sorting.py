"""Sorts a batch: which records are new, changed, the same as before, or refused; and the last word of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from models.records import Record, Refusal
from models.store.database import select_in
from models.store.loading.checks import Checks, Identity
from models.store.packing import as_json, digest
from models.store.tables import contributions
from models.store.values import Outcome, What

_WHERE_READ = frozenset({"origin"})


@dataclass(slots=True)
class Incoming:
    """The last word of a record in this batch. ``contribution``: its number, ``None`` for a record that is new."""

    record: Record
    digest: bytes
    contribution: int | None
    before: bytes | None
    first: int


@dataclass(slots=True)
class Sorted:
    """A sorted batch: the outcome of every item, and the last word of each record."""

    outcomes: list[Outcome] = field(default_factory=list)
    latest: dict[Identity, Incoming] = field(default_factory=dict)

    def effective(self) -> list[Incoming]:
        """The records whose last word differs from what the store holds."""
        return [one for one in self.latest.values() if one.digest != one.before]

    def merge(self, joined: set[int]) -> None:
        """Say of these contributions that they joined what others had told before."""
        for one in self.latest.values():
            if one.contribution in joined and self.outcomes[one.first].what is What.NEW:
                self.outcomes[one.first] = Outcome(What.MERGED)


def sort_items(connection: sa.Connection, items: Sequence[Record | Refusal], checks: Checks) -> Sorted:
    """Sort the items of a batch, in order: each record is compared with its word before, in the store or in the batch."""
    stored = _stored(connection, (item for item in items if isinstance(item, Record)))
    found = Sorted()
    for number, item in enumerate(items):
        if isinstance(item, Refusal):
            found.outcomes.append(Outcome(What.REFUSED, item))
        else:
            found.outcomes.append(_sort_one(found, item, number, stored, checks))
    return found


def _sort_one(
    found: Sorted, record: Record, number: int, stored: dict[Identity, tuple[int, bytes]], checks: Checks
) -> Outcome:
    identity, mark = (record.source, record.key), digest(as_json(record, leave_out=_WHERE_READ))
    contribution, before = stored.get(identity, (None, None))
    earlier = found.latest.get(identity)
    if mark == (earlier.digest if earlier else before):
        return Outcome(What.UNCHANGED)
    if (refusal := checks.refusal(record)) is not None:
        return Outcome(What.REFUSED, refusal)
    found.latest[identity] = Incoming(record, mark, contribution, before, earlier.first if earlier else number)
    return Outcome(What.CHANGED if earlier or before else What.NEW)


def _stored(connection: sa.Connection, records: Iterable[Record]) -> dict[Identity, tuple[int, bytes]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for record in records:
        keys[record.source].append(record.key)
    columns = (contributions.c.id, contributions.c.source, contributions.c.key, contributions.c.digest)
    rows = [
        row
        for source, some in keys.items()
        for row in select_in(
            connection, sa.select(*columns).where(contributions.c.source == source), contributions.c.key, some
        )
    ]
    return {(row.source, row.key): (row.id, row.digest) for row in rows}
