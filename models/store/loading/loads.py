"""Loading: a batch of records in one transaction, with an outcome for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from models.assets import Asset
from models.listings import Listing
from models.parties import PartyMention
from models.public_record import public_record
from models.records import Record, Refusal
from models.store.clock import Clock
from models.store.database import Database, insert, select_in
from models.store.loading.asset_writer import AssetChanges, AssetWriter, StoredMerge, Told
from models.store.loading.checks import Checks
from models.store.loading.listing_writer import Entry, ListingWriter
from models.store.loading.party_writer import PartyWriter
from models.store.loading.sorting import Marked, Sorted, mark, sort_items
from models.store.packing import pack, storable, unpack
from models.store.schemes import put_entries
from models.store.tables import asset_keys, assets, contributions, listing_links, listings
from models.store.values import Outcome

_STORED_APART = frozenset({"source", "key", "origin", "assets", "scheme"})


class Loads:
    """The way in for records that sources read."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def apply(self, items: Sequence[Record | Refusal], *, today: dt.date | None = None) -> list[Outcome]:
        """Store a batch (about 500 is a good size) in one transaction, and say what became of each item, in order.

        When this returns, everything is durable; when it raises, nothing of the batch was stored and it can be given again.
        ``today`` is the day on which events are learnt and from which the status of public records is seen.
        """
        with self._database.write_in_order() as connection:
            return _Batch(connection, today or self._clock.today()).store(items)

    def renew(self, *, today: dt.date | None = None, limit: int = 1000) -> int:
        """Bring the public records up to date whose rights ended, or changed hands, by the passing of time. Returns how many assets were due.

        Call it once a day until it returns 0.
        """
        with self._database.write_in_order() as connection:
            return _Batch(connection, today or self._clock.today()).renew(limit)


