"""Patents as Google Patents shows them, one JSON object a line: ``id``, ``title``, ``abstract``, ``codes``, ``events``.

An event is ``DAY,WORDS``. The publications among them are further numbers of the same right where they are of the same office;
of another office they are its family. Words that no rule knows become an event of the kind *other*, with the words.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from indexer.sources.base import Context, FormatSource, Head, attempt, refusal
from indexer.sources.classes import symbols
from indexer.sources.languages import language_of
from indexer.sources.rights import kind_of
from indexer.sources.titles import clean
from indexer.sources.values import day, distinct, identified, mention, readable
from models.assets import Asset, AssetEvent, AssetIdentifier, EventKind, IdentifierRole
from models.codes import PatentNumber, parse_patent_number
from models.errors import BadInput
from models.messages import Message
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "google-patents"

_LEGAL_FORM = r"inc|incorporated|llc|l\.l\.c|ltd|limited|co|corp|corporation|company|gmbh|ag|s\.?a|s\.?p\.?a|lp|l\.p|llp|plc|k\.?k|b\.?v|n\.?v"
_BETWEEN_NAMES = re.compile(rf"\s*,\s+(?!(?:{_LEGAL_FORM})\b)", re.IGNORECASE)
_CUT_MEMBER = re.compile(r'[{,]\s*"(id|ipc_seed|events|codes)"\s*:')


@dataclass(slots=True)
class _Life:
    """What the events of one patent tell."""

    number: PatentNumber
    events: list[AssetEvent] = field(default_factory=list)
    identifiers: dict[str, AssetIdentifier] = field(default_factory=dict)
    applicants: list[PartyMention | None] = field(default_factory=list)
    priorities: list[AssetIdentifier] = field(default_factory=list)
    family: list[str] = field(default_factory=list)
    expires: dt.date | None = None
    status: str | None = None

    def add(self, kind: EventKind, on: dt.date | None, words: str, parties: Iterable[PartyMention] = ()) -> None:
        self.events.append(AssetEvent(kind=kind, date=on, source=NAME, text=Text.of(en=words), parties=tuple(parties)))


def recognises(head: Head) -> bool:
    """Whether the first line is an object with the members of such a patent."""
    members = _members(head.first_line)
    return "id" in members and ("ipc_seed" in members or {"events", "codes"} <= members)


def _members(line: str) -> set[str]:
    """The names of an object's own members; of one that the head cuts off, the names before the cut."""
    try:
        found = json.loads(line)
    except ValueError:
        return set(_CUT_MEMBER.findall(line)) if line.startswith('{"id"') else set()
    return set(found) if isinstance(found, dict) else set()


