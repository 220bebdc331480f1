"""What makes a record unfit to be stored beside what is there: refusals found in storing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from models.listings import Listing
from models.parties import Party
from models.records import Record, Refusal
from models.store.database import select_in
from models.store.loading.merging import merge_keys
from models.store.tables import aliases, assets, contributions, listings

Identity = tuple[str, str]
"""A record's source and key."""


class Checks:
    """The checks of one batch. ``conflicts``: identifiers that parties with a profile hold, to their ids."""

    def __init__(self, connection: sa.Connection, records: Sequence[Record], conflicts: Mapping[str, str]) -> None:
        names = [one.listing.id for one in records if one.listing]
        query = sa.select(listings.c.id, listings.c.edited, contributions.c.source, contributions.c.key)
        query = query.join(contributions, contributions.c.id == listings.c.contribution_id, isouter=True)
        self._listings: dict[str, sa.Row[Any]] = {
            row.id: row for row in select_in(connection, query, listings.c.id, names)
        }
        self._claimed: dict[str, Identity] = {}
        self._reserved = {
            row[0]
            for column in (assets.c.id, aliases.c.id)
            for row in select_in(connection, sa.select(column), column, names)
        }
        self._holders = dict(conflicts)

    def refusal(self, record: Record) -> Refusal | None:
        """Why the record cannot be stored, or ``None``; then what it claims counts for the records after it."""
        found = _nameless(record) or self._listing(record) or self._party(record.party)
        if found is None:
            return None
        reason, advice = found
        return Refusal(origin=record.origin, key=record.key, reason=reason, advice=advice)

    def _listing(self, record: Record) -> tuple[str, str] | None:
        if (listing := record.listing) is None:
            return None
        identity = (record.source, record.key)
        row = self._listings.get(listing.id)
        if listing.id in self._reserved:
            return _taken(listing, "the public record of an asset")
        if row is not None and row.edited and (row.source, row.key) == identity:
            reason = f"The listing {listing.id} was taken over and edited by its owner."
            return reason, "Change it through its form; what the file says now is not taken."
        holder = (row.source, row.key) if row is not None else identity
        if self._claimed.setdefault(listing.id, holder) != identity:
            source, key = self._claimed[listing.id]
            return _taken(listing, f"the record {key} of {source}" if source else "a listing entered here")
        return None

    def _party(self, party: Party | None) -> tuple[str, str] | None:
        if party is None:
            return None
        for code in map(str, party.identifiers):
            if (holder := self._holders.setdefault(code, party.id)) != party.id:
                return (
                    f"The identifier {code} belongs to the party {holder}.",
                    "Give one profile for one party, or correct the code.",
                )
        return None


def _taken(listing: Listing, holder: str) -> tuple[str, str]:
    return f"The listing id {listing.id} is that of {holder}.", "Give every listing an id of its own."


def _nameless(record: Record) -> tuple[str, str] | None:
    for asset in record.assets:
        if not merge_keys(asset):
            number = asset.identifiers[0].number
            advice = "Give its application, publication, grant or registration number."
            return f"The asset {number} has no number of its own, only a priority.", advice
    return None
