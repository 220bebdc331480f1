"""What the store gives out: values, made for the viewer who asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from models.asset_status import Encumbrance, LegalStatus
from models.assets import Asset, IdentifierRole
from models.listings import Listing
from models.parties import PartyMention, PartyRole
from models.records import Origin, Refusal
from models.text import Text


class What(StrEnum):
    """What became of a record that was loaded."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of a batch; with the refusal where it was refused."""

    what: What
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The latest change of a listing. ``sequence`` is also the listing's version; ``removed``: it is gone, withdrawn, or now an alias.

    ``party``: who published it then, where anybody did.
    """

    sequence: int
    listing_id: str
    version: int
    removed: bool
    party: str | None = None


@dataclass(frozen=True, slots=True)
class StoredParty:
    """A party as listings show it: its name, the roles that it has anywhere, its place."""

    id: str
    name: Text
    roles: tuple[PartyRole, ...] = ()
    place: str | None = None
    person: bool = False


@dataclass(frozen=True, slots=True)
class StoredAsset:
    """An asset with what derives from its events on the day of reading. ``core``: it is core to the listing it was read with.

    ``remaining_life``: years left, ``None`` where the end is not known.
    """

    id: str
    asset: Asset
    core: bool
    status: LegalStatus
    owners: tuple[PartyMention, ...]
    encumbrances: tuple[Encumbrance, ...]
    expires: dt.date | None
    remaining_life: float | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its own documents: what other records know it by."""
        return tuple(
            dict.fromkeys(one.key for one in self.asset.identifiers if one.role is not IdentifierRole.PRIORITY)
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its own documents, as they are written."""
        return tuple(
            dict.fromkeys(one.number for one in self.asset.identifiers if one.role is not IdentifierRole.PRIORITY)
        )


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A listing restricted to what the viewer may read, with its party and its assets."""

    listing: Listing
    version: int
    party: StoredParty | None
    assets: tuple[StoredAsset, ...]


@dataclass(frozen=True, slots=True)
class IndexableListing:
    """A whole listing for the pipeline, which gives every text the audience of its tier."""

    listing: Listing
    version: int
    party: StoredParty | None
    assets: tuple[StoredAsset, ...]


@dataclass(frozen=True, slots=True)
class ListingCounts:
    """How many listings the store holds, by kind, source and standing."""

    total: int
    kinds: dict[str, int]
    sources: dict[str, int]
    standings: dict[str, int]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record behind a listing: who said it, where it was read, and when it was loaded last."""

    source: str
    key: str
    origin: Origin
    loaded: dt.date


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """Whether the store answers and its tables are as this version needs them, and what it holds. ``advice``: what to do about the ``problem``."""

    reachable: bool
    at_head: bool
    revision: str | None = None
    head: str | None = None
    counts: dict[str, int] | None = None
    last_change: int = 0
    problem: str | None = None
    advice: str | None = None
