"""Parties: read with every name under which records mention them. A resolution can be undone: mentions are kept as written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from models.codes import PartyIdentifier
from models.errors import Conflict, NotFound
from models.messages import Message
from models.parties import Party, PartyMention, PartyRole
from models.store.clock import Clock
from models.store.database import Database, select_in
from models.store.loading.listing_writer import ListingWriter
from models.store.loading.party_identity import name_identities
from models.store.loading.party_writer import PartyWriter, mentions_by_party
from models.store.packing import unpack
from models.store.tables import parties, party_aliases, party_identifiers, party_names
from models.text import Text


class Parties:
    """The parties of the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, party_id: str) -> Party:
        """A party by its id or an older one. Raises ``NotFound``."""
        found = self.many([party_id]).get(party_id)
        if found is None:
            raise NotFound(
                Message(en="There is no party '{id}'.", zh="没有机构“{id}”。", id=party_id),
                advice=Message(en="Search for its name.", zh="请按名称搜索。"),
            )
        return found

    def many(self, ids: Iterable[str]) -> dict[str, Party]:
        """The parties by the id that was asked for: their profiles, with all identifiers, names and roles that records told."""
        wanted = list(dict.fromkeys(ids))
        with self._database.read() as connection:
            rows = select_in(connection, sa.select(party_aliases), party_aliases.c.id, wanted)
            targets = {row.id: row.party_id for row in rows}
            found = _read(connection, {targets.get(name, name) for name in wanted})
        return {name: found[there] for name in wanted if (there := targets.get(name, name)) in found}

    def put(self, party: Party) -> None:
        """Store the profile of a party; parties known only from mentions that it describes become it.

        Raises ``Conflict`` where another party with a profile has one of its identifiers.
        """
        with self._database.write_in_order() as connection:
            writer, listed = PartyWriter(connection, self._clock.today()), ListingWriter(connection)
            for code, holder in writer.conflicts([party]).items():
                if holder != party.id:
                    advice = Message(
                        en="Give one profile for one party, or correct the code.",
                        zh="一个机构请只给一份资料，或更正代码。",
                    )
                    said = Message(
                        en="The identifier {code} belongs to the party {holder}.",
                        zh="标识{code}属于机构{holder}。",
                        code=code,
                        holder=holder,
                    )
                    raise Conflict(said, advice=advice)
            moved = writer.put([party])
            writer.flush()
            listed.touch([*moved, *listed.of_parties([party.id])])
            listed.flush()

    def named(self, name: str, *, place: str | None = None, person: bool = False) -> str | None:
        """The id of the party that a mention of this name alone leads to."""
        identities = name_identities(Text({"und": name}), place, person=person)
        query = sa.select(party_names.c.party_id).where(party_names.c.identity.in_(identities))
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def mentions(self, party_id: str) -> list[PartyMention]:
        """The ways in which records write of the party, each once."""
        with self._database.read() as connection:
            found = mentions_by_party(connection, [party_id])
        return sorted(found.get(party_id, []), key=lambda one: one.model_dump_json())


def _read(connection: sa.Connection, ids: Iterable[str]) -> dict[str, Party]:
    rows = select_in(connection, sa.select(parties), parties.c.id, ids)
    names = [row.id for row in rows]
    codes: dict[str, list[PartyIdentifier]] = {name: [] for name in names}
    for row in select_in(connection, sa.select(party_identifiers), party_identifiers.c.party_id, names):
        codes[row.party_id].append(PartyIdentifier.parse(row.identifier))
    mentions = mentions_by_party(connection, names)
    return {row.id: _party(row, codes[row.id], mentions.get(row.id, [])) for row in rows}


def _party(row: sa.Row[Any], codes: list[PartyIdentifier], mentions: list[PartyMention]) -> Party:
    name = Text.model_validate_json(row.name)
    told = [PartyRole(role=role) for role in json.loads(row.roles)]
    profile = Party.model_validate_json(unpack(row.profile)) if row.profile else Party(id=row.id, name=name)
    others = {one.name for one in mentions} - {name, profile.name, *profile.other_names}
    stated = {one.role for one in profile.roles}
    return profile.model_copy(
        update={
            "name": name,
            "other_names": profile.other_names + tuple(sorted(others, key=lambda text: text.model_dump_json())),
            "identifiers": tuple(dict.fromkeys([*profile.identifiers, *sorted(codes)])),
            "roles": profile.roles + tuple(one for one in told if one.role not in stated),
            "place": row.place,
            "person": row.person,
        }
    )
