"""Writes assets: finds the parts that are one right, merges them, and says which assets changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models.asset_status import next_turn
from models.assets import Asset
from models.records import Record
from models.store.database import delete_in, insert, select_in
from models.store.loading.components import Groups, Naming, Place, name_groups, place
from models.store.loading.merging import Part, another_id, asset_id, by_belief, kin, learnt, merge, merge_keys
from models.store.packing import as_json, digest, pack, unpack
from models.store.tables import aliases, asset_keys, asset_kin, asset_parts, assets, contributions, listings


@dataclass(frozen=True, slots=True)
class Told:
    """A record whose assets are to be stored, with the number of its contribution."""

    contribution: int
    record: Record
    known: bool


@dataclass(slots=True)
class AssetChanges:
    """What became of the assets of a batch. ``joined``: contributions all of whose assets others had told of before."""

    joined: set[int] = field(default_factory=set)
    changed: dict[str, StoredMerge] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredMerge:
    """A merged asset, the source that is believed most, and whether it is listed as a public record."""

    asset: Asset
    source: str
    bare: bool


@dataclass(slots=True)
class _Before:
    """What the touched assets were: their numbers and digests by id, oldest first; where each part was; the parts as they were."""

    assets: dict[str, sa.Row[Any]]
    homes: dict[Place, str]
    parts: dict[Place, Part]


class AssetWriter:
    """Stores the assets of one batch, within the caller's transaction."""

    def __init__(self, connection: sa.Connection, today: dt.date) -> None:
        self._connection = connection
        self._today = today

    def write(self, told: Sequence[Told]) -> AssetChanges:
        """Store the assets of these records and merge them with what is there."""
        replaced = {one.contribution for one in told if one.known}
        if not replaced and not any(one.record.assets for one in told):
            return AssetChanges()
        before = self._before(told, replaced)
        parts = [part for one in told for part in self._parts(one, before)]
        groups, joined = _grouped([one for one in before.parts.values() if one.contribution not in replaced], parts)
        naming = name_groups(groups, before.homes, before.assets)
        names = self._names(groups, naming)
        found = AssetChanges(joined=joined, gone=naming.gone)
        found.aliases = {old: names[number] for old, number in naming.aliases.items()}
        self._write_assets(groups, names, before, found)
        self._write_parts(groups, names, before, {place(part) for part in parts}, replaced)
        delete_in(self._connection, assets.c.id, [*naming.gone, *naming.aliases])
        self._write_keys(found)
        return found

    def turn(self, due: Mapping[str, Asset]) -> None:
        """Note when each of these assets changes next by the passing of time."""
        rows = [{"name": name, "day": next_turn(asset, self._today)} for name, asset in due.items()]
        if rows:
            here = assets.update().where(assets.c.id == sa.bindparam("name"))
            self._connection.execute(here.values(turns=sa.bindparam("day")), rows)

    def _parts(self, told: Told, before: _Before) -> list[Part]:
        record, found = told.record, []
        for position, asset in enumerate(record.assets):
            earlier = before.parts.get((told.contribution, position))
            dated = learnt(asset, earlier.asset if earlier else None, self._today)
            found.append(Part(told.contribution, position, record.source, record.key, record.listing is None, dated))
        return found

    def _before(self, told: Sequence[Told], replaced: set[int]) -> _Before:
        keys = [key for one in told for asset in one.record.assets for key in merge_keys(asset)]
        touched = {
            row[0] for row in select_in(self._connection, sa.select(asset_keys.c.asset_id), asset_keys.c.key, keys)
        }
        mine = sa.select(asset_parts.c.asset_id)
        touched |= {row[0] for row in select_in(self._connection, mine, asset_parts.c.contribution_id, replaced)}
        query = sa.select(assets.c.id, assets.c.number, assets.c.digest)
        rows = sorted(select_in(self._connection, query, assets.c.id, touched), key=lambda row: row.number)
        query = sa.select(asset_parts, contributions.c.source, contributions.c.key).join(contributions)
        found = select_in(self._connection, query, asset_parts.c.asset_id, touched)
        places = {(row.contribution_id, row.position): row for row in found}
        return _Before(
            assets={row.id: row for row in rows},
            homes={where: row.asset_id for where, row in places.items()},
            parts={where: _part(places[where]) for where in sorted(places)},
        )

    def _names(self, groups: Sequence[Sequence[Part]], naming: Naming) -> list[str]:
        """The groups' names, new ones made where they have none: never one that another asset, listing or alias has."""
        wanted = {n: asset_id(groups[n][0].asset) for n, name in enumerate(naming.names) if name is None}
        taken = self._taken(wanted.values()) | {name for name in naming.names if name is not None}
        names = list(naming.names)
        for number, name in wanted.items():
            keys = (key for part in groups[number] for key in part.keys)
            while name in taken:
                name = another_id(name[:150], next(keys, name))  # noqa: PLW2901 — tried again until it is free
            names[number] = name
            taken.add(name)
        return [name for name in names if name is not None]

    def _taken(self, names: Iterable[str]) -> set[str]:
        wanted = list(names)
        columns = (assets.c.id, listings.c.id, aliases.c.id)
        return {row[0] for column in columns for row in select_in(self._connection, sa.select(column), column, wanted)}

    def _write_assets(
        self, groups: Sequence[Sequence[Part]], names: Sequence[str], before: _Before, found: AssetChanges
    ) -> None:
        number = self._connection.execute(sa.select(sa.func.coalesce(sa.func.max(assets.c.number), 0))).scalar_one()
        fresh, updated = [], []
        for name, group in zip(names, groups, strict=True):
            row, merged = _row(name, group, self._today)
            there = before.assets.get(name)
            if there is None:
                number += 1
                fresh.append({"number": number, **row})
            elif there.digest != row["digest"]:
                updated.append({f"new_{column}": value for column, value in row.items()})
            else:
                continue
            found.changed[name] = merged
        insert(self._connection, assets, fresh)
        if updated:
            values: dict[str, Any] = {
                name: sa.bindparam(f"new_{name}") for name in ("digest", "payload", "source", "bare", "turns")
            }
            self._connection.execute(
                assets.update().where(assets.c.id == sa.bindparam("new_id")).values(values), updated
            )

    def _write_parts(
        self,
        groups: Sequence[Sequence[Part]],
        names: Sequence[str],
        before: _Before,
        fresh: set[Place],
        replaced: set[int],
    ) -> None:
        delete_in(self._connection, asset_parts.c.contribution_id, replaced)
        rows, moved = [], []
        for name, group in zip(names, groups, strict=True):
            for part in group:
                if place(part) in fresh:
                    rows.append(_part_row(part, name))
                elif before.homes[place(part)] != name:
                    moved.append({"c": part.contribution, "p": part.position, "a": name})
        insert(self._connection, asset_parts, rows)
        if moved:
            here = (asset_parts.c.contribution_id == sa.bindparam("c")) & (asset_parts.c.position == sa.bindparam("p"))
            self._connection.execute(asset_parts.update().where(here).values(asset_id=sa.bindparam("a")), moved)

    def _write_keys(self, found: AssetChanges) -> None:
        """Keys and kin of what changed. Those of assets that are gone went with them."""
        delete_in(self._connection, asset_keys.c.asset_id, found.changed)
        delete_in(self._connection, asset_kin.c.asset_id, found.changed)
        merged = [(name, one.asset) for name, one in found.changed.items()]
        insert(
            self._connection,
            asset_keys,
            [{"key": key, "asset_id": name} for name, asset in merged for key in merge_keys(asset)],
        )
        insert(
            self._connection,
            asset_kin,
            [{"asset_id": name, "kin": one} for name, asset in merged for one in kin(asset)],
        )


