"""NASA's list of licensable patents (data.nasa.gov, CSV): one technology, and the right that it rests on, a row.

What identifies the right is a US patent number, else the application's serial number, else NASA's own reference number (know-how).
The list's texts write subscripts as ``CH.sub.4`` and references to characters twice (``&amp;gt;``); both are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import BinaryIO, NamedTuple

from indexer.sources.base import Context, FormatSource, Head, attempt
from indexer.sources.forms.numbers import register_identifier
from indexer.sources.keys import listing_id
from indexer.sources.tables import NamedRow, headings, named_rows
from indexer.sources.titles import clean, title_or_clause
from indexer.sources.values import day, readable
from models.assets import Asset, AssetIdentifier, AssetKind, IdentifierRole
from models.errors import BadInput
from models.listings import AssetLink, Listing, Section, Side, Standing
from models.messages import Message
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.terms import Codes, Period, Term
from models.text import Text

NAME = "nasa-patent"

_HEADINGS = frozenset({"reference number", "center", "patent number", "serial number", "expiration date", "title"})
_MARKUP = re.compile(r"\s?\.su[bp]\.\s?(\S+)")
_SERIAL = re.compile(r"(\d\d)/(\d{0,3}?),?(\d{3})")
_NONE = dt.date(1970, 1, 1)
_OLDEST = 4_000_000
"""US patents numbered below had run out long before the list was made: such a number in it is a slip, and would name another's patent."""


class _Centre(NamedTuple):
    name: str
    place: str


_CENTRES = {
    "ARC": _Centre("NASA Ames Research Center", "US-CA"),
    "DFRC": _Centre("NASA Armstrong Flight Research Center", "US-CA"),
    "GRC": _Centre("NASA Glenn Research Center", "US-OH"),
    "GSFC": _Centre("NASA Goddard Space Flight Center", "US-MD"),
    "HQ": _Centre("NASA Headquarters", "US-DC"),
    "JPL": _Centre("NASA Jet Propulsion Laboratory", "US-CA"),
    "JSC": _Centre("NASA Johnson Space Center", "US-TX"),
    "KSC": _Centre("NASA Kennedy Space Center", "US-FL"),
    "LARC": _Centre("NASA Langley Research Center", "US-VA"),
    "MSFC": _Centre("NASA Marshall Space Flight Center", "US-AL"),
    "SSC": _Centre("NASA John C. Stennis Space Center", "US-MS"),
}
"""The centres by the list's codes; the list itself gives no address for three of them."""


def recognises(head: Head) -> bool:
    """Whether the headings are those of NASA's list."""
    return headings(head.first_line) >= _HEADINGS


def read(stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
    """Every row as a technology with its right."""
    for row in named_rows(stream, context):
        origin = Origin(file=origin_file, place=row.place)
        yield attempt(partial(technology, row, origin), origin, raw=row.raw)


def technology(row: NamedRow, origin: Origin) -> Record:
    """The technology and the right of one row. Raises ``BadInput`` for a row with neither title nor abstract."""
    if row.fault:
        raise BadInput(
            row.fault, advice=Message(en="Get the file again, or correct the row.", zh="请重新获取文件，或更正该行。")
        )
    cells = row.cells
    abstract = _MARKUP.sub(r"\1", clean(cells.get("abstract", "")))
    title = title_or_clause(_MARKUP.sub(r"\1", clean(cells["title"])), abstract)
    key = listing_id(NAME, cells["reference number"])
    centre = _centre(cells)
    asset = _asset(cells, title, abstract, centre)
    listing = Listing(
        id=key,
        kind="technology",
        title=Text.of(en=title),
        party=centre,
        offers=Side(sections=(Section(text=Text.of(en=abstract)),) if abstract else (), terms=_terms(cells, centre)),
        standing=Standing.PUBLIC_RECORD,
        assets=(AssetLink(key=asset.identifiers[0].key),),
        source=NAME,
    )
    return Record(source=NAME, key=key, origin=origin, listing=listing, assets=(asset,))


def _asset(cells: Mapping[str, str], title: str, abstract: str, centre: PartyMention) -> Asset:
    identifiers = tuple(_identifiers(cells))
    known = bool(identifiers)
    reference = register_identifier(AssetKind.KNOW_HOW, f"NASA-{cells['reference number'].strip()}")
    design = known and identifiers[-1].number.startswith("USD")
    kind = AssetKind.DESIGN if design else AssetKind.INVENTION if known else AssetKind.KNOW_HOW
    return Asset(
        kind=kind,
        identifiers=identifiers or (reference,),
        title=Text.of(en=title),
        abstract=Text.of(en=abstract),
        applicants=(centre,),
        expires=_expiry(cells),
        office="US" if known else None,
    )


def _identifiers(cells: Mapping[str, str]) -> Iterator[AssetIdentifier]:
    """The application's number and the patent's, as far as they can be read. A serial number lost the zeros of its first group: they are put back."""
    if match := _SERIAL.fullmatch(re.sub(r"\s", "", cells.get("serial number", ""))):
        serial = f"{match[1]}/{match[2]:0>3}{match[3]}"
        if found := readable(serial, IdentifierRole.APPLICATION, office="US"):
            yield found
    number = cells.get("patent number", "").strip()
    digits = re.sub(r"\D", "", number)
    if (
        digits
        and (int(digits) >= _OLDEST or number[0].isalpha())
        and (found := readable(number, IdentifierRole.GRANT, office="US"))
    ):
        yield found


def _centre(cells: Mapping[str, str]) -> PartyMention:
    code = cells.get("center", "").strip()
    known = _CENTRES.get(code) or _Centre(cells.get("facility", "").strip() or f"NASA {code}".strip(), "US")
    return PartyMention(name=Text.of(en=known.name), place=known.place, role="government")


def _terms(cells: Mapping[str, str], centre: PartyMention) -> tuple[Term, ...]:
    terms = []
    if category := cells.get("category", "").strip():
        terms.append(Term(name="industry", value=Codes(codes=(category.casefold().replace(" ", "-"),))))
    if centre.place:
        terms.append(Term(name="place", value=Codes(codes=(centre.place,))))
    if expires := _expiry(cells):
        terms.append(Term(name="expires", value=Period(start=expires, end=expires)))
    return tuple(terms)


def _expiry(cells: Mapping[str, str]) -> dt.date | None:
    """The last day of the right's term; the list writes the first day of 1970 for none."""
    found = day(cells.get("expiration date"))
    return found if found and found > _NONE else None


SOURCE = FormatSource(
    name=NAME,
    describes=Text.of(en="NASA's licensable patents (CSV)", zh="美国航天局可许可专利（CSV）"),
    recogniser=recognises,
    reader=read,
)
