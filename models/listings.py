"""Listings: what a party puts up, and what is searched and matched. Two sides, each with text at disclosure tiers and terms."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.messages import NONE, Message, Unfit, coded
from models.parties import PartyMention
from models.terms import Term
from models.text import Text
from models.vocabulary import kinds


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SideName(StrEnum):
    """The two sides of a listing: 供 and 求."""

    OFFERS = "offers"
    SEEKS = "seeks"


class Standing(StrEnum):
    """Who stands behind a listing."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    PUBLIC_RECORD = "public_record"


class Tier(StrEnum):
    """Who may read a text, from the widest audience to the narrowest."""

    TEASER = "teaser"
    MEMBERS = "members"
    ACCEPTED = "accepted"
    NDA = "nda"

    @property
    def depth(self) -> int:
        """0 for the widest audience, 3 for the narrowest."""
        return list(Tier).index(self)


class State(StrEnum):
    """A listing is a draft until its owner releases it."""

    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Section(_Word):
    """A text of one side and the tier that may read it."""

    text: Text
    tier: Tier = Tier.TEASER


class Side(_Word):
    """One side of a listing: its texts by tier, and its terms."""

    sections: tuple[Section, ...] = ()
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sections or self.terms)


class AssetLink(_Word):
    """An asset of a listing by the key of one of its identifiers; core to it, or supporting."""

    key: str
    core: bool = True


class Listing(_Word):
    """A listing. ``id`` is letters, digits and ``. _ : -``, so that it can stand in a URL.

    ``admitted``: the ids of the parties that may read the ``accepted`` and ``nda`` tiers. ``authority``: by what right the publisher offers it;
    ``consents``: the co-owners and pledgees who have agreed to what it offers.
    ``shown_until``: how long it is shown; ``offer_until``: how long its offer holds. ``link``: where the record was published.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:\-]{0,199}$")
    kind: str
    profile: str | None = None
    title: Text
    party: PartyMention | None = None
    owners: tuple[PartyMention, ...] = ()
    authority: str | None = None
    consents: tuple[PartyMention, ...] = ()
    offers: Side = Side()
    seeks: Side = Side()
    standing: Standing = Standing.OFFERED
    state: State = State.RELEASED
    admitted: tuple[str, ...] = ()
    assets: tuple[AssetLink, ...] = ()
    published: dt.date | None = None
    shown_until: dt.date | None = None
    offer_until: dt.date | None = None
    source: str = "form"
    link: str | None = None

    @model_validator(mode="after")
    def _of_a_kind(self) -> Self:
        if self.kind not in kinds():
            raise Unfit(
                Message(
                    en="There is no kind of listing '{kind}'. Kinds are: {kinds}.",
                    zh="没有信息类型“{kind}”。可用的类型：{kinds}。",
                    kind=self.kind,
                    kinds=coded({key: one.name for key, one in kinds().items()}),
                )
            )
        profiles = kinds()[self.kind].profiles
        if self.profile is not None and self.profile not in profiles:
            raise Unfit(
                Message(
                    en="The kind '{kind}' has no profile '{profile}'. Profiles are: {profiles}.",
                    zh="类型“{kind}”没有细类“{profile}”。可用的细类：{profiles}。",
                    kind=self.kind,
                    profile=self.profile,
                    profiles=coded(profiles) or NONE,
                )
            )
        if not self.title:
            raise Unfit(
                Message(en="A listing needs a title in at least one language.", zh="信息至少须有一种语言的标题。")
            )
        return self

    def side(self, name: SideName) -> Side:
        """The side of that name."""
        return self.offers if name is SideName.OFFERS else self.seeks
