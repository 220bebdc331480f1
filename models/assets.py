"""Assets: rights. One asset has several identifiers with roles; status, owner and encumbrance are derived from its events as of a date."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.parties import PartyMention
from models.text import Text


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AssetKind(StrEnum):
    """The kinds of right (the words are in the term ``asset_kind``)."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    TRADEMARK = "trademark"
    SOFTWARE_COPYRIGHT = "software_copyright"
    DOMAIN_NAME = "domain_name"
    IC_LAYOUT = "ic_layout"
    KNOW_HOW = "know_how"


class IdentifierRole(StrEnum):
    """What an identifier is to the asset. Priorities link a family; they never merge."""

    APPLICATION = "application"
    PUBLICATION = "publication"
    GRANT = "grant"
    REGISTRATION = "registration"
    PRIORITY = "priority"


class AssetIdentifier(_Word):
    """One number of an asset as canonical text (``US7654321B2``), with the key that says which document it is.

    ``key`` is the same for every way of writing one document: records whose assets share a key are one asset.
    """

    role: IdentifierRole
    number: str
    key: str
    date: dt.date | None = None


class EventKind(StrEnum):
    """What an event says happened to a right."""

    FILING = "filing"
    PUBLICATION = "publication"
    EXAMINATION = "examination"
    GRANT = "grant"
    FEE = "fee"
    LAPSE = "lapse"
    RESTORATION = "restoration"
    EXPIRY = "expiry"
    WITHDRAWAL = "withdrawal"
    REFUSAL = "refusal"
    ASSIGNMENT = "assignment"
    PLEDGE = "pledge"
    PLEDGE_RELEASE = "pledge_release"
    LICENCE = "licence"
    LICENCE_END = "licence_end"
    OPPOSITION = "opposition"
    INVALIDATION = "invalidation"
    LITIGATION = "litigation"
    PRESERVATION = "preservation"
    PRESERVATION_END = "preservation_end"
    OTHER = "other"


class AssetEvent(_Word):
    """One event in the life of a right, append-only. ``date``: when it took effect; ``learnt``: when this platform learnt it.

    ``parties``: the new owner, pledgee or licensee; ``from_parties``: the assignor, pledgor or licensor.
    ``ends``: when an encumbrance ends by its own terms. ``exclusive`` and ``territory`` describe a licence.
    """

    kind: EventKind
    date: dt.date | None = None
    learnt: dt.date | None = None
    source: str = ""
    code: str = ""
    text: Text = Text()
    parties: tuple[PartyMention, ...] = ()
    from_parties: tuple[PartyMention, ...] = ()
    ends: dt.date | None = None
    exclusive: bool | None = None
    territory: str | None = None
    recordal: str | None = None


class Asset(_Word):
    """A right as its records tell of it.

    ``classifications``: canonical CPC/IPC symbols. ``applicants``: who filed; owners are derived from them and from the events.
    ``agents``: agents of record. ``family``: identifiers of families it belongs to. ``cites``: keys of the documents it cites.
    ``expires``: the last day of its term where a record states it.
    """

    kind: AssetKind
    identifiers: tuple[AssetIdentifier, ...] = Field(min_length=1)
    title: Text = Text()
    abstract: Text = Text()
    classifications: tuple[str, ...] = ()
    applicants: tuple[PartyMention, ...] = ()
    agents: tuple[PartyMention, ...] = ()
    priorities: tuple[AssetIdentifier, ...] = ()
    family: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    events: tuple[AssetEvent, ...] = ()
    expires: dt.date | None = None
    office: str | None = None
    status: str | None = None
    link: str | None = None
