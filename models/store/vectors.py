"""Raw vectors, computed once: by encoder fingerprint, role (``passage``, ``query``) and content hash; 16-bit floats, cosine error below .0001."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

import numpy as np
import sqlalchemy as sa

from models.store.database import Database, add_once, batches, select_in, upsert
from models.store.tables import encoders, vectors
from models.units import FloatArray

_ROWS = 2_000


class Vectors:
    """The vectors of the store. Vectors of two fingerprints are never mixed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, fingerprint: str, role: str, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of ``hashes`` that have no vector yet."""
        wanted = set(hashes)
        with self._database.read() as connection:
            rows = select_in(connection, _of(fingerprint, role, vectors.c.digest), vectors.c.digest, wanted)
        return wanted - {row.digest for row in rows}

    def put(self, fingerprint: str, role: str, found: Mapping[bytes, FloatArray]) -> None:
        """Store vectors; those that are there stay. In one order, so that writers of the same ones wait for each other and not in a circle."""
        for some in batches(sorted(found.items(), key=itemgetter(0)), _ROWS):
            with self._database.write() as connection:
                encoder = _encoder(connection, fingerprint)
                rows = [{"encoder_id": encoder, "role": role, "digest": key, "vector": _blob(one)} for key, one in some]
                upsert(connection, vectors, rows, keep=True)

    def get(self, fingerprint: str, role: str, hashes: Iterable[bytes]) -> dict[bytes, FloatArray]:
        """The vectors of those of ``hashes`` that have one, each of shape ``(dimensions,)``."""
        query = _of(fingerprint, role, vectors.c.digest, vectors.c.vector)
        with self._database.read() as connection:
            rows = select_in(connection, query, vectors.c.digest, hashes)
        return {row.digest: np.frombuffer(row.vector, dtype="<f2").astype(np.float32) for row in rows}

    def count(self, fingerprint: str, role: str) -> int:
        """How many vectors there are."""
        counted = _of(fingerprint, role, vectors.c.digest).subquery()
        with self._database.read() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()

    def drop(self, fingerprint: str) -> None:
        """Delete the vectors of an encoder that is no longer used."""
        with self._database.write() as connection:
            mine = sa.select(encoders.c.id).where(encoders.c.fingerprint == fingerprint).scalar_subquery()
            connection.execute(vectors.delete().where(vectors.c.encoder_id == mine))
            connection.execute(encoders.delete().where(encoders.c.fingerprint == fingerprint))


def _of(fingerprint: str, role: str, *columns: sa.Column[Any]) -> sa.Select[Any]:
    mine = sa.select(encoders.c.id).where(encoders.c.fingerprint == fingerprint).scalar_subquery()
    return sa.select(*columns).where(vectors.c.encoder_id == mine, vectors.c.role == role)


def _encoder(connection: sa.Connection, fingerprint: str) -> int:
    query = sa.select(encoders.c.id).where(encoders.c.fingerprint == fingerprint)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        add_once(connection, encoders, {"fingerprint": fingerprint}, "fingerprint")
        found = connection.execute(query).scalar_one()
    return int(found)


def _blob(vector: FloatArray) -> bytes:
    return np.asarray(vector, dtype="<f2").tobytes()
