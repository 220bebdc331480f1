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
        query = sa.select(snapshots).where(snapshots.c.name == name).order_by(snapshots.c.version.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Snapshot(row.name, row.version, row.made, json.loads(row.meta), row.body)
