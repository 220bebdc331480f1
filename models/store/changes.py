"""The change log: which listings changed, in the order of the commits. Only the latest change of a listing is kept.

A reader that has seen everything up to a sequence asks for what came after it and misses nothing: numbers are given while the
writer's lock is held, so a lower number is never committed later. The log holds one row a listing, removed ones included, and so
stays as small as the store.
"""

from __future__ import annotations

import sqlalchemy as sa

from models.store.database import Database, upsert
from models.store.tables import changes
from models.store.values import Change


class Changes:
    """Reading the change log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, sequence: int, limit: int) -> list[Change]:
        """The first ``limit`` changes after ``sequence``, in order."""
        query = sa.select(changes).where(changes.c.sequence > sequence).order_by(changes.c.sequence).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Change(row.sequence, row.listing_id, row.sequence, row.removed, row.party_id) for row in rows]

    def before_latest(self, count: int) -> int:
        """The sequence after which the latest changes of ``count`` listings that are there come, 0 where there are no more than those."""
        query = sa.select(changes.c.sequence).where(~changes.c.removed).order_by(changes.c.sequence.desc())
        query = query.offset(count).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none() or 0

    def last(self) -> int:
        """The sequence of the last change, 0 where there is none."""
        with self._database.read() as connection:
            return last_sequence(connection)


class ChangeWriter:
    """Numbers changes within one ``write_in_order`` transaction; ``flush`` writes them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._next = last_sequence(connection) + 1
        self._found: dict[str, tuple[int, bool, str | None]] = {}

    def add(self, listing_id: str, party: str | None, *, removed: bool = False) -> int:
        """Number one change of a listing; a further change within the transaction takes its place."""
        sequence = self._next
        self._next += 1
        self._found[listing_id] = (sequence, removed, party)
        return sequence

    def flush(self) -> None:
        """Write the numbered changes."""
        rows = [
            {"listing_id": one, "sequence": number, "removed": gone, "party_id": party}
            for one, (number, gone, party) in self._found.items()
        ]
        upsert(self._connection, changes, rows)
        self._found.clear()


def last_sequence(connection: sa.Connection) -> int:
    """The highest sequence that was given."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(changes.c.sequence), 0))).scalar_one())
