"""EPO exchange documents, as OPS answers and as DOCDB's bulk files hold them: bibliography, search results, families, legal events.

Every member of a family is an asset of its own: a family links and never merges.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from indexer.sources.base import Context, FormatSource, Head, refusal
from indexer.sources.classes import symbols
from indexer.sources.epo_documents import (
    applicants,
    application,
    as_identifier,
    citations,
    class_texts,
    priorities,
    publication,
)
from indexer.sources.epo_legal import legal_events
from indexer.sources.rights import in_order, kind_of, milestones
from indexer.sources.values import merged, text_in
from indexer.sources.xml import Element, read_records, text_of
from models.assets import Asset
from models.messages import Message
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "epo-exchange"
_DOCUMENT, _MEMBER, _HIT = "exchange-document", "family-member", "publication-reference"
_AROUND = ("world-patent-data", "exchange-documents")


def exchange_asset(holder: Element) -> Asset:
    """The asset of an ``exchange-document``, a ``family-member`` or a search's ``publication-reference``. Raises ``CodeError``."""
    document = holder.find(_DOCUMENT) if holder.tag == _MEMBER else holder
    document = holder if document is None else document
    biblio = document.find("bibliographic-data")
    biblio = document if biblio is None else biblio
    number, published = publication(holder if holder.find(_HIT) is not None else biblio, holder)
    filed = application(biblio) or application(holder)
    identifiers = (as_identifier(number, published), *([filed] if filed else []))
    return Asset(
        kind=kind_of(number.right),
        identifiers=identifiers,
        title=merged(text_in(one.get("lang"), text_of(one)) for one in biblio.iterfind("invention-title")),
        abstract=merged(text_in(one.get("lang"), text_of(one)) for one in document.iterfind("abstract")),
        classifications=symbols(class_texts(biblio)),
        applicants=applicants(biblio),
        priorities=tuple(priorities(biblio)) or tuple(priorities(holder)),
        family=_family(holder, document),
        cites=tuple(dict.fromkeys(citations(biblio))),
        events=in_order([*milestones(identifiers, "EPO"), *legal_events(holder)]),
        office=number.office,
    )


def _family(holder: Element, document: Element) -> tuple[str, ...]:
    family = holder.get("family-id") or document.get("family-id")
    return (f"docdb:{family}",) if family else ()


def _build(holder: Element, origin: Origin) -> Iterator[Record | Refusal]:
    if holder.tag == _HIT and not holder.get("family-id") and not holder.get("system"):
        return  # the number that a family was asked for, given back as its heading
    if holder.get("status", "").upper() == "D":
        yield refusal(
            origin,
            Message(en="DOCDB has deleted this document.", zh="DOCDB 已删除该文献。"),
            advice=Message(en="Nothing is to be done.", zh="无须处理。"),
        )
        return
    asset = exchange_asset(holder)
    # What a family or a search says of a document is less than its own record, and must not take its place.
    part = "" if holder.tag == _DOCUMENT else "#legal" if holder.find("legal") is not None else f"#{holder.tag}"
    yield Record(source=NAME, key=asset.identifiers[0].number + part, origin=origin, assets=(asset,))


def _read(stream: BinaryIO, file: str, context: Context) -> Iterator[Record | Refusal]:
    return read_records(stream, file, context, (_DOCUMENT, _MEMBER, _HIT), _build, around=_AROUND)


def _recognise(head: Head) -> bool:
    return head.root in (*_AROUND, _DOCUMENT)


SOURCE = FormatSource(
    NAME,
    Text.of(
        en="EPO exchange documents of OPS and DOCDB: bibliography, search, family, legal events (XML)",
        zh="欧洲专利局 OPS/DOCDB 交换文档：著录项目、检索、同族、法律事件 (XML)",
    ),
    _recognise,
    _read,
)
