"""INPADOC legal events (``ops:legal``, the L-codes) in the words of the field.

The meaning is read from the event's own description, which INPADOC writes alike for every office; the code is kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.sources.values import day, mention, plain
from indexer.sources.xml import Element, text_at, text_of
from models.assets import AssetEvent, EventKind
from models.parties import PartyMention
from models.text import Text

INPADOC = "INPADOC"

_SECURITY = r"PLEDGE|LIEN\b|MORTGAGE|SECURITY (?:INTEREST|AGREEMENT)|RIGHTS? IN REM"
_ENDED = r"CANCEL|DISCHARG|RELEAS|TERMINAT|DELET|LIFT|EXPIR"
_MEANINGS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (EventKind.PLEDGE_RELEASE, rf"(?:{_ENDED}).*(?:{_SECURITY})|(?:{_SECURITY}).*(?:{_ENDED})"),
        (EventKind.PLEDGE, _SECURITY),
        (EventKind.PRESERVATION_END, rf"(?:{_ENDED}).*PRESERVATION"),
        (EventKind.PRESERVATION, r"PRESERVATION OF PATENT|PATENT.* PRESERVATION"),
        (EventKind.LICENCE_END, rf"(?:{_ENDED}).*LICEN[SC]"),
        (EventKind.LICENCE, r"LICEN[SC]"),
        (
            EventKind.EXAMINATION,
            r"INTENTION TO GRANT|EXPECTED\) GRANT|REQUEST FOR.*EXAMINATION|EXAMINATION REPORT|SEARCH REPORT",
        ),
        (EventKind.OTHER, r"NO OPPOSITION|OBSERVATIONS? |DESIGNATION OF|DESIGNATED CONTRACTING|OPPOSITION.*WITHDRAWN"),
        (EventKind.INVALIDATION, r"REVO(?:KED|CATION)|INVALID|NULLIT|ANNULMENT"),
        (EventKind.OPPOSITION, r"OPPOSITION"),
        (EventKind.RESTORATION, r"RESTOR|REINSTAT|RE-?ESTABLISH"),
        (EventKind.LAPSE, r"LAPS|CEAS|NON-?PAYMENT|TERMINATION OF PATENT|TRANSLATION NOT FILED"),
        (EventKind.EXPIRY, r"EXPIR"),
        (EventKind.WITHDRAWAL, r"WITHDRAWN|WITHDRAWAL|ABANDON"),
        (EventKind.REFUSAL, r"REFUS|REJECT"),
        (EventKind.LITIGATION, r"LITIGATION|INFRINGEMENT|LAWSUIT"),
        (EventKind.OTHER, r"CHANGE OF.*(?:NAME|ADDRESS)|CORRECT"),
        (EventKind.ASSIGNMENT, r"ASSIGN|TRANSFER|CHANGE OF (?:OWNER|PROPRIETOR|HOLDER)|NEW OWNER"),
        (EventKind.FEE, r"FEES? (?:PAID|PAYMENT)|PAYMENT OF.*FEE|MAINTENANCE FEE"),
        (EventKind.GRANT, r"GRANTED|GRANT OF|PATENT GRANT"),
        (EventKind.EXAMINATION, r"EXAMIN"),
        (EventKind.PUBLICATION, r"PUBLICATION|PUBLISHED"),
    )
)
_STATE_FIRST = re.compile(r"([A-Z]{2}): ")


def legal_events(member: Element) -> Iterator[AssetEvent]:
    """Every legal event under ``member``, in the record's order."""
    for legal in member.iter("legal"):
        yield legal_event(legal)


_OF_ONE_STATE = frozenset({EventKind.LICENCE, EventKind.LICENCE_END, EventKind.FEE, EventKind.LITIGATION})
"""Events that mean the same where they are about one state only; any other says nothing of the patent as a whole."""


def legal_event(legal: Element) -> AssetEvent:
    """One ``ops:legal``. ``territory``: the state whose part of a European patent it is about.

    A lapse, grant or transfer in one state is ``OTHER``: the patent has not lapsed, been granted or passed on as a whole.
    """
    own = plain(legal.get("desc"))
    national = legal.find("L500EP/L502EP")
    referred = plain(national.get("descData")) if national is not None else ""
    words = referred or own
    free = plain(text_at(legal, "L500EP/L510EP"))
    kind, state = _meaning(words), plain(text_at(legal, "L500EP/L501EP")) or _named_state(own)
    return AssetEvent(
        kind=kind if state is None or kind in _OF_ONE_STATE else EventKind.OTHER,
        date=day(text_at(legal, "L500EP/L525EP")) or day(text_at(legal, "L007EP")),
        source=INPADOC,
        code=_code(legal, national),
        text=Text.of(en=". ".join(filter(None, (words, free)))),
        parties=tuple(_owners(legal)),
        territory=state,
    )


def _meaning(words: str) -> EventKind:
    capitals = words.upper()
    return next((kind for kind, pattern in _MEANINGS if pattern.search(capitals)), EventKind.OTHER)


def _code(legal: Element, national: Element | None) -> str:
    code = plain(legal.get("code"))
    return f"{code} {text_of(national)}" if national is not None else code


def _named_state(words: str) -> str | None:
    found = _STATE_FIRST.match(words)
    return found[1] if found else None


def _owners(legal: Element) -> Iterator[PartyMention]:
    """New owners: of the fields of an event those that its description calls owner, holder or proprietor."""
    for field in legal.iterfind("L500EP/*"):
        called = (field.get("desc") or "").upper()
        if re.search(r"OWNER|HOLDER|PROPRIETOR", called) and (found := mention(text_of(field).partition(";")[0])):
            yield found
