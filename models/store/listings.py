"""Listings: read for a viewer, written by the API, handed whole to the pipeline."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from models.constraints import Constraint, both
from models.errors import Conflict, NotFound, no_listing
from models.listings import Listing, State
from models.messages import Message
from models.parties import PartyRole
from models.predicates import met
from models.records import Origin
from models.store.assets import resolved, stored_asset
from models.store.clock import Clock
from models.store.database import Database, select_in
from models.store.filters import compiled
from models.store.loading.listing_writer import Entry, ListingWriter
from models.store.loading.party_writer import PartyWriter
from models.store.packing import unpack
from models.store.rights import may_edit, may_see, restricted
from models.store.tables import (
    aliases,
    asset_keys,
    asset_parts,
    assets,
    contributions,
    listing_links,
    listings,
    parties,
    units,
)
from models.store.values import IndexableListing, ListingCounts, SourceRecord, StoredAsset, StoredListing, StoredParty
from models.text import Text
from models.viewer import SYSTEM, Viewer


class Listings:
    """The listings of the store. Whoever reads is a ``Viewer``; what the viewer may not see is not found."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, listing_id: str, viewer: Viewer) -> StoredListing:
        """A listing by its id or an older one. Raises ``NotFound``."""
        found = self.many([listing_id], viewer).get(listing_id)
        if found is None:
            raise _not_found(listing_id)
        return found

    def many(self, ids: Iterable[str], viewer: Viewer) -> dict[str, StoredListing]:
        """The listings that the viewer may see, by the id that was asked for; the others are left out."""
        wanted = list(dict.fromkeys(ids))
        today = self._clock.today()
        with self._database.read() as connection:
            targets = {row.id: row.target for row in select_in(connection, sa.select(aliases), aliases.c.id, wanted)}
            found = _read(connection, (targets.get(name, name) for name in wanted), today)
        seen = {name: _seen(one, viewer) for name, one in found.items() if _visible(one, viewer, today)}
        return {name: seen[there] for name in wanted if (there := targets.get(name, name)) in seen}

    def for_index(self, ids: Iterable[str]) -> dict[str, IndexableListing]:
        """Whole listings for the pipeline, in a constant number of queries. What is withdrawn, gone or an alias is left out."""
        with self._database.read() as connection:
            found = _read(connection, ids, self._clock.today())
        return {name: one for name, one in found.items() if one.listing.state is not State.WITHDRAWN}

    def of_parties(self, parties: Iterable[str]) -> list[str]:
        """All listings that these parties publish, in order."""
        with self._database.read() as connection:
            rows = select_in(connection, sa.select(listings.c.id), listings.c.party_id, parties)
            return sorted(row.id for row in rows)

    def work_of(self, parties: Iterable[str], kinds: Iterable[str], most: int) -> dict[str, list[str]]:
        """By party the listings of these kinds that it publishes, at most so many each, those that changed last first, without withdrawn ones."""
        columns = (listings.c.party_id, listings.c.id, listings.c.version)
        query = sa.select(*columns).where(listings.c.kind.in_(list(kinds)), listings.c.state != State.WITHDRAWN.value)
        with self._database.read() as connection:
            rows = select_in(connection, query, listings.c.party_id, parties)
        found: dict[str, list[str]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: -row.version):
            if len(found[row.party_id]) < most:
                found[row.party_id].append(row.id)
        return dict(found)

    def put(self, listing: Listing, viewer: Viewer, *, party_id: str | None = None) -> int:
        """Store a listing that was entered here, or an edited one, and return its version.

        ``party_id``: the publisher; not given, it is resolved from ``listing.party``. The viewer has to be the publisher, before
        and after. Raises ``NotFound`` for somebody else's listing, ``Conflict`` for an id that an asset's public record has.
        """
        with self._database.write_in_order() as connection:
            before = connection.execute(sa.select(listings).where(listings.c.id == listing.id)).one_or_none()
            if before is not None and not may_edit(before.party_id, viewer):
                raise _not_found(listing.id)
            if _reserved(connection, listing.id):
                raise Conflict(
                    Message(en="The id {id} is that of an asset.", zh="编号{id}属于一项知识产权。", id=listing.id),
                    advice=Message(en="Give the listing an id of its own.", zh="请为该信息另取编号。"),
                )
            owner = party_id or _resolve_party(connection, listing, self._clock.today())
            if not may_edit(owner, viewer):
                raise NotFound(
                    Message(
                        en="The party of the listing {id} is not yours.",
                        zh="信息{id}的机构不是您的机构。",
                        id=listing.id,
                    ),
                    advice=Message(en="Publish in the name of your own party.", zh="请以您所属机构的名义发布。"),
                )
            number = before.contribution_id if before is not None else None
            return _put(connection, Entry(listing, owner, contribution_id=number, edited=True))

    def remove(self, listing_id: str, viewer: Viewer = SYSTEM) -> None:
        """Remove a listing for good. Raises ``NotFound``."""
        with self._database.write_in_order() as connection:
            row = connection.execute(sa.select(listings).where(listings.c.id == listing_id)).one_or_none()
            if row is None or not may_edit(row.party_id, viewer):
                raise _not_found(listing_id)
            writer = ListingWriter(connection)
            writer.remove([listing_id])
            writer.flush()

    def ids(self, where: Constraint, viewer: Viewer) -> list[str]:
        """The listings that have a unit which passes ``where`` and which the viewer may read, in order. Asked of the stored facts."""
        passing = compiled(met(both(where, viewer.constraint())))
        query = sa.select(units.c.listing_id).where(passing).distinct()
        with self._database.read() as connection:
            return sorted(connection.execute(query).scalars())

    def number(self) -> int:
        """How many listings there are, withdrawn ones aside."""
        query = sa.select(sa.func.count()).select_from(listings).where(listings.c.state != State.WITHDRAWN.value)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def counts(self) -> ListingCounts:
        """How many listings there are by kind, source and standing, withdrawn ones aside."""
        columns = (listings.c.kind, listings.c.source, listings.c.standing)
        query = sa.select(*columns, sa.func.count().label("number")).group_by(*columns)
        with self._database.read() as connection:
            rows = connection.execute(query.where(listings.c.state != State.WITHDRAWN.value)).all()
        sums: tuple[dict[str, int], ...] = (defaultdict(int), defaultdict(int), defaultdict(int))
        for row in rows:
            for total, key in zip(sums, (row.kind, row.source, row.standing), strict=True):
                total[key] += row.number
        kinds, sources, standings = (dict(sorted(total.items())) for total in sums)
        return ListingCounts(sum(row.number for row in rows), kinds, sources, standings)

    def source_records(self, listing_id: str, viewer: Viewer) -> list[SourceRecord]:
        """The record that brought a listing and the public records of its assets, by source and key. Raises ``NotFound``."""
        self.get(listing_id, viewer)
        with self._database.read() as connection:
            rows = connection.execute(_behind(resolved(connection, listing_id))).all()
        return [SourceRecord(row.source, row.key, Origin(file=row.file, place=row.place), row.loaded) for row in rows]


