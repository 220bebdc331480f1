"""What a source yields: records, and refusals that say which record, where, why and what to do."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from models.assets import Asset
from models.listings import Listing
from models.messages import Message
from models.parties import Party


class Origin(BaseModel):
    """Where in which file something was read: ``place`` is a line, a row or an element as the format counts them."""

    model_config = ConfigDict(frozen=True)
    file: str
    place: str


class SchemeEntry(BaseModel):
    """One symbol of an imported classification scheme, the symbol it hangs from, and its titles by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    symbol: str
    parent: str | None
    titles: dict[str, str] = {}


class Record(BaseModel):
    """One thing that a source read. ``key`` names it within its ``source``: reading it again gives the same key.

    It carries at least one of: a listing, an asset (which is listed as a public record unless a listing names it), a party, scheme entries.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str = Field(min_length=1)
    key: str = Field(min_length=1, max_length=300)
    origin: Origin
    listing: Listing | None = None
    assets: tuple[Asset, ...] = ()
    party: Party | None = None
    scheme: tuple[SchemeEntry, ...] = ()


class Refusal(BaseModel):
    """A record that could not be used: where it is, why and what to do in both languages, and the record itself as far as it could be read."""

    model_config = ConfigDict(frozen=True)
    origin: Origin
    key: str | None = None
    said: Message
    advised: Message = Message.of("")
    raw: str = ""

    @property
    def reason(self) -> str:
        """Why, in English."""
        return str(self.said)

    @property
    def advice(self) -> str:
        """What to do, in English."""
        return str(self.advised)


class LoadReport(BaseModel):
    """What a load did. It adds up: ``read == new + changed + unchanged + merged + refused``."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    merged: int = 0
    refused: int = 0

    def __add__(self, other: LoadReport) -> LoadReport:
        return LoadReport(**{name: getattr(self, name) + getattr(other, name) for name in LoadReport.model_fields})
