"""USPTO Open Data Portal JSON: file wrappers with status, history, recorded assignments and continuity.

Two shapes are read: ``patentFileWrapperDataBag`` with ``applicationMetaData`` and ``eventDataBag`` (the API as it is), and the earlier
``patentBag`` that holds the same members in one object with ``transactionContentBag``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.classes import symbols
from indexer.sources.json_items import item_records
from indexer.sources.rights import in_order, milestones
from indexer.sources.uspto_events import (
    OFFICE,
    conveyance_event,
    reel_and_frame,
    status_word,
    transaction_kind,
)
from indexer.sources.uspto_terms import us_expiry
from indexer.sources.values import day, distinct, identifier, mention, owners, plain, readable, text_in, us_place
from models.assets import Asset, AssetEvent, AssetIdentifier, AssetKind, EventKind, IdentifierRole
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "uspto-file-wrapper"
_BAGS = ("patentFileWrapperDataBag", "patentBag")
_PROVISIONAL = "PRO"
_ENDS = {"lapsed": EventKind.LAPSE, "withdrawn": EventKind.WITHDRAWAL, "expired": EventKind.EXPIRY}

Json = dict[str, Any]


def wrapper_asset(wrapper: Json) -> Asset:
    """The asset that one file wrapper tells of. Raises ``CodeError``, ``LookupError``, ``TypeError`` or ``AttributeError``."""
    facts: Json = wrapper | (wrapper.get("applicationMetaData") or {})
    identifiers = tuple(_identifiers(facts))
    status = status_word(plain(facts.get("applicationStatusDescriptionText")))
    return Asset(
        kind=_kind(facts),
        identifiers=identifiers,
        title=text_in("en", plain(facts.get("inventionTitle"))),
        classifications=symbols(_list(facts, "cpcClassificationBag")),
        applicants=owners(_applicants(facts)),
        agents=_agents(facts),
        priorities=tuple(_priorities(facts)),
        events=in_order([*milestones(identifiers, OFFICE), *_history(facts, status), *_assignments(facts)]),
        expires=_expiry(facts),
        office="US",
        status=status,
    )


def _kind(facts: Json) -> AssetKind:
    design = str(facts.get("applicationTypeCode", "")).startswith("DES")
    return AssetKind.DESIGN if design else AssetKind.INVENTION


def _identifiers(facts: Json) -> Iterator[AssetIdentifier]:
    yield identifier(
        facts["applicationNumberText"], IdentifierRole.APPLICATION, office="US", date=day(facts.get("filingDate"))
    )
    published = plain(facts.get("earliestPublicationNumber")).replace("-", "")
    if found := readable(
        published, IdentifierRole.PUBLICATION, office="US", date=day(facts.get("earliestPublicationDate"))
    ):
        yield found
    granted = plain(str(facts.get("patentNumber") or ""))
    if found := readable(granted, IdentifierRole.GRANT, office="US", date=day(facts.get("grantDate"))):
        yield found


def _applicants(facts: Json) -> Iterator[PartyMention | None]:
    for entry in _list(facts, "applicantBag"):
        name = plain(entry.get("applicantNameText") or entry.get("applicant"))
        person = bool(entry.get("lastName")) and not entry.get("applicantNameText")
        yield mention(name, language="en", place=_first_place(entry, "correspondenceAddressBag"), person=person or None)


def _agents(facts: Json) -> tuple[PartyMention, ...]:
    """The firms of record; their practitioners are natural persons, and left out where a firm is named."""
    attorneys = facts.get("recordAttorney") or {}
    if isinstance(attorneys, list):
        attorneys = attorneys[0] if attorneys else {}
    customer = attorneys.get("customerNumber") or attorneys.get("customerNumberCorrespondenceData") or {}
    customers = customer if isinstance(customer, list) else [customer]
    bags = [address for one in customers for address in _list(one, "powerOfAttorneyAddressBag")]
    bags = bags or [address for one in _list(attorneys, "attorneyBag") for address in _list(one, "attorneyAddressBag")]
    return distinct(_firm(address) for address in bags)


def _firm(address: Json) -> PartyMention | None:
    name = plain(address.get("nameLineOneText")).partition(" (")[0]
    return mention(name, language="en", place=_place(address), role="law_firm")


def _priorities(facts: Json) -> Iterator[AssetIdentifier]:
    for parent in _parents(facts):
        number = plain(parent.get("parentApplicationNumberText"))
        office = None if number.startswith("PCT") else "US"
        found = readable(number, IdentifierRole.PRIORITY, office=office, date=_parent_day(parent))
        if found:
            yield found
    for claim in _list(facts, "foreignPriorityBag"):
        number = plain(claim.get("applicationNumberText"))
        office = plain(claim.get("ipOfficeCode") or claim.get("priorityCountryCode"))
        if office and (
            found := readable(number, IdentifierRole.PRIORITY, office=office, date=day(claim.get("filingDate")))
        ):
            yield found


def _parents(facts: Json) -> list[Json]:
    return _list(facts, "parentContinuityBag") or _list(facts.get("continuityBag") or {}, "parentContinuityBag")


def _parent_day(parent: Json) -> dt.date | None:
    return day(parent.get("parentApplicationFilingDate") or parent.get("filingDate"))


def _history(facts: Json, status: str | None) -> Iterator[AssetEvent]:
    """What happened to the right. The office's own steps (scans, docketing, notifications), most of a history, are left out."""
    kinds = set()
    for entry in _list(facts, "eventDataBag") or _list(facts, "transactionContentBag"):
        text = plain(entry.get("eventDescriptionText") or entry.get("caseActionDescriptionText"))
        code = plain(entry.get("eventCode") or entry.get("caseActionCode"))
        date = day(entry.get("eventDate") or entry.get("recordedDate"))
        if (kind := transaction_kind(text)) is not EventKind.OTHER:
            kinds.add(kind)
            yield AssetEvent(kind=kind, date=date, source=OFFICE, code=code, text=Text.of(en=text))
    if (ended := _ENDS.get(status or "")) and ended not in kinds:
        text = plain(facts.get("applicationStatusDescriptionText"))
        code = f"status {facts.get('applicationStatusCode', '')}".strip()
        date = day(facts.get("applicationStatusDate"))
        yield AssetEvent(kind=ended, date=date, source=OFFICE, code=code, text=Text.of(en=text))


