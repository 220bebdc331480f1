"""Writes listings and numbers their changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.listings import Listing, State
from models.store.changes import ChangeWriter
from models.store.database import delete_in, insert, select_in, upsert
from models.store.packing import as_json, digest, pack
from models.store.tables import aliases, listing_links, listings


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing to store: whose it is, the record or the asset that it came from, and whether its owner has edited it here."""

    listing: Listing
    party_id: str | None
    contribution_id: int | None = None
    asset_id: str | None = None
    edited: bool = False


class ListingWriter:
    """Stores listings within the caller's ``write_in_order`` transaction. Each effective change gets a sequence number."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._changes = ChangeWriter(connection)

    def put(self, entries: Sequence[Entry]) -> set[str]:
        """Store listings; those that are the same as before keep their version. Returns the ids of those that changed."""
        latest = {entry.listing.id: entry for entry in entries}
        query = sa.select(listings.c.id, listings.c.digest)
        before = {row.id: row.digest for row in select_in(self._connection, query, listings.c.id, latest)}
        changed = [
            (entry, mark) for entry in latest.values() if (mark := _digest(entry)) != before.get(entry.listing.id)
        ]
        upsert(self._connection, listings, [self._row(entry, mark) for entry, mark in changed])
        names = [entry.listing.id for entry, _ in changed]
        delete_in(self._connection, listing_links.c.listing_id, (name for name in names if name in before))
        insert(self._connection, listing_links, [link for entry, _ in changed for link in _links(entry.listing)])
        return set(names)

    def remove(self, ids: Iterable[str]) -> None:
        """Remove listings; an id that holds none is passed over."""
        query = sa.select(listings.c.id, listings.c.party_id)
        there = {row.id: row.party_id for row in select_in(self._connection, query, listings.c.id, ids)}
        delete_in(self._connection, listings.c.id, there)
        for name, party in there.items():
            self._changes.add(name, party, removed=True)

    def redirect(self, moved: dict[str, str]) -> None:
        """Make aliases: whoever asks for an old id gets the listing of the new one."""
        self.remove(moved)
        for old, new in moved.items():
            self._connection.execute(aliases.update().where(aliases.c.target == old).values(target=new))
        upsert(self._connection, aliases, [{"id": old, "target": new} for old, new in moved.items()])

    def touch(self, ids: Iterable[str]) -> None:
        """Number a change of listings that are the same, but whose party or assets changed."""
        query = sa.select(listings.c.id, listings.c.party_id, listings.c.state)
        there = sorted(select_in(self._connection, query, listings.c.id, ids), key=lambda row: row.id)
        rows = [{"name": row.id, "number": self._number(row.id, row.party_id, row.state)} for row in there]
        if rows:
            here = listings.update().where(listings.c.id == sa.bindparam("name"))
            self._connection.execute(here.values(version=sa.bindparam("number")), rows)

    def of_parties(self, ids: Iterable[str]) -> list[str]:
        """The listings that these parties publish."""
        query = sa.select(listings.c.id)
        return [row[0] for row in select_in(self._connection, query, listings.c.party_id, ids)]

    def flush(self) -> None:
        """Write the change log."""
        self._changes.flush()

    def _number(self, name: str, party: str | None, state: str) -> int:
        return self._changes.add(name, party, removed=state == State.WITHDRAWN)

    def _row(self, entry: Entry, mark: bytes) -> dict[str, Any]:
        listing = entry.listing
        return {
            "id": listing.id,
            "version": self._number(listing.id, entry.party_id, listing.state),
            "digest": mark,
            "payload": pack(listing),
            "kind": listing.kind,
            "source": listing.source,
            "standing": listing.standing.value,
            "state": listing.state.value,
            "party_id": entry.party_id,
            "contribution_id": entry.contribution_id,
            "asset_id": entry.asset_id,
            "edited": entry.edited,
        }


def _digest(entry: Entry) -> bytes:
    origin = f"{entry.party_id}|{entry.contribution_id}|{entry.asset_id}|{entry.edited}"
    return digest(as_json(entry.listing), origin.encode())


def _links(listing: Listing) -> list[dict[str, Any]]:
    links = {link.key: link for link in reversed(listing.assets)}
    places = {link.key: place for place, link in reversed(list(enumerate(listing.assets)))}
    return [
        {"listing_id": listing.id, "key": key, "core": link.core, "position": places[key]}
        for key, link in links.items()
    ]
