"""USPTO assignment XML: recorded conveyances, each an event on every right that it covers.

Two forms are read: the weekly bulk files (``us-patent-assignments``) and the answers of the assignment search (``response`` with ``doc``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import BinaryIO

from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.uspto_events import conveyance_event, reel_and_frame
from indexer.sources.values import day, mention, plain, readable, text_in, written_place
from indexer.sources.xml import Element, read_records, text_at, text_of
from models.assets import Asset, AssetEvent, AssetIdentifier, AssetKind, IdentifierRole
from models.errors import BadInput
from models.messages import Message
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "uspto-assignment"
_BULK, _ANSWER = "us-patent-assignments", "response"
_RECORDS = ("patent-assignment", "doc")
_ADVICE = Message(en="Nothing can be recorded on a right without its number.", zh="没有号码，无法登记权利的变动。")


def _build(element: Element, origin: Origin) -> Iterator[Record]:
    reel_frame, assets = _from_search(element) if element.tag == "doc" else _from_bulk(element)
    if not assets:
        raise BadInput(
            Message(en="None of its properties has a number that can be read.", zh="其中没有一件权利的号码可以识别。"),
            advice=_ADVICE,
        )
    yield Record(source=NAME, key=reel_frame, origin=origin, assets=assets)


def _from_bulk(element: Element) -> tuple[str, tuple[Asset, ...]]:
    reel_frame = reel_and_frame(
        text_at(element, "assignment-record/reel-no"), text_at(element, "assignment-record/frame-no")
    )
    assignors = element.findall("patent-assignors/patent-assignor")
    event = conveyance_event(
        text_at(element, "assignment-record/conveyance-text"),
        recorded=day(text_at(element, "assignment-record/recorded-date/date")),
        executed=(day(text_at(one, "execution-date/date")) for one in assignors),
        reel_frame=reel_frame,
        assignors=[mention(text_at(one, "name"), language="en") for one in assignors],
        assignees=[_bulk_assignee(one) for one in element.iterfind("patent-assignees/patent-assignee")],
    )
    properties = element.iterfind("patent-properties/patent-property")
    return reel_frame, tuple(asset for one in properties if (asset := _bulk_asset(one, event)))


def _bulk_assignee(entry: Element) -> PartyMention | None:
    place = written_place(text_at(entry, "state")) or written_place(text_at(entry, "country-name"))
    return mention(text_at(entry, "name"), language="en", place=place)


def _bulk_asset(entry: Element, event: AssetEvent) -> Asset | None:
    found = []
    for document in entry.iterfind("document-id"):
        kind = text_at(document, "kind").upper()
        role = _role(kind)
        stage = "" if role is IdentifierRole.APPLICATION else kind
        number = " ".join(part for part in (text_at(document, "doc-number"), stage) if part)
        found.append(readable(number, role, office="US", date=day(text_at(document, "date"))))
    title = entry.find("invention-title")
    language = title.get("lang") if title is not None else None
    return _asset(found, text_in(language or "en", text_of(title)), event)


def _role(kind: str) -> IdentifierRole:
    """The files mark an application ``X0``; publications are A1 and P1, everything else is a grant."""
    if kind.startswith("X") or not kind:
        return IdentifierRole.APPLICATION
    return IdentifierRole.PUBLICATION if kind in {"A1", "A2", "A9", "P1", "P4", "P9"} else IdentifierRole.GRANT


def _from_search(doc: Element) -> tuple[str, tuple[Asset, ...]]:
    reel_frame = reel_and_frame(_one(doc, "reelNo"), _one(doc, "frameNo"))
    addresses = zip_longest(_many(doc, "patAssigneeState"), _many(doc, "patAssigneeCountryName"), fillvalue="")
    places = [written_place(state) or written_place(country) for state, country in addresses]
    assignees = zip_longest(_many(doc, "patAssigneeName"), places)
    event = conveyance_event(
        _one(doc, "conveyanceText"),
        recorded=day(_one(doc, "recordedDate")),
        executed=(day(text) for text in _many(doc, "patAssignorExDate")),
        reel_frame=reel_frame,
        assignors=[mention(name, language="en") for name in _many(doc, "patAssignorName")],
        assignees=[mention(name, language="en", place=place) for name, place in assignees if name],
    )
    return reel_frame, tuple(asset for asset in _search_assets(doc, event) if asset)


def _search_assets(doc: Element, event: AssetEvent) -> Iterator[Asset | None]:
    names = "applNum", "filingDate", "publNum", "publDate", "patNum", "issueDate", "inventionTitle"
    for filed, filed_on, published, published_on, granted, granted_on, title in zip_longest(
        *(_many(doc, name) for name in names), fillvalue=""
    ):
        numbers = [
            readable(filed, IdentifierRole.APPLICATION, office="US", date=day(filed_on)),
            readable(published, IdentifierRole.PUBLICATION, office="US", date=day(published_on)),
            readable(granted, IdentifierRole.GRANT, office="US", date=day(granted_on)),
        ]
        yield _asset(numbers, text_in("en", title), event)


def _asset(numbers: list[AssetIdentifier | None], title: Text, event: AssetEvent) -> Asset | None:
    identifiers = tuple(one for one in numbers if one)
    if not identifiers:
        return None
    design = any(":design:" in one.key for one in identifiers)
    kind = AssetKind.DESIGN if design else AssetKind.INVENTION
    return Asset(kind=kind, identifiers=identifiers, title=title, events=(event,), office="US")


def _one(doc: Element, name: str) -> str:
    return next((plain(text_of(child)) for child in doc if child.get("name") == name), "")


def _many(doc: Element, name: str) -> list[str]:
    return [plain(text_of(one)) for child in doc if child.get("name") == name for one in child]


def _read(stream: BinaryIO, file: str, context: Context) -> Iterator[Record | Refusal]:
    return read_records(stream, file, context, _RECORDS, _build, around=(_BULK, _ANSWER))


def _recognise(head: Head) -> bool:
    return head.root in {_BULK, _RECORDS[0]} or (head.root == _ANSWER and 'name="reelNo"' in head.text)


SOURCE = FormatSource(
    NAME,
    Text.of(en="USPTO recorded assignments of patents (XML)", zh="美国专利商标局专利转让登记 (XML)"),
    _recognise,
    _read,
)
