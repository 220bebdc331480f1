"""The facts of the engine's units, kept in the store so that a constraint can be asked of it too.

Filled by whoever wants to ask the store: the units of a listing replace what is there of it, unless that is newer. The pipeline does not:
writing the facts here would make indexing half as long again, and searches ask the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from models.constraints import Interval
from models.store.database import Database, delete_in, insert, select_in
from models.store.tables import facts, units
from models.units import ListingUnits, Unit


class Facts:
    """Writing facts; ``store.listings.ids`` asks them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, changes: Sequence[ListingUnits]) -> None:
        """Put or remove the units of listings. A change that is older than what is there of its listing is dropped."""
        latest: dict[str, ListingUnits] = {}
        for one in changes:
            if one.listing not in latest or latest[one.listing].version <= one.version:
                latest[one.listing] = one
        with self._database.write() as connection:
            newer = _versions(connection, latest)
            effective = [one for one in latest.values() if newer.get(one.listing, one.version) <= one.version]
            delete_in(connection, units.c.listing_id, (one.listing for one in effective))
            made = [unit for one in effective for unit in one.units]
            insert(connection, units, [_unit_row(unit) for unit in made])
            insert(connection, facts, [row for unit in made for row in _rows(unit)])


def _versions(connection: sa.Connection, latest: dict[str, ListingUnits]) -> dict[str, int]:
    query = sa.select(units.c.listing_id, units.c.version)
    return {row.listing_id: row.version for row in select_in(connection, query, units.c.listing_id, latest)}


def _unit_row(unit: Unit) -> dict[str, Any]:
    return {"id": unit.id, "listing_id": unit.listing, "version": unit.version}


def _rows(unit: Unit) -> Iterator[dict[str, Any]]:
    for field, fact in unit.facts.items():
        empty = {"unit_id": unit.id, "field": field, "code": None, "low": None, "high": None}
        if isinstance(fact, Interval):
            yield {**empty, "low": fact.low, "high": fact.high}
        else:
            yield from ({**empty, "code": code} for code in sorted(fact))
            if not fact:
                yield empty
