"""The listing that the public record makes of an asset which nobody here offers: a pure function of the asset and a day."""

from __future__ import annotations

import datetime as dt

from models.asset_status import encumbrances, expiry, grant_date, owners, status
from models.assets import Asset, AssetIdentifier, EventKind, IdentifierRole
from models.clauses import first_clause
from models.listings import AssetLink, Listing, Section, Side, Standing
from models.terms import Codes, Period, Term, TermValue
from models.text import Text

_ISSUED = (IdentifierRole.GRANT, IdentifierRole.REGISTRATION, IdentifierRole.PUBLICATION, IdentifierRole.APPLICATION)
_FORMAL = frozenset({EventKind.FILING, EventKind.PUBLICATION, EventKind.EXAMINATION, EventKind.GRANT, EventKind.OTHER})


def public_record(listing_id: str, asset: Asset, as_of: dt.date, *, source: str) -> Listing | None:
    """The asset as a listing of kind technology, with what derives from its events on the day ``as_of``.

    An asset without a title is called by the first clause of its abstract, in each language that has no title. ``None`` for one without
    either: a right known only by its events waits for the record that names it.
    """
    title = _title(asset)
    if not title:
        return None
    owning = owners(asset, as_of)
    sections = (Section(text=asset.abstract),) if asset.abstract else ()
    return Listing(
        id=listing_id,
        kind="technology",
        title=title,
        party=owning[0] if owning else None,
        owners=owning,
        offers=Side(sections=sections, terms=_terms(asset, as_of)),
        standing=Standing.PUBLIC_RECORD,
        assets=(AssetLink(key=main_identifier(asset).key),),
        published=_published(asset),
        source=source,
        link=asset.link,
    )


def _title(asset: Asset) -> Text:
    """The title; without any, what the abstract begins with."""
    return asset.title or Text({language: first_clause(text) for language, text in asset.abstract.items()})


def main_identifier(asset: Asset) -> AssetIdentifier:
    """The number that people know the right by: its grant or registration, else its publication, else its application."""
    ranked = [one for role in _ISSUED for one in asset.identifiers if one.role is role]
    return ranked[0] if ranked else asset.identifiers[0]


def _terms(asset: Asset, as_of: dt.date) -> tuple[Term, ...]:
    end = expiry(asset)
    values: dict[str, TermValue | None] = {
        "field": _codes(asset.classifications),
        "office": _codes((asset.office,) if asset.office else ()),
        "asset_kind": _codes((asset.kind.value,)),
        "legal_status": _codes((status(asset, as_of).value,)),
        "encumbrance": _codes(_encumbrance_codes(asset, as_of)),
        "expires": Period(start=end, end=end) if end else None,
    }
    return tuple(Term(name=name, value=value) for name, value in values.items() if value is not None)


def _codes(codes: tuple[str, ...]) -> Codes | None:
    return Codes(codes=codes) if codes else None


def _encumbrance_codes(asset: Asset, as_of: dt.date) -> tuple[str, ...]:
    """The kinds found. ``none`` is said only where some legal event was recorded at all: silence is not freedom from encumbrance."""
    found = {one.kind.value for one in encumbrances(asset, as_of)}
    if not found and any(one.kind not in _FORMAL for one in asset.events):
        return ("none",)
    return tuple(sorted(found))


def _published(asset: Asset) -> dt.date | None:
    days = [one.date for one in asset.identifiers if one.role is IdentifierRole.PUBLICATION]
    days += [one.date for one in asset.events if one.kind is EventKind.PUBLICATION]
    return min((day for day in days if day is not None), default=None) or grant_date(asset)