class _Batch:
    def __init__(self, connection: sa.Connection, today: dt.date) -> None:
        self._connection = connection
        self._today = today
        self._parties = PartyWriter(connection, today)
        self._listings = ListingWriter(connection)
        self._assets = AssetWriter(connection, today)

    def store(self, items: Sequence[Record | Refusal]) -> list[Outcome]:
        marked = [mark(item) for item in items]
        records = [one.record for one in marked if isinstance(one, Marked)]
        conflicts = self._parties.conflicts([one.party for one in records if one.party])
        found = sort_items(self._connection, marked, Checks(self._connection, records, conflicts))
        told = self._write_contributions(found)
        if told:
            changes = self._assets.write(told)
            self._write_rest(told, changes)
            found.merge({one.contribution for one in told if _only_assets(one.record)} & changes.joined)
        return found.outcomes

    def renew(self, limit: int) -> int:
        query = (
            sa.select(assets).where(assets.c.turns <= self._today).order_by(assets.c.turns, assets.c.id).limit(limit)
        )
        due = {row.id: _stored(row) for row in self._connection.execute(query)}
        self._assets.turn({name: one.asset for name, one in due.items()})
        public = self._list_publicly(due)
        self._listings.touch(set(self._linked(due)) - public)
        self._listings.flush()
        self._parties.flush()
        return len(due)

    def _write_contributions(self, found: Sorted) -> list[Told]:
        """Write what the sources said, and number each of them."""
        last = self._connection.execute(sa.select(sa.func.coalesce(sa.func.max(contributions.c.id), 0))).scalar_one()
        told, fresh, updated = [], [], []
        for one in found.effective():
            if one.contribution is None:
                last += 1
                one.contribution = last
                fresh.append({"id": last, **self._contribution(one.record, one.digest)})
                told.append(Told(last, one.record, known=False))
            else:
                row = self._contribution(one.record, one.digest)
                updated.append({"number": one.contribution, **{f"new_{name}": value for name, value in row.items()}})
                told.append(Told(one.contribution, one.record, known=True))
        insert(self._connection, contributions, fresh)
        self._end_listings(told)
        if updated:
            values: dict[str, Any] = {
                name: sa.bindparam(f"new_{name}") for name in self._contribution(told[0].record, b"")
            }
            here = contributions.update().where(contributions.c.id == sa.bindparam("number"))
            self._connection.execute(here.values(values), updated)
        return told

    def _contribution(self, record: Record, mark: bytes) -> dict[str, Any]:
        return {
            "source": record.source,
            "key": record.key,
            "digest": mark,
            "payload": pack(record, leave_out=_STORED_APART),
            "file": storable(record.origin.file),
            "place": storable(record.origin.place),
            "loaded": self._today,
            "listing_id": record.listing.id if record.listing else None,
            "party_id": record.party.id if record.party else None,
        }

    def _end_listings(self, told: Sequence[Told]) -> None:
        """Remove the listings that changed records brought before and bring no longer."""
        known = {one.contribution: one.record for one in told if one.known}
        query = sa.select(contributions.c.id, contributions.c.listing_id)
        query = query.join(listings, listings.c.id == contributions.c.listing_id).where(
            listings.c.edited.is_(sa.false())
        )
        rows = select_in(self._connection, query, contributions.c.id, known)
        ended = [row.listing_id for row in rows if row.listing_id != _listing_id(known[row.id])]
        self._listings.remove(ended)

    def _write_rest(self, told: Sequence[Told], changes: AssetChanges) -> None:
        moved = self._parties.put([one.record.party for one in told if one.record.party])
        self._parties.resolve(mention for one in told for mention in _mentions(one.record))
        self._listings.redirect(changes.aliases)
        self._listings.remove(changes.gone)
        offered = self._list_offered(told)
        public = self._list_publicly(changes.changed)
        touched = self._parties.flush()
        stale = {*self._linked(changes.changed), *self._listings.of_parties(touched), *moved} - offered - public
        self._listings.touch(stale)
        self._listings.flush()
        put_entries(self._connection, [entry for one in told for entry in one.record.scheme])

    def _list_offered(self, told: Sequence[Told]) -> set[str]:
        brought = [(one.contribution, one.record.listing) for one in told if one.record.listing]
        self._parties.flush()
        return self._listings.put(
            [
                Entry(listing, self._parties.party_of(listing.party), contribution_id=number)
                for number, listing in brought
            ]
        )

    def _list_publicly(self, changed: dict[str, StoredMerge]) -> set[str]:
        """Derive the public record of each asset that came without a listing; remove those that no longer have one."""
        derived = {name: self._public(name, one) for name, one in changed.items()}
        found = [listing for listing in derived.values() if listing]
        self._parties.resolve(listing.party for listing in found if listing.party)
        self._parties.flush()
        self._listings.remove(name for name, listing in derived.items() if listing is None)
        entries = [Entry(one, self._parties.party_of(one.party), asset_id=one.id) for one in found]
        return self._listings.put(entries)

    def _public(self, name: str, merged: StoredMerge) -> Listing | None:
        return public_record(name, merged.asset, self._today, source=merged.source) if merged.bare else None

    def _linked(self, changed: Iterable[str]) -> list[str]:
        """The listings that link to these assets."""
        query = sa.select(listing_links.c.listing_id).distinct()
        query = query.join(asset_keys, asset_keys.c.key == listing_links.c.key)
        return [row[0] for row in select_in(self._connection, query, asset_keys.c.asset_id, changed)]


def _stored(row: sa.Row[Any]) -> StoredMerge:
    return StoredMerge(Asset.model_validate_json(unpack(row.payload)), row.source, row.bare)


def _only_assets(record: Record) -> bool:
    return bool(record.assets) and record.listing is None


def _listing_id(record: Record) -> str | None:
    return record.listing.id if record.listing else None


def _mentions(record: Record) -> Iterator[PartyMention]:
    if (listing := record.listing) is not None:
        yield from listing.owners
        if listing.party is not None:
            yield listing.party
    for asset in record.assets:
        yield from asset.applicants
        yield from asset.agents
        for event in asset.events:
            yield from event.parties
            yield from event.from_parties
