"""Snapshots: versioned blobs by name, such as corpus statistics and running means. The last few versions are kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.store.clock import Clock
from models.store.database import Database
from models.store.tables import snapshots


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of a blob: what it is in ``meta``, when it was made."""

    name: str
    version: int
    made: dt.datetime
    meta: dict[str, Any]
    body: bytes


class Snapshots:
    """The snapshots of the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, name: str, body: bytes, meta: Mapping[str, Any], *, keep: int = 3) -> int:
        """Store a new version, and forget all but the last ``keep``. Returns its number, from 1 up."""
        with self._database.write_in_order() as connection:
            highest = sa.select(sa.func.coalesce(sa.func.max(snapshots.c.version), 0)).where(snapshots.c.name == name)
            version = int(connection.execute(highest).scalar_one()) + 1
            row = {"name": name, "version": version, "made": self._clock.now(), "meta": json.dumps(meta), "body": body}
            connection.execute(snapshots.insert().values(row))
            old = (snapshots.c.name == name) & (snapshots.c.version <= version - keep)
            connection.execute(snapshots.delete().where(old))
        return version

    def latest(self, name: str) -> Snapshot | None:
        """The newest version, ``None`` where there is none."""
        found = self._found(sa.select(snapshots).where(snapshots.c.name == name), limit=1)
        return found[0] if found else None

    def get(self, name: str, version: int) -> Snapshot | None:
        """One version, ``None`` where it is not kept."""
        found = self._found(
            sa.select(snapshots).where(snapshots.c.name == name, snapshots.c.version == version), limit=1
        )
        return found[0] if found else None

    def kept(self, name: str) -> list[Snapshot]:
        """Every version that is kept, newest first."""
        return self._found(sa.select(snapshots).where(snapshots.c.name == name))

    def _found(self, query: sa.Select[Any], *, limit: int | None = None) -> list[Snapshot]:
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(snapshots.c.version.desc()).limit(limit)).all()
        return [Snapshot(row.name, row.version, row.made, json.loads(row.meta), row.body) for row in rows]
