"""A row of an asset's form as an asset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from indexer.sources.forms.cells import Row, day, last_day
from indexer.sources.forms.events import read_event
from indexer.sources.forms.numbers import PATENTS, register_identifier
from indexer.sources.forms.parties import read_names
from indexer.sources.forms.places import read_place
from indexer.sources.rights import kind_of
from indexer.sources.values import identified
from models.assets import Asset, AssetEvent, AssetIdentifier, AssetKind, EventKind, IdentifierRole
from models.codes import (
    ClassificationSymbol,
    LocarnoClass,
    NiceClass,
    PartyIdentifier,
    PatentNumber,
    parse_office,
    parse_patent_number,
)
from models.messages import Message
from models.parties import PartyMention

ANY_PATENT = "patent"
"""The kind of a row that leaves it to the number which kind of patent it is."""

_COLUMNS = {
    "application_number": IdentifierRole.APPLICATION,
    "publication_number": IdentifierRole.PUBLICATION,
    "grant_number": IdentifierRole.GRANT,
    "registration_number": IdentifierRole.REGISTRATION,
}
_DATES = {
    "filed": (IdentifierRole.APPLICATION, EventKind.FILING),
    "published": (IdentifierRole.PUBLICATION, EventKind.PUBLICATION),
    "granted": (IdentifierRole.GRANT, EventKind.GRANT),
    "registered": (IdentifierRole.REGISTRATION, EventKind.GRANT),
}


def read_asset(row: Row) -> Asset:
    """The asset that a row tells of. Raises ``RowFault`` with every problem found."""
    home = row.read("office", parse_office)
    dates = {role: (row.read(column, day), kind) for column, (role, kind) in _DATES.items()}
    kind, identifiers = _identified(row, home or "CN")
    if not identifiers and not row.problems:
        row.problem(
            "number",
            Message(en="an asset needs a number; know-how needs an id.", zh="知识产权须有号码；技术秘密须有编号。"),
        )
    fields = _fields(row, kind)
    row.check()
    dated = tuple(_dated(identifier, dates) for identifier in identifiers)
    return Asset.model_validate(
        {
            "kind": kind,
            "identifiers": dated,
            "office": home or _office(kind, identifiers),
            **fields,
            "events": (*_dated_events(dates), *fields["events"]),
        }
    )


def _fields(row: Row, kind: AssetKind) -> dict[str, Any]:
    return {
        "title": row.both("title"),
        "abstract": row.both("abstract"),
        "classifications": row.each("classes", _class_reader(kind)),
        "applicants": _applicants(row),
        "agents": read_names(row, "agents"),
        "priorities": row.each("priority_numbers", _priority),
        "family": row.listed("family"),
        "cites": row.each("cites", lambda text: parse_patent_number(text).key),
        "events": row.each("events", read_event),
        "expires": row.read("expires", last_day),
        "status": row.text("status"),
        "link": row.text("link"),
    }


def _class_reader(kind: AssetKind) -> Callable[[str], str]:
    """A reader of the classes that rights of this kind have: Nice for marks, Locarno for designs, CPC or IPC else."""
    if kind is AssetKind.TRADEMARK:
        return lambda text: str(NiceClass.parse(text))
    if kind is AssetKind.DESIGN:
        return lambda text: str(LocarnoClass.parse(text))
    return lambda text: str(ClassificationSymbol.parse(text))


def _identified(row: Row, home: str) -> tuple[AssetKind, tuple[AssetIdentifier, ...]]:
    stated = row.cells["kind"]
    if stated == ANY_PATENT or AssetKind(stated) in PATENTS:
        numbers = _patent_numbers(row)
        kind = _kind_of(numbers) if stated == ANY_PATENT else AssetKind(stated)
        return kind, _distinct(identified(number, role) for number, role in numbers)
    return AssetKind(stated), _registered(row, AssetKind(stated), home)


def _registered(row: Row, kind: AssetKind, home: str) -> tuple[AssetIdentifier, ...]:
    """The identifiers of a right that is no patent: its number in its register, or the id of know-how, which has no register."""
    columns = ("id",) if kind is AssetKind.KNOW_HOW else ("number", "registration_number")
    for column in {"number", *_COLUMNS} - {*columns}:
        if row.text(column):
            row.problem(
                row.headings[column],
                Message(
                    en="a right of the kind {kind} has no such number; give it as '{column}'.",
                    zh="{kind}类权利没有此号码；请填在“{column}”列。",
                    kind=kind.value,
                    column=columns[0],
                ),
            )
    read = [row.each(column, lambda text: register_identifier(kind, text, home)) for column in columns]
    return _distinct(identifier for found in read for identifier in found)


def _patent_numbers(row: Row) -> list[tuple[PatentNumber, IdentifierRole]]:
    found = [(number, _role(number)) for number in row.each("number", parse_patent_number)]
    for column, role in _COLUMNS.items():
        said = "grant" if role is IdentifierRole.REGISTRATION else role.value
        found += [(number, role) for number in row.each(column, partial(parse_patent_number, role=said))]
    return found


def _role(number: PatentNumber) -> IdentifierRole:
    return IdentifierRole(number.role or "publication")


def _kind_of(numbers: list[tuple[PatentNumber, IdentifierRole]]) -> AssetKind:
    rights = {kind_of(number.right) for number, _ in numbers}
    return next(iter(sorted(rights - {AssetKind.INVENTION}, reverse=True)), AssetKind.INVENTION)


def _priority(text: str) -> AssetIdentifier:
    return identified(parse_patent_number(text, role="priority"), IdentifierRole.PRIORITY)


def _distinct(identifiers: Iterable[AssetIdentifier]) -> tuple[AssetIdentifier, ...]:
    return tuple({(one.role, one.number): one for one in identifiers}.values())


def _office(kind: AssetKind, identifiers: tuple[AssetIdentifier, ...]) -> str | None:
    """The office that the first number names; none for what is registered with no office."""
    if kind in {AssetKind.DOMAIN_NAME, AssetKind.KNOW_HOW} or not identifiers:
        return None
    if kind in {AssetKind.SOFTWARE_COPYRIGHT, AssetKind.IC_LAYOUT}:
        return "CN"
    return identifiers[0].number[:2] if identifiers[0].number[:2].isalpha() else None


Dates = dict[IdentifierRole, tuple[dt.date | None, EventKind]]


def _dated(identifier: AssetIdentifier, dates: Dates) -> AssetIdentifier:
    found = dates.get(identifier.role, (None, None))[0]
    return identifier.model_copy(update={"date": found}) if found else identifier


def _dated_events(dates: Dates) -> Iterable[AssetEvent]:
    return (AssetEvent(kind=kind, date=on, source="form") for on, kind in dates.values() if on)


def _applicants(row: Row) -> tuple[PartyMention, ...]:
    named = read_names(row, "applicants")
    ids = row.each("applicant_ids", PartyIdentifier.parse)
    place = row.read("applicant_place", read_place)
    if len(ids) > len(named):
        row.problem(
            "applicant_ids",
            Message(
                en="there are {ids} identifiers for {named} applicants.",
                zh="有{ids}个标识，而申请人为{named}个。",
                ids=len(ids),
                named=len(named),
            ),
        )
    given = [*ids, *[None] * len(named)]
    return tuple(
        party.model_copy(update={"identifiers": (given[at],) if given[at] else (), "place": place if at == 0 else None})
        for at, party in enumerate(named)
    )