def _grouped(there: Iterable[Part], new: Iterable[Part]) -> tuple[list[list[Part]], set[int]]:
    """The groups, and the contributions of ``new`` whose every asset had been told of before."""
    groups = Groups()
    for part in there:
        groups.add(part)
    joined: dict[int, bool] = {}
    for part in new:
        met = groups.add(part)
        joined[part.contribution] = joined.get(part.contribution, True) and met
    return groups.components(), {contribution for contribution, met in joined.items() if met}


def _part(row: sa.Row[Any]) -> Part:
    asset = Asset.model_validate_json(unpack(row.payload))
    return Part(row.contribution_id, row.position, row.source, row.key, row.bare, asset)


def _row(name: str, group: Sequence[Part], today: dt.date) -> tuple[dict[str, Any], StoredMerge]:
    asset = merge(group)
    source, bare = by_belief(group)[0].source, any(part.bare for part in group)
    row = {
        "id": name,
        "digest": digest(as_json(asset), source.encode(), bytes([bare])),
        "payload": pack(asset),
        "source": source,
        "bare": bare,
        "turns": next_turn(asset, today),
    }
    return row, StoredMerge(asset, source, bare)


def _part_row(part: Part, name: str) -> dict[str, Any]:
    return {
        "contribution_id": part.contribution,
        "position": part.position,
        "asset_id": name,
        "bare": part.bare,
        "payload": pack(part.asset),
    }
