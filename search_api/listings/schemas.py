"""What the API says of a listing."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, Field


class Named(BaseModel):
    """A code and its words in the reader's language."""

    code: str
    label: str


class Worded(BaseModel):
    """A text and the language that it is in, which is not the reader's where the listing has none in it."""

    text: str
    language: str


class PartyView(BaseModel):
    """A party: its id (for ``party=``), its name for this reader, and its names by language."""

    id: str | None = Field(description="Not given for a party that is only mentioned.")
    name: str
    names: dict[str, str]
    roles: list[Named] = []
    place: Named | None = None


class TermView(BaseModel):
    """One term of a side. ``weight``: ``stated``, ``preferred``, ``required`` or ``excluded``; ``confirm``: where it is not stated, it is asked."""

    side: str
    name: str
    label: str
    value: str = Field(description="In the reader's language.")
    weight: str
    weight_label: str
    subject: str
    subject_label: str | None = None
    among: str | None = Field(
        default=None, description="The kind of right that it is asked of, where it is of one alone."
    )
    among_label: str | None = None
    confirm: bool


class EncumbranceView(BaseModel):
    """Something that lies on a right: who holds it, since and until when."""

    kind: str
    label: str
    holders: list[str] = []
    since: dt.date | None = None
    until: dt.date | None = None
    territory: Named | None = None
    recordal: str | None = None


class AssetView(BaseModel):
    """A right, with what derives from its events as of today."""

    id: str
    kind: str
    kind_label: str
    numbers: list[str] = Field(description="As people write them.")
    title: Worded | None = None
    core: bool = Field(description="Core to the listing, or supporting.")
    status: str
    status_label: str
    owners: list[str] = []
    encumbrances: list[EncumbranceView] = []
    expires: dt.date | None = None
    remaining_years: float | None = None
    link: str | None = None


class SectionView(BaseModel):
    """A text of a side, and who may read it."""

    text: str
    language: str
    tier: str
    tier_label: str


class SideView(BaseModel):
    """What a listing offers, or what it seeks."""

    label: str
    sections: list[SectionView]
    terms: list[TermView]


class RecordView(BaseModel):
    """A record behind a listing: which source said it, where it stands there, when it was loaded."""

    source: str
    key: str
    file: str
    place: str
    loaded: dt.date


class ListingView(BaseModel):
    """A listing, as far as this viewer may read it."""

    id: str
    version: int
    language: str = Field(description="The reader's language, that of labels and values.")
    kind: str
    kind_label: str
    profile: str | None = None
    title: Worded
    titles: dict[str, str]
    standing: str
    standing_label: str
    party: PartyView | None = None
    owners: list[PartyView] = []
    authority: str | None = Field(default=None, description="By what right the publisher offers it.")
    consents: list[PartyView] = Field(
        default=[], description="Co-owners and pledgees who have agreed to what is offered."
    )
    offers: SideView
    seeks: SideView
    assets: list[AssetView] = []
    published: dt.date | None = None
    shown_until: dt.date | None = None
    offer_until: dt.date | None = None
    source: str
    link: str | None = None
    records: list[RecordView] = []
