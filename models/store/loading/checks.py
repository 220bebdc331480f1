"""What makes a record unfit to be stored beside what is there: refusals found in storing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from models.listings import Listing
from models.messages import Message
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
        return Refusal(origin=record.origin, key=record.key, said=reason, advised=advice)

    def _listing(self, record: Record) -> tuple[Message, Message] | None:
        if (listing := record.listing) is None:
            return None
        identity = (record.source, record.key)
        row = self._listings.get(listing.id)
        if listing.id in self._reserved:
            return _taken(listing, Message(en="the public record of an asset", zh="一项知识产权的公开记录"))
        if row is not None and row.edited and (row.source, row.key) == identity:
            return (
                Message(
                    en="The listing {id} was taken over and edited by its owner.",
                    zh="信息{id}已由其所有者认领并修改。",
                    id=listing.id,
                ),
                Message(
                    en="Change it through its form; what the file says now is not taken.",
                    zh="请通过表单修改；不采用文件中现在的内容。",
                ),
            )
        holder = (row.source, row.key) if row is not None else identity
        if self._claimed.setdefault(listing.id, holder) != identity:
            source, key = self._claimed[listing.id]
            entry = Message(en="the record {key} of {source}", zh="{source} 的记录{key}", key=key, source=source)
            return _taken(listing, entry if source else Message(en="a listing entered here", zh="在此录入的一条信息"))
        return None

    def _party(self, party: Party | None) -> tuple[Message, Message] | None:
        if party is None:
            return None
        for code in map(str, party.identifiers):
            if (holder := self._holders.setdefault(code, party.id)) != party.id:
                return (
                    Message(
                        en="The identifier {code} belongs to the party {holder}.",
                        zh="标识{code}属于机构{holder}。",
                        code=code,
                        holder=holder,
                    ),
                    Message(
                        en="Give one profile for one party, or correct the code.",
                        zh="一个机构请只给一份资料，或更正代码。",
                    ),
                )
        return None


def _taken(listing: Listing, holder: Message) -> tuple[Message, Message]:
    return (
        Message(
            en="The listing id {id} is that of {holder}.", zh="编号{id}已用于{holder}。", id=listing.id, holder=holder
        ),
        Message(en="Give every listing an id of its own.", zh="请为每条信息另取编号。"),
    )


def _nameless(record: Record) -> tuple[Message, Message] | None:
    for asset in record.assets:
        if not merge_keys(asset):
            number = asset.identifiers[0].number
            return (
                Message(
                    en="The asset {number} has no number of its own, only a priority.",
                    zh="知识产权{number}只有优先权号，没有自己的号码。",
                    number=number,
                ),
                Message(
                    en="Give its application, publication, grant or registration number.",
                    zh="请给出其申请号、公开号、授权号或登记号。",
                ),
            )
    return None
