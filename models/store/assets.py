"""Reading assets: with what derives from their events on a day, and with the rest of their family.

An asset that an office's or another public record tells of is open to all. One that came with listings alone is open to whoever may
see one of them: an invention in a draft stays its owner's secret.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from models.asset_status import encumbrances, expiry, owners, remaining_life_years, status
from models.assets import Asset
from models.errors import NotFound
from models.listings import Listing
from models.messages import Message
from models.store.clock import Clock
from models.store.database import Database, select_in
from models.store.packing import unpack
from models.store.rights import may_see
from models.store.tables import aliases, asset_keys, asset_kin, assets, listing_links, listings
from models.store.values import StoredAsset
from models.viewer import ANONYMOUS, Viewer


class Assets:
    """The assets of the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(
        self,
        asset_id: str,
        viewer: Viewer = ANONYMOUS,
        *,
        as_of: dt.date | None = None,
        known_on: dt.date | None = None,
    ) -> StoredAsset:
        """An asset by its id or an older one, as of a day (default: today). Raises ``NotFound``."""
        with self._database.read() as connection:
            query = sa.select(assets).where(assets.c.id == resolved(connection, asset_id))
            rows = self._open_to(connection, connection.execute(query).all(), viewer)
        if not rows:
            raise NotFound(
                Message(en="There is no asset '{id}'.", zh="没有知识产权“{id}”。", id=asset_id),
                advice=Message(en="Search for its number.", zh="请按号码搜索。"),
            )
        return stored_asset(rows[0], as_of or self._clock.today(), known_on=known_on)

    def by_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """The ids of the assets that have these identifiers' keys; unknown keys are left out. An id tells nothing but its number."""
        with self._database.read() as connection:
            rows = select_in(connection, sa.select(asset_keys), asset_keys.c.key, keys)
        return {row.key: row.asset_id for row in rows}

    def family(self, asset_id: str, viewer: Viewer = ANONYMOUS, *, as_of: dt.date | None = None) -> list[StoredAsset]:
        """The other members of the asset's family, each with its own status and owner, in the order of their ids.

        A member shares a family's identifier or a priority with it, is its priority, or claims it as one. One step: what is
        related only through a third right is listed with that one. Raises ``NotFound``.
        """
        asset = self.get(asset_id, viewer, as_of=as_of)
        with self._database.read() as connection:
            related = connection.execute(_relatives(asset.id)).all()
            rows = self._open_to(connection, related, viewer)
        return sorted((stored_asset(row, as_of or self._clock.today()) for row in rows), key=lambda one: one.id)

    def _open_to(self, connection: sa.Connection, rows: Sequence[sa.Row[Any]], viewer: Viewer) -> list[sa.Row[Any]]:
        """Those of the assets that the viewer may see."""
        if viewer.system:
            return list(rows)
        closed = [row.id for row in rows if not row.bare]
        seen = {
            row.asset_id
            for row in select_in(connection, _naming(), asset_keys.c.asset_id, closed)
            if may_see(Listing.model_validate_json(unpack(row.payload)), row.party_id, viewer, self._clock.today())
        }
        return [row for row in rows if row.bare or row.id in seen]


def resolved(connection: sa.Connection, name: str) -> str:
    """The id that an alias stands for; any other id itself."""
    target = connection.execute(sa.select(aliases.c.target).where(aliases.c.id == name)).scalar_one_or_none()
    return name if target is None else str(target)


def stored_asset(
    row: sa.Row[Any], as_of: dt.date, *, core: bool = True, known_on: dt.date | None = None
) -> StoredAsset:
    """The asset of a row of ``assets``, with what derives as of a day."""
    asset = Asset.model_validate_json(unpack(row.payload))
    return StoredAsset(
        id=row.id,
        asset=asset,
        core=core,
        status=status(asset, as_of, known_on=known_on),
        owners=owners(asset, as_of, known_on=known_on),
        encumbrances=encumbrances(asset, as_of, known_on=known_on),
        expires=expiry(asset),
        remaining_life=remaining_life_years(asset, as_of, known_on=known_on),
    )


def _naming() -> sa.Select[Any]:
    """The listings that name assets, with the assets' ids."""
    query = sa.select(asset_keys.c.asset_id, listings.c.party_id, listings.c.payload)
    query = query.join(listing_links, listing_links.c.key == asset_keys.c.key)
    return query.join(listings, listings.c.id == listing_links.c.listing_id)


def _relatives(name: str) -> sa.Select[Any]:
    mine = sa.select(asset_kin.c.kin).where(asset_kin.c.asset_id == name)
    shared = sa.select(asset_kin.c.asset_id).where(asset_kin.c.kin.in_(mine))
    claimed = sa.select(asset_keys.c.asset_id).where(("key:" + asset_keys.c.key).in_(mine))
    own_keys = sa.select("key:" + asset_keys.c.key).where(asset_keys.c.asset_id == name)
    claiming = sa.select(asset_kin.c.asset_id).where(asset_kin.c.kin.in_(own_keys))
    related = sa.union(shared, claimed, claiming)
    return sa.select(assets).where(assets.c.id.in_(related.subquery().select()), assets.c.id != name)
