"""Sorts a batch: which records are new, changed, the same as before, or refused; and the last word of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from models.messages import Message
from models.records import Record, Refusal
from models.store.database import select_in
from models.store.loading.checks import Checks, Identity
from models.store.packing import as_json, digest
from models.store.tables import contributions
from models.store.values import Outcome, What

_WHERE_READ = frozenset({"origin"})
_NUL = re.compile(
    rb"(?<!\\)(?:\\\\)*\\u0000"
)  # as JSON writes it; an even number of backslashes before it are backslashes


@dataclass(frozen=True, slots=True)
class Marked:
    """A record and the hash of what it says."""

    record: Record
    digest: bytes


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


def mark(item: Record | Refusal) -> Marked | Refusal:
    """A record with the hash of what it says, wherever it was read; or its refusal where a database could not keep it."""
    if isinstance(item, Refusal):
        return item
    try:
        body = as_json(item, leave_out=_WHERE_READ)
    except ValueError:
        return _refused(
            item,
            Message(
                en="Its text is not Unicode: it holds half of a surrogate pair.",
                zh="文本不是 Unicode：含有半个代理对。",
            ),
            Message(en="Correct its encoding.", zh="请更正其编码。"),
        )
    if _NUL.search(body):
        return _refused(
            item,
            Message(en="It holds a NUL character.", zh="含有 NUL 字符。"),
            Message(en="Remove it: databases do not keep it.", zh="请删除：数据库不保存该字符。"),
        )
    return Marked(item, digest(body))


def sort_items(connection: sa.Connection, items: Sequence[Marked | Refusal], checks: Checks) -> Sorted:
    """Sort the items of a batch, in order: each record is compared with its word before, in the store or in the batch."""
    stored = _stored(connection, (item.record for item in items if isinstance(item, Marked)))
    found = Sorted()
    for number, item in enumerate(items):
        if isinstance(item, Refusal):
            found.outcomes.append(Outcome(What.REFUSED, item))
        else:
            found.outcomes.append(_sort_one(found, item, number, stored, checks))
    return found


def _refused(record: Record, reason: Message, advice: Message) -> Refusal:
    return Refusal(origin=record.origin, key=record.key, said=reason, advised=advice)


def _sort_one(
    found: Sorted, item: Marked, number: int, stored: dict[Identity, tuple[int, bytes]], checks: Checks
) -> Outcome:
    identity = (item.record.source, item.record.key)
    contribution, before = stored.get(identity, (None, None))
    earlier = found.latest.get(identity)
    if item.digest == (earlier.digest if earlier else before):
        return Outcome(What.UNCHANGED)
    if (refusal := checks.refusal(item.record)) is not None:
        return Outcome(What.REFUSED, refusal)
    first = earlier.first if earlier else number
    found.latest[identity] = Incoming(item.record, item.digest, contribution, before, first)
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
