"""Parties: who takes part. Roles and names change over time, so each carries its dates."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field, field_validator

from models.codes import PartyIdentifier
from models.messages import Message, Unfit, coded
from models.text import Text
from models.vocabulary import term_kinds


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PartyRole(_Word):
    """A role that a party has, from and until when it is known to have it."""

    role: str
    since: dt.date | None = None
    until: dt.date | None = None

    @field_validator("role")
    @classmethod
    def _known(cls, role: str) -> str:
        if role not in (roles := term_kinds()["party_role"].values):
            raise Unfit(
                Message(
                    en="There is no party role '{role}'. Roles are: {roles}.",
                    zh="没有机构角色“{role}”。可用的角色：{roles}。",
                    role=role,
                    roles=coded(roles),
                )
            )
        return role


class Membership(_Word):
    """A party's membership of an alliance or a park."""

    of: str
    since: dt.date | None = None
    until: dt.date | None = None


class PartyMention(_Word):
    """A party as a record names it. The store resolves it to a party and keeps the name as written, so that it can be undone.

    ``place`` is a place code; ``person`` marks a natural person, of whom nothing but the name is kept.
    """

    name: Text
    identifiers: tuple[PartyIdentifier, ...] = ()
    place: str | None = None
    role: str | None = None
    person: bool = False

    @field_validator("name")
    @classmethod
    def _named(cls, name: Text) -> Text:
        if not name:
            raise Unfit(Message(en="A party needs a name in at least one language.", zh="机构至少须有一种语言的名称。"))
        return name


class Party(_Word):
    """A party: names in several languages and older ones, identifiers, roles, parent, memberships."""

    id: str = Field(min_length=1, max_length=200)
    name: Text
    other_names: tuple[Text, ...] = ()
    identifiers: tuple[PartyIdentifier, ...] = ()
    roles: tuple[PartyRole, ...] = ()
    place: str | None = None
    person: bool = False
    parent: str | None = None
    memberships: tuple[Membership, ...] = ()
    website: str | None = None
    profile: Text = Text()