def _assignments(facts: Json) -> Iterator[AssetEvent]:
    for entry in _list(facts, "assignmentBag"):
        assignors = _list(entry, "assignorBag")
        yield conveyance_event(
            plain(entry.get("conveyanceText")),
            recorded=day(entry.get("assignmentRecordedDate")),
            executed=(day(one.get("executionDate")) for one in assignors),
            reel_frame=_reel_frame(entry),
            assignors=[mention(one.get("assignorName", ""), language="en") for one in assignors],
            assignees=[_assignee(one) for one in _list(entry, "assigneeBag")],
        )


def _reel_frame(entry: Json) -> str:
    whole = plain(entry.get("reelAndFrameNumber"))
    reel, _, frame = whole.partition("/")
    return reel_and_frame(
        reel or plain(str(entry.get("reelNumber", ""))), frame or plain(str(entry.get("frameNumber", "")))
    )


def _assignee(entry: Json) -> PartyMention | None:
    return mention(entry.get("assigneeNameText", ""), language="en", place=_place(entry.get("assigneeAddress") or {}))


def _first_place(entry: Json, bag: str) -> str | None:
    return next((_place(address) for address in _list(entry, bag)), None)


def _place(address: Json) -> str | None:
    return us_place(plain(address.get("geographicRegionCode")), plain(address.get("countryCode")))


def _expiry(facts: Json) -> dt.date | None:
    filed, granted = day(facts.get("filingDate")), day(facts.get("grantDate"))
    if filed is None or granted is None:
        return None
    counted = [one for one in _parents(facts) if one.get("claimParentageTypeCode") != _PROVISIONAL]
    adjustment = (facts.get("patentTermAdjustmentData") or {}).get("adjustmentTotalQuantity") or 0
    return us_expiry(
        filed=min([filed, *(date for one in counted if (date := _parent_day(one)))]),
        own_filing=filed,
        granted=granted,
        design=_kind(facts) is AssetKind.DESIGN,
        extension=int(adjustment),
    )


def _list(holder: Json, name: str) -> list[Any]:
    value = holder.get(name) or []
    return value if isinstance(value, list) else [value]


def _record(wrapper: Json, origin: Origin) -> Record:
    asset = wrapper_asset(wrapper)
    return Record(source=NAME, key=asset.identifiers[0].number, origin=origin, assets=(asset,))


def _read(stream: BinaryIO, file: str, context: Context) -> Iterator[Record | Refusal]:
    return item_records(stream, file, context, _BAGS, _record)


def _recognise(head: Head) -> bool:
    return head.text.lstrip().startswith("{") and any(f'"{bag}"' in head.text for bag in _BAGS)


SOURCE = FormatSource(
    NAME,
    Text.of(en="USPTO Open Data Portal, patent file wrappers (JSON)", zh="美国专利商标局开放数据平台专利案卷 (JSON)"),
    _recognise,
    _read,
)
