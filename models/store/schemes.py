"""Imported classification schemes: symbols, the symbols they hang from, and their titles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from models.records import SchemeEntry
from models.store.database import Database, select_in, upsert
from models.store.tables import scheme_entries
from models.text import Text


class Schemes:
    """The trees that symbols below the main group take their place from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entries: Sequence[SchemeEntry]) -> None:
        """Store entries; one that is there takes the new parent, and the new titles over its own."""
        with self._database.write() as connection:
            put_entries(connection, entries)

    def pairs(self) -> list[tuple[str, str]]:
        """Every symbol that hangs from another, with that one, in the order of the symbols."""
        query = sa.select(scheme_entries.c.symbol, scheme_entries.c.parent).where(scheme_entries.c.parent.is_not(None))
        with self._database.read() as connection:
            return [(row.symbol, row.parent) for row in connection.execute(query.order_by(scheme_entries.c.symbol))]

    def titles(self, symbols: Iterable[str]) -> dict[str, Text]:
        """The titles of those symbols that have one."""
        query = sa.select(scheme_entries.c.symbol, scheme_entries.c.titles)
        with self._database.read() as connection:
            rows = select_in(connection, query, scheme_entries.c.symbol, symbols)
        found = {row.symbol: Text(json.loads(row.titles)) for row in rows}
        return {symbol: text for symbol, text in found.items() if text}


def put_entries(connection: sa.Connection, entries: Sequence[SchemeEntry]) -> None:
    """Store entries within the caller's transaction."""
    if not entries:
        return
    query = sa.select(scheme_entries.c.symbol, scheme_entries.c.titles)
    rows = select_in(connection, query, scheme_entries.c.symbol, (one.symbol for one in entries))
    titles = {row.symbol: json.loads(row.titles) for row in rows}
    parents: dict[str, str | None] = {}
    for one in entries:
        titles[one.symbol] = {**titles.get(one.symbol, {}), **one.titles}
        parents[one.symbol] = one.parent
    upsert(
        connection,
        scheme_entries,
        [{"symbol": name, "parent": parent, "titles": json.dumps(titles[name])} for name, parent in parents.items()],
    )
