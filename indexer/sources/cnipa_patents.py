"""CNIPA patent XML (``cn-patent-document`` with ``cn-bibliographic-data``): inventions, utility models, designs.

Unverified: no real file was at hand. The structure follows the ST.36 form that the office's documentation describes, and where it leaves a
choice (``cn-applicant`` or ``applicant``, ``orgname`` or ``name``) each is read. The fixtures are this project's own writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.classes import symbols
from indexer.sources.rights import kind_of, milestones
from indexer.sources.values import (
    day,
    distinct,
    identified,
    identifier,
    mention,
    merged,
    owners,
    plain,
    readable,
    text_in,
    written_place,
)
from indexer.sources.xml import Element, read_records, text_at, text_of
from models.assets import Asset, AssetIdentifier, EventKind, IdentifierRole
from models.codes import PatentNumber, parse_patent_number
from models.messages import Message, Unfit
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "cnipa-patent"
OFFICE = "CNIPA"
_DOCUMENT, _BIBLIO = "cn-patent-document", "cn-bibliographic-data"
_WORDS = {
    EventKind.FILING: Text.of(en="Filed", zh="申请"),
    EventKind.PUBLICATION: Text.of(en="Published", zh="公开"),
    EventKind.GRANT: Text.of(en="Granted", zh="授权"),
}

_POSTCODE = re.compile(r"^\d{6}\s*")


def patent_asset(document: Element) -> Asset:
    """The asset of one document. Raises ``CodeError`` (a wrong check digit among them) and ``Unfit``."""
    biblio = document if document.tag == _BIBLIO else document.find(_BIBLIO)
    if biblio is None:
        raise Unfit(Message(en="It has no {element}.", zh="其中没有 {element}。", element=_BIBLIO))
    filed, published = _filed(biblio), _published(biblio)
    identifiers = (filed, *([published[1]] if published else []))
    right = published[0].right if published else parse_patent_number(filed.number).right
    return Asset(
        kind=kind_of(right),
        identifiers=identifiers,
        title=merged(text_in(one.get("lang"), text_of(one)) for one in biblio.iterfind("invention-title")),
        abstract=merged(text_in(one.get("lang"), text_of(one)) for one in document.iter("abstract", "cn-abstract")),
        classifications=symbols(_classes(biblio)),
        applicants=owners(_applicants(biblio)),
        agents=distinct(_agencies(biblio)),
        priorities=tuple(_priorities(biblio)),
        events=tuple(milestones(identifiers, OFFICE, _WORDS)),
        office="CN",
    )


def _filed(biblio: Element) -> AssetIdentifier:
    document = biblio.find("application-reference/document-id")
    if document is None:
        raise Unfit(Message(en="It has no application number (申请号).", zh="没有申请号。"))
    number = plain(text_at(document, "doc-number"))
    return identifier(number, IdentifierRole.APPLICATION, office="CN", date=day(text_at(document, "date")))


def _published(biblio: Element) -> tuple[PatentNumber, AssetIdentifier] | None:
    for path in ("cn-publication-reference/document-id", "publication-reference/document-id"):
        if (document := biblio.find(path)) is not None:
            written = f"CN {text_at(document, 'doc-number')} {text_at(document, 'kind')}".strip()
            number = parse_patent_number(written)
            role = IdentifierRole(number.role) if number.role else IdentifierRole.PUBLICATION
            return number, identified(number, role, day(text_at(document, "date")))
    return None


def _classes(biblio: Element) -> Iterator[str]:
    for entry in biblio.iter("classification-ipcr", "classification-ipc"):
        parts = [text_at(entry, part) for part in ("section", "class", "subclass", "main-group", "subgroup")]
        if all(parts):
            yield "{}{}{}{}/{}".format(*parts)
        else:
            yield from (text_of(one) for one in entry.iter("text", "main-classification", "further-classification"))


def _applicants(biblio: Element) -> Iterator[PartyMention | None]:
    inventors = {_name(one)[0] for one in biblio.iter("cn-inventor", "inventor")}
    for entry in biblio.iter("cn-applicant", "applicant"):
        name, language = _name(entry)
        yield mention(name, language=language, place=_place(entry), person=name in inventors or None)


def _agencies(biblio: Element) -> Iterator[PartyMention | None]:
    """Agencies of record (代理机构). The agents themselves (代理人) are natural persons, and left out."""
    for entry in biblio.iter("cn-agency", "agency"):
        name, language = _name(entry)
        yield mention(name, language=language, role="patent_agency", person=False)


def _name(entry: Element) -> tuple[str, str | None]:
    for path in ("addressbook/orgname", "addressbook/name", "orgname", "name", "addressbook/last-name"):
        found = entry.find(path)
        if found is not None and text_of(found):
            return text_of(found), found.get("lang") or entry.get("lang")
    return text_of(entry) if len(entry) == 0 else "", entry.get("lang")


def _place(entry: Element) -> str | None:
    address = next((text_of(one) for one in entry.iter("address")), "")
    return written_place(_POSTCODE.sub("", address)) or written_place(text_at(entry, "residence/country"))


def _priorities(biblio: Element) -> Iterator[AssetIdentifier]:
    for claim in biblio.iterfind("priority-claims/priority-claim"):
        holder = claim.find("document-id")
        holder = claim if holder is None else holder
        number, office = text_at(holder, "doc-number"), text_at(holder, "country") or "CN"
        if found := readable(number, IdentifierRole.PRIORITY, office=office, date=day(text_at(holder, "date"))):
            yield found


def _build(document: Element, origin: Origin) -> Iterator[Record]:
    asset = patent_asset(document)
    # The publication names the record: an application and its grant are two documents of one right.
    yield Record(source=NAME, key=asset.identifiers[-1].number, origin=origin, assets=(asset,))


def _read(stream: BinaryIO, file: str, context: Context) -> Iterator[Record | Refusal]:
    return read_records(stream, file, context, (_DOCUMENT, _BIBLIO), _build, around=("cn-patent-documents",))


def _recognise(head: Head) -> bool:
    return head.root in {_DOCUMENT, _BIBLIO, "cn-patent-documents"}


SOURCE = FormatSource(
    NAME,
    Text.of(en="CNIPA patents (XML, cn-patent-document)", zh="国家知识产权局专利文献 (XML, cn-patent-document)"),
    _recognise,
    _read,
)