def _read(connection: sa.Connection, ids: Iterable[str], today: dt.date) -> dict[str, IndexableListing]:
    party = (parties.c.name, parties.c.roles, parties.c.place, parties.c.person)
    query = sa.select(listings.c.id, listings.c.version, listings.c.payload, listings.c.party_id, *party)
    rows = select_in(connection, query.join(parties, isouter=True), listings.c.id, ids)
    linked = _linked(connection, [row.id for row in rows], today)
    return {row.id: _indexable(row, linked.get(row.id, ())) for row in rows}


def _linked(connection: sa.Connection, ids: Iterable[str], today: dt.date) -> Mapping[str, tuple[StoredAsset, ...]]:
    query = sa.select(
        listing_links.c.listing_id, listing_links.c.core, listing_links.c.position, assets.c.id, assets.c.payload
    )
    query = query.join(asset_keys, asset_keys.c.key == listing_links.c.key).join(
        assets, assets.c.id == asset_keys.c.asset_id
    )
    rows = select_in(connection, query, listing_links.c.listing_id, ids)
    found: dict[str, dict[str, StoredAsset]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (not row.core, row.position)):
        if row.id not in found[row.listing_id]:
            found[row.listing_id][row.id] = stored_asset(row, today, core=row.core)
    return {name: tuple(some.values()) for name, some in found.items()}


def _indexable(row: sa.Row[Any], linked: tuple[StoredAsset, ...]) -> IndexableListing:
    listing = Listing.model_validate_json(unpack(row.payload))
    party = None
    if row.party_id is not None:
        roles = tuple(PartyRole(role=role) for role in json.loads(row.roles))
        party = StoredParty(row.party_id, Text.model_validate_json(row.name), roles, row.place, row.person)
    return IndexableListing(listing, row.version, party, linked)


def visible(connection: sa.Connection, ids: Iterable[str], viewer: Viewer, today: dt.date) -> set[str]:
    """Those of the listings that the viewer may see."""
    return {name for name, one in _read(connection, ids, today).items() if _visible(one, viewer, today)}


def _visible(one: IndexableListing, viewer: Viewer, today: dt.date) -> bool:
    return may_see(one.listing, one.party.id if one.party else None, viewer, today)


def _seen(one: IndexableListing, viewer: Viewer) -> StoredListing:
    listing = restricted(one.listing, one.party.id if one.party else None, viewer)
    return StoredListing(listing, one.version, one.party, one.assets)


def _reserved(connection: sa.Connection, name: str) -> bool:
    asset = connection.execute(sa.select(assets.c.id).where(assets.c.id == name)).one_or_none()
    return asset is not None or resolved(connection, name) != name


def _resolve_party(connection: sa.Connection, listing: Listing, today: dt.date) -> str | None:
    writer = PartyWriter(connection, today)
    mentions = [*listing.owners, *([listing.party] if listing.party else [])]
    writer.resolve(mentions)
    writer.flush()
    return writer.party_of(listing.party)


def _put(connection: sa.Connection, entry: Entry) -> int:
    writer = ListingWriter(connection)
    writer.put([entry])
    writer.flush()
    query = sa.select(listings.c.version).where(listings.c.id == entry.listing.id)
    return int(connection.execute(query).scalar_one())


def _behind(name: str) -> sa.Select[Any]:
    mine = sa.select(listings.c.contribution_id).where(listings.c.id == name)
    keys = sa.select(listing_links.c.key).where(listing_links.c.listing_id == name)
    owned = sa.select(asset_keys.c.asset_id).where(asset_keys.c.key.in_(keys))
    parts = sa.select(asset_parts.c.contribution_id).where(asset_parts.c.asset_id.in_(owned), asset_parts.c.bare)
    query = sa.select(contributions).where(contributions.c.id.in_(mine) | contributions.c.id.in_(parts))
    return query.order_by(contributions.c.source, contributions.c.key)


def _not_found(listing_id: str) -> NotFound:
    return no_listing(listing_id)
