"""USPTO grant and application XML, v4.0 to v4.7 (``us-patent-grant``, ``us-patent-application``), as its weekly bulk files hold it.

Utility, design, plant and reissue patents. An application and its grant share the application's number, so they are one asset.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.classes import symbols
from indexer.sources.rights import in_order, milestones
from indexer.sources.uspto_terms import us_expiry
from indexer.sources.values import (
    cited,
    day,
    distinct,
    identifier,
    mention,
    owners,
    plain,
    readable,
    text_in,
    us_place,
)
from indexer.sources.xml import Element, read_records, text_at, text_of
from models.assets import Asset, AssetIdentifier, AssetKind, IdentifierRole
from models.codes import Right, parse_patent_number
from models.messages import Message, Unfit
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.text import Text

GRANT_NAME = "uspto-grant"
APPLICATION_NAME = "uspto-application"
_OFFICE = "USPTO"
_BESIDE = ("sequence-cwu",)
"""Documents that the bulk files carry among the patents and that are none."""

_CONTINUED = "continuation", "division", "continuation-in-part", "substitution", "us-divisional-reissue", "reissue"
_RELATED = "us-related-documents"


def patent_asset(document: Element) -> Asset:
    """The asset that one ``us-patent-grant`` or ``us-patent-application`` tells of. Raises ``CodeError``, ``Unfit``."""
    biblio = next((child for child in document if str(child.tag).startswith("us-bibliographic-data")), None)
    if biblio is None:
        raise Unfit(Message(en="It has no bibliographic data.", zh="没有著录项目。"))
    granted = document.tag == "us-patent-grant"
    identifiers = tuple(_identifiers(biblio, granted=granted))
    return Asset(
        kind=_kind(biblio),
        identifiers=identifiers,
        title=text_in("en", text_at(biblio, "invention-title")),
        abstract=_abstract(document),
        classifications=symbols(_classes(biblio)),
        applicants=owners(_holders(biblio)),
        agents=distinct(_agents(biblio)),
        priorities=tuple(_priorities(biblio)),
        cites=tuple(_citations(biblio)),
        events=in_order(milestones(identifiers, _OFFICE)),
        expires=_expiry(biblio) if granted else None,
        office="US",
    )


def _record(source: str, document: Element, origin: Origin) -> Iterator[Record]:
    asset = patent_asset(document)
    yield Record(source=source, key=_published(asset).number, origin=origin, assets=(asset,))


def _published(asset: Asset) -> AssetIdentifier:
    return next(one for one in asset.identifiers if one.role is not IdentifierRole.APPLICATION)


def _identifiers(biblio: Element, *, granted: bool) -> Iterator[AssetIdentifier]:
    role = IdentifierRole.GRANT if granted else IdentifierRole.PUBLICATION
    yield identifier(
        _number(biblio, "publication-reference"), role, office="US", date=_date(biblio, "publication-reference")
    )
    filed = identifier(_number(biblio, "application-reference", kind=False), IdentifierRole.APPLICATION, office="US")
    yield filed.model_copy(update={"date": _date(biblio, "application-reference")})
    for related in biblio.iterfind(f"{_RELATED}/related-publication/document-id"):
        if found := readable(
            _written(related), IdentifierRole.PUBLICATION, office="US", date=day(text_at(related, "date"))
        ):
            yield found


def _number(biblio: Element, path: str, *, kind: bool = True) -> str:
    document = biblio.find(f"{path}/document-id")
    if document is None or not text_at(document, "doc-number"):
        raise Unfit(Message(en="It has no {element}.", zh="其中没有 {element}。", element=path))
    return _written(document, kind=kind)


def _written(document: Element, *, kind: bool = True) -> str:
    country, number = plain(text_at(document, "country")), text_at(document, "doc-number")
    stage = plain(text_at(document, "kind")) if kind else ""
    return " ".join(part for part in (country, number, stage) if part)


def _date(biblio: Element, path: str) -> dt.date | None:
    return day(text_at(biblio, f"{path}/document-id/date"))


def _kind(biblio: Element) -> AssetKind:
    right = parse_patent_number(_number(biblio, "publication-reference"), office="US").right
    told = biblio.find("application-reference")
    design = right is Right.DESIGN or (told is not None and told.get("appl-type") == "design")
    return AssetKind.DESIGN if design else AssetKind.INVENTION


def _abstract(document: Element) -> Text:
    return text_in("en", text_at(document, "abstract"))


def _classes(biblio: Element) -> Iterator[str]:
    for entry in biblio.iter("classification-cpc", "classification-ipcr"):
        if not _inside_search(entry):
            parts = [text_at(entry, part) for part in ("section", "class", "subclass", "main-group", "subgroup")]
            yield "{}{}{}{}/{}".format(*parts) if all(parts) else text_at(entry, "text")
    for entry in biblio.iterfind("classification-ipc"):
        yield from (text_of(symbol) for symbol in entry.iter("main-classification", "further-classification"))


def _inside_search(entry: Element) -> bool:
    return any(str(parent.tag).endswith("search") for parent in entry.iterancestors())


def _holders(biblio: Element) -> Iterator[PartyMention | None]:
    for path in ("assignees/assignee", "parties/applicants/applicant", "us-parties/us-applicants/us-applicant"):
        yield from (_party(entry) for entry in biblio.iterfind(path))


def _agents(biblio: Element) -> Iterator[PartyMention | None]:
    for agent in biblio.iter("agent"):
        yield _party(agent, role="law_firm")


def _party(entry: Element, role: str | None = None) -> PartyMention | None:
    book = entry.find("addressbook")
    book = entry if book is None else book
    place = us_place(text_at(book, "address/state"), text_at(book, "address/country"))
    if body := text_at(book, "orgname"):
        return mention(body, language="en", place=place, role=role, person=False)
    names = [text_at(book, part) for part in ("first-name", "middle-name", "last-name")]
    return mention(" ".join(filter(None, names)), language="en", person=True)


def _priorities(biblio: Element) -> Iterator[AssetIdentifier]:
    documents = [*biblio.iterfind("priority-claims/priority-claim"), *_parents(biblio), *_provisionals(biblio)]
    for document in documents:
        number = _written(document, kind=False)
        found = readable(number, IdentifierRole.PRIORITY, date=day(text_at(document, "date")))
        if found:
            yield found


def _parents(biblio: Element) -> Iterator[Element]:
    for relation in _CONTINUED:
        yield from biblio.iterfind(f"{_RELATED}/{relation}/relation/parent-doc/document-id")
    yield from biblio.iterfind("pct-or-regional-filing-data/document-id")


def _provisionals(biblio: Element) -> Iterator[Element]:
    yield from biblio.iterfind(f"{_RELATED}/us-provisional-application/document-id")


def _citations(biblio: Element) -> Iterator[str]:
    for citation in biblio.iter("patcit"):
        document = citation.find("document-id")
        if document is not None and (key := cited(_written(document))):
            yield key


def _expiry(biblio: Element) -> dt.date | None:
    filed, granted = _date(biblio, "application-reference"), _date(biblio, "publication-reference")
    if filed is None or granted is None or biblio.find("us-term-of-grant/disclaimer") is not None:
        return None
    extension = plain(text_at(biblio, "us-term-of-grant/us-term-extension"))
    parents = [found for one in _parents(biblio) if (found := day(text_at(one, "date")))]
    return us_expiry(
        filed=min([filed, *parents]),
        own_filing=filed,
        granted=granted,
        design=_kind(biblio) is AssetKind.DESIGN,
        years=_digits(text_at(biblio, "us-term-of-grant/length-of-grant")),
        extension=_digits(extension) or 0,
    )


def _digits(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _source(name: str, root: str, describes: Text) -> FormatSource:
    def recogniser(head: Head) -> bool:
        return head.root == root

    def reader(stream: BinaryIO, file: str, context: Context) -> Iterator[Record | Refusal]:
        def build(document: Element, origin: Origin) -> Iterator[Record]:
            return _record(name, document, origin)

        return read_records(stream, file, context, (root,), build, around=_BESIDE)

    return FormatSource(name, describes, recogniser, reader)


GRANT = _source(
    GRANT_NAME, "us-patent-grant", Text.of(en="USPTO granted patents, XML 4.x", zh="美国专利商标局授权专利 XML 4.x")
)
APPLICATION = _source(
    APPLICATION_NAME,
    "us-patent-application",
    Text.of(en="USPTO published applications, XML 4.x", zh="美国专利商标局公开申请 XML 4.x"),
)
