"""Writes parties: resolves mentions to them, and stores the profiles that sources bring."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models.parties import Party, PartyMention
from models.store.database import select_in, upsert
from models.store.loading.party_identity import (
    agree,
    mention_digest,
    mention_identities,
    party_id,
    party_identities,
)
from models.store.packing import as_json, pack
from models.store.tables import (
    listings,
    parties,
    party_aliases,
    party_identifiers,
    party_mentions,
    party_names,
)
from models.text import Text


@dataclass(slots=True)
class _Known:
    """A party while a batch is stored. ``touched``: what listings show of it changed."""

    id: str
    name: Text
    roles: set[str]
    place: str | None
    person: bool
    profile: bytes | None = None
    identifiers: set[str] = field(default_factory=set)
    written: bool = True
    touched: bool = False


class PartyWriter:
    """Resolves and stores the parties of one batch, within the caller's transaction."""

    def __init__(self, connection: sa.Connection, today: dt.date) -> None:
        self._connection = connection
        self._today = today
        self._changed: set[str] = set()
        self._resolved: dict[bytes, str] = {}
        self._parties: dict[str, _Known] = {}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._fresh_codes: dict[str, str] = {}
        self._fresh_names: dict[str, str] = {}
        self._fresh_mentions: dict[bytes, PartyMention] = {}

    def resolve(self, mentions: Iterable[PartyMention]) -> None:
        """Find or make the party of each mention; ``party_of`` then answers for it."""
        waiting = {mention_digest(one): one for one in mentions}
        query = sa.select(party_mentions.c.digest, party_mentions.c.party_id)
        unknown_here = [key for key in waiting if key not in self._resolved]
        rows = select_in(self._connection, query, party_mentions.c.digest, unknown_here)
        self._resolved.update((row.digest, row.party_id) for row in rows)
        unknown = {key: one for key, one in waiting.items() if key not in self._resolved}
        self._look_up(
            (str(code) for one in unknown.values() for code in one.identifiers),
            (name for one in unknown.values() for name in mention_identities(one)),
            (party_id(one) for one in unknown.values()),
        )
        for key, mention in unknown.items():
            self._resolved[key] = self._resolve_one(mention)
            self._fresh_mentions[key] = mention

    def party_of(self, mention: PartyMention | None) -> str | None:
        """The party of a mention that ``resolve`` was given."""
        return None if mention is None else self._resolved[mention_digest(mention)]

    def put(self, profiles: Sequence[Party]) -> list[str]:
        """Store the profiles of parties. Returns the listings that now belong to them under another id."""
        self._look_up(
            (str(code) for one in profiles for code in one.identifiers),
            (name for one in profiles for name in party_identities(one)),
            (one.id for one in profiles),
        )
        return [listing for one in profiles for listing in self._put_one(one)]

    def conflicts(self, profiles: Sequence[Party]) -> dict[str, str]:
        """Identifiers of ``profiles`` that another party with a profile holds: identifier to that party's id."""
        codes = [str(code) for one in profiles for code in one.identifiers]
        query = sa.select(party_identifiers).join(parties).where(parties.c.profile.is_not(None))
        rows = select_in(self._connection, query, party_identifiers.c.identifier, codes)
        return {row.identifier: row.party_id for row in rows}

    def flush(self) -> set[str]:
        """Write what was found. Returns the parties that were there before and whose name, place or roles are others now."""
        fresh = [one for one in self._parties.values() if not one.written or one.touched]
        upsert(self._connection, parties, [_row(one) for one in fresh])
        upsert(self._connection, party_identifiers, _pairs("identifier", self._fresh_codes), keep=True)
        upsert(self._connection, party_names, _pairs("identity", self._fresh_names), keep=True)
        upsert(self._connection, party_mentions, [self._mention(*one) for one in self._fresh_mentions.items()])
        self._changed |= {one.id for one in fresh if one.written and one.touched}
        for one in fresh:
            one.written, one.touched = True, False
        self._fresh_codes, self._fresh_names, self._fresh_mentions = {}, {}, {}
        return self._changed

    def _look_up(self, codes: Iterable[str], names: Iterable[str], ids: Iterable[str]) -> None:
        codes = [one for one in dict.fromkeys(codes) if one not in self._by_code]
        names = [one for one in dict.fromkeys(names) if one not in self._by_name]
        by_code = select_in(self._connection, sa.select(party_identifiers), party_identifiers.c.identifier, codes)
        by_name = select_in(self._connection, sa.select(party_names), party_names.c.identity, names)
        by_alias = select_in(self._connection, sa.select(party_aliases), party_aliases.c.id, ids := list(ids))
        self._by_code.update((row.identifier, row.party_id) for row in by_code)
        self._by_name.update((row.identity, row.party_id) for row in by_name)
        self._aliases.update((row.id, row.party_id) for row in by_alias)
        found = [row.party_id for rows in (by_code, by_name, by_alias) for row in rows]
        self._load([*found, *ids])

    def _load(self, ids: Iterable[str]) -> None:
        missing = [one for one in dict.fromkeys(ids) if one not in self._parties]
        for row in select_in(self._connection, sa.select(parties), parties.c.id, missing):
            self._parties[row.id] = _known(row)
        for row in select_in(self._connection, sa.select(party_identifiers), party_identifiers.c.party_id, missing):
            self._parties[row.party_id].identifiers.add(row.identifier)

    def _resolve_one(self, mention: PartyMention) -> str:
        found = self._found(mention)
        if found is None:
            found = self._aliases.get(name := party_id(mention), name)
            new = _Known(found, mention.name, set(), mention.place, mention.person, written=False)
            self._parties.setdefault(found, new)
        self._learn(self._parties[found], mention)
        return found

    def _found(self, mention: PartyMention) -> str | None:
        for code in mention.identifiers:
            if (found := self._by_code.get(str(code))) is not None:
                return found
        for name in mention_identities(mention):
            found = self._by_name.get(name)
            if found is not None and agree(self._parties[found].identifiers, mention.identifiers):
                return found
        return None

    def _learn(self, party: _Known, mention: PartyMention) -> None:
        self._claim(party, (str(code) for code in mention.identifiers), mention_identities(mention))
        before = (party.name, frozenset(party.roles), party.place)
        party.name = mention.name.merged(party.name)
        party.roles |= {mention.role} if mention.role else set()
        party.place = party.place or mention.place
        party.touched = party.touched or before != (party.name, frozenset(party.roles), party.place)

    def _claim(self, party: _Known, codes: Iterable[str], names: Iterable[str]) -> None:
        """Give a party the identifiers and names that nobody has."""
        for code in codes:
            if self._by_code.setdefault(code, party.id) == party.id and code not in party.identifiers:
                party.identifiers.add(code)
                self._fresh_codes[code] = party.id
        for name in names:
            if name not in self._by_name:
                self._by_name[name] = party.id
                self._fresh_names[name] = party.id

    def _put_one(self, profile: Party) -> list[str]:
        moved: list[str] = []
        there = self._parties.get(profile.id)
        party = there or _Known(profile.id, profile.name, set(), profile.place, profile.person, written=False)
        self._parties[profile.id] = party
        for other in self._same(profile):
            moved += self._unite(other, party)
        self._claim(party, map(str, profile.identifiers), party_identities(profile))
        party.name, party.person = party.name.merged(profile.name), profile.person
        party.place = profile.place or party.place
        party.roles |= {one.role for one in profile.roles if one.until is None or one.until >= self._today}
        party.profile, party.touched = pack(profile), True
        return moved

    def _same(self, profile: Party) -> list[_Known]:
        """The parties met only in mentions that this profile turns out to describe."""
        codes = [self._by_code.get(str(code)) for code in profile.identifiers]
        names = [self._by_name.get(name) for name in party_identities(profile)]
        found = [self._parties[one] for one in dict.fromkeys([*codes, *names]) if one not in {None, profile.id}]
        return [one for one in found if one.profile is None and agree(one.identifiers, profile.identifiers)]

    def _unite(self, old: _Known, new: _Known) -> list[str]:
        """Everything of ``old`` becomes that of ``new``; the old id stays as an alias."""
        self.flush()
        if not new.written:
            upsert(self._connection, parties, [_row(new)])
            new.written = True
        mine = sa.select(listings.c.id).where(listings.c.party_id == old.id)
        moved = [row[0] for row in self._connection.execute(mine)]
        for table in (listings, party_identifiers, party_names, party_mentions, party_aliases):
            self._connection.execute(table.update().where(table.c.party_id == old.id).values(party_id=new.id))
        self._connection.execute(parties.delete().where(parties.c.id == old.id))
        upsert(self._connection, party_aliases, [{"id": old.id, "party_id": new.id}])
        for index in (self._by_code, self._by_name, self._resolved, self._aliases):
            _redirect(index, old.id, new.id)
        self._aliases[old.id] = new.id
        new.roles |= old.roles
        new.identifiers |= old.identifiers
        del self._parties[old.id]
        return moved

    def _mention(self, key: bytes, mention: PartyMention) -> dict[str, Any]:
        return {"digest": key, "party_id": self._resolved[key], "mention": as_json(mention).decode()}


def mentions_by_party(connection: sa.Connection, ids: Iterable[str]) -> dict[str, list[PartyMention]]:
    """Every way in which records write of each party."""
    found: dict[str, list[PartyMention]] = defaultdict(list)
    for row in select_in(connection, sa.select(party_mentions), party_mentions.c.party_id, ids):
        found[row.party_id].append(PartyMention.model_validate_json(row.mention))
    return dict(found)


def _known(row: sa.Row[Any]) -> _Known:
    roles, name = set(json.loads(row.roles)), Text.model_validate_json(row.name)
    return _Known(row.id, name, roles, row.place, row.person, row.profile)


def _row(party: _Known) -> dict[str, Any]:
    return {
        "id": party.id,
        "name": as_json(party.name).decode(),
        "roles": json.dumps(sorted(party.roles)),
        "place": party.place,
        "person": party.person,
        "profile": party.profile,
    }


def _pairs(column: str, found: dict[str, str]) -> list[dict[str, str]]:
    return [{column: value, "party_id": party} for value, party in found.items()]


def _redirect(index: dict[Any, str], old: str, new: str) -> None:
    for key, party in index.items():
        if party == old:
            index[key] = new