def read(stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
    """Every line as a patent."""
    number = 0
    while line := stream.readline(context.max_record):
        number += 1
        if not line.strip():
            continue
        origin = Origin(file=origin_file, place=f"line {number}")
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield refusal(
                origin,
                Message(en="It is not a JSON object on one line: {why}.", zh="不是单行 JSON 对象：{why}。", why=error),
                raw=line.decode("utf-8", "replace"),
            )
            continue
        yield attempt(partial(patent, value, origin), origin, key=_id(value), raw=str(value))


def patent(value: Mapping[str, Any], origin: Origin) -> Record:
    """The patent of one object. Raises ``CodeError`` where its id is no patent number, ``BadInput`` where it has neither title nor abstract."""
    title, abstract = clean(value.get("title") or ""), clean(value.get("abstract") or "")
    if not title and not abstract:
        raise BadInput(
            Message(en="It has neither a title nor an abstract.", zh="既无标题也无摘要。"),
            advice=Message(
                en="Nothing can be searched or shown of it: add one of the two.",
                zh="无内容可供检索和展示，请补充其一。",
            ),
        )
    number = parse_patent_number(value["id"])
    life = _life(number, value.get("events") or ())
    asset = Asset(
        kind=kind_of(number.right),
        identifiers=tuple(life.identifiers.values()),
        title=Text({language_of(title, beside=abstract): title}) if title else Text(),
        abstract=Text({language_of(abstract): abstract}) if abstract else Text(),
        classifications=symbols([*(value.get("codes") or ()), *(value.get("ipc_seed") or ())]),
        applicants=distinct(life.applicants),
        priorities=tuple(life.priorities),
        family=tuple(dict.fromkeys(life.family)),
        events=tuple(life.events),
        expires=life.expires,
        office=number.office,
        status=life.status,
        link=f"https://patents.google.com/patent/{number}",
    )
    return Record(source=NAME, key=str(number), origin=origin, assets=(asset,))


def _life(number: PatentNumber, events: Iterable[str]) -> _Life:
    life = _Life(number)
    own = identified(number, IdentifierRole(number.role or "publication"))
    life.identifiers[own.number] = own
    for event in events:
        date, _, words = event.partition(",")
        _tell(life, day(date), words.strip())
    return life


def _tell(life: _Life, on: dt.date | None, words: str) -> None:
    for start, told in _RULES:
        if words.casefold().startswith(start):
            told(life, on, words[len(start) :].strip(" :"))
            return
    life.add(EventKind.OTHER, on, words)


def _filed(life: _Life, on: dt.date | None, names: str) -> None:
    parties = _parties(names)
    life.applicants += parties
    life.add(EventKind.FILING, on, f"Application filed by {names}" if names else "", parties)


def _assigned(life: _Life, on: dt.date | None, names: str) -> None:
    life.add(EventKind.ASSIGNMENT, on, f"Assigned to {names}", _parties(names))


def _published(life: _Life, on: dt.date | None, text: str) -> None:
    found = readable(text, IdentifierRole.PUBLICATION)
    if found is None:
        life.add(EventKind.PUBLICATION, on, f"Publication of {text}")
        return
    number = parse_patent_number(text)
    if number.office != life.number.office:
        life.family.append(found.key)
        return
    life.identifiers[found.number] = identified(number, IdentifierRole(number.role or "publication"), on)
    life.add(EventKind.PUBLICATION, on, f"Publication of {text}")


def _prior(life: _Life, on: dt.date | None, text: str) -> None:
    if found := readable(text, IdentifierRole.PRIORITY, date=on):
        life.priorities.append(found)


def _expires(life: _Life, on: dt.date | None, _: str) -> None:
    life.expires = on or life.expires


def _stands(life: _Life, _: dt.date | None, words: str) -> None:
    life.status = words or None


def _happened(kind: EventKind, words: str) -> Callable[[_Life, dt.date | None, str], None]:
    return lambda life, on, rest: life.add(kind, on, f"{words} {rest}".strip())


_RULES: tuple[tuple[str, Callable[[_Life, dt.date | None, str], None]], ...] = (
    ("application filed by", _filed),
    ("application filed", _filed),
    ("assigned to", _assigned),
    ("publication of", _published),
    ("application granted", _happened(EventKind.GRANT, "Application granted")),
    ("grant of", _published),
    ("priority to", _prior),
    ("priority claimed from", _prior),
    ("anticipated expiration", _expires),
    ("adjusted expiration", _expires),
    ("application status is", _stands),
    ("status", _stands),
    ("expired - lifetime", _happened(EventKind.EXPIRY, "Expired - Lifetime")),
    ("expired - fee related", _happened(EventKind.LAPSE, "Expired - Fee Related")),
    ("abandoned", _happened(EventKind.WITHDRAWAL, "Abandoned")),
    ("withdrawn", _happened(EventKind.WITHDRAWAL, "Withdrawn")),
)
"""What the words of an event begin with, in lower case, and what they tell."""


def _parties(names: str) -> tuple[PartyMention, ...]:
    return distinct(mention(name, language=language_of(name)) for name in _BETWEEN_NAMES.split(names))


def _id(value: object) -> str | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


SOURCE = FormatSource(
    name=NAME,
    describes=Text.of(en="Google Patents (JSONL: id, title, abstract, codes, events)", zh="谷歌专利（JSONL）"),
    recogniser=recognises,
    reader=read,
)
