"""What the USPTO's transactions, statuses and recorded conveyances say in the words of the field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from indexer.sources.values import distinct, plain
from models.assets import AssetEvent, EventKind
from models.parties import PartyMention
from models.text import Text

OFFICE = "USPTO"
ASSIGNMENTS = "USPTO assignments"
NAME_CHANGE = "name-change"
"""The code of a recorded change of name: the right has not passed to anybody, so it is no assignment."""

_CONVEYANCES = (
    (
        EventKind.PLEDGE_RELEASE,
        r"(?:RELEAS|TERMINAT|DISCHARG|SATISF|RECONVEY|RESCI).*(?:SECUR|LIEN|MORTGAGE|PLEDGE|COLLATERAL)",
    ),
    (
        EventKind.PLEDGE_RELEASE,
        r"(?:SECUR|LIEN|MORTGAGE|PLEDGE|COLLATERAL).*(?:RELEAS|TERMINAT|DISCHARG|SATISF)|^RELEASE",
    ),
    (EventKind.PLEDGE, r"SECUR|LIEN\b|MORTGAGE|PLEDGE|COLLATERAL"),
    (EventKind.LICENCE_END, r"TERMINAT.*LICEN[SC]E|LICEN[SC]E.*TERMINAT"),
    (EventKind.LICENCE, r"LICEN[SC]E"),
    (EventKind.LITIGATION, r"LIS PENDENS|COURT ORDER|JUDGMENT|WRIT"),
    (
        EventKind.ASSIGNMENT,
        r"ASSIGNMENT|ASSIGNOR|MERGER|CONVEYANCE|QUITCLAIM|BILL OF SALE|DISTRIBUTION|TRANSFER|REASSIGN",
    ),
)
_RENAMED = re.compile(r"CHANGE OF (?:NAME|ADDRESS)|NAME CHANGE|ENTITY CONVERSION|CERTIFICATE OF CONVERSION")
_REEL = re.compile(r"REEL\s*/?\s*FRAME\W*(?:NOS?\W*)?(\d{4,6})\s*/\s*(\d{1,4})")

_TRANSACTIONS = (
    (EventKind.RESTORATION, r"reinstat|revival|petition to accept late payment of maintenance fee.*grant"),
    (EventKind.LAPSE, r"expired? (?:due to non-?payment|for failure to pay)|nonpayment of maintenance"),
    (EventKind.EXPIRY, r"^(?:patent|provisional application) expired"),
    (EventKind.FEE, r"payment of maintenance fee|maintenance fee (?:paid|payment)"),
    (EventKind.WITHDRAWAL, r"^(?:mail |express )*abandon|express abandonment"),
    (
        EventKind.OPPOSITION,
        r"petition requesting trial|trial (?:instituted|entry)|inter partes review|post.?grant review",
    ),
    (EventKind.GRANT, r"patent issue date|recordation of patent grant|patented case"),
    (EventKind.PUBLICATION, r"pg-?pub issue|^publication of application"),
    (
        EventKind.EXAMINATION,
        r"rejection|office action|allowance|restriction requirement|examiner's amendment|action mailed",
    ),
    (EventKind.FILING, r"^filing date|application filed"),
)


def conveyance_kind(text: str) -> EventKind:
    """What a conveyance text records. A change of name is ``OTHER``, and so is what is none of the kinds."""
    capitals = text.upper()
    if _RENAMED.search(capitals) and not re.search(r"ASSIGN|MERGER", capitals):
        return EventKind.OTHER
    return next((kind for kind, pattern in _CONVEYANCES if re.search(pattern, capitals)), EventKind.OTHER)


def transaction_kind(text: str) -> EventKind:
    """What a line of a file wrapper's history says happened; most of them (scans, docketing, forwarding) are ``OTHER``."""
    plainly = text.lower()
    return next((kind for kind, pattern in _TRANSACTIONS if re.search(pattern, plainly)), EventKind.OTHER)


def status_word(description: str) -> str | None:
    """A file wrapper's status as a code of the term ``legal_status``; ``None`` for a blank."""
    if not (text := description.lower()):
        return None
    if re.search(r"non-?payment|failure to pay", text):
        return "lapsed"
    if "expired" in text:
        return "expired"
    if text.startswith("patented"):
        return "in_force"
    return "withdrawn" if "abandon" in text else "pending"


def conveyance_event(
    text: str,
    *,
    recorded: dt.date | None,
    executed: Iterable[dt.date | None],
    reel_frame: str,
    assignors: Sequence[PartyMention | None],
    assignees: Sequence[PartyMention | None],
) -> AssetEvent:
    """The event that one recorded conveyance is for each of its properties.

    A release names the pledgee and the pledgor as the pledge did; its ``recordal`` is the reel and frame of the pledge where its
    text gives them, and none where it does not.
    """
    kind = conveyance_kind(text)
    former, latter = distinct(assignors), distinct(assignees)
    if kind in {EventKind.PLEDGE_RELEASE, EventKind.LICENCE_END}:
        former, latter = latter, former
    capitals = text.upper()
    days = [day for day in executed if day]
    return AssetEvent(
        kind=kind,
        date=max(days) if days else recorded,
        source=ASSIGNMENTS,
        code=NAME_CHANGE if kind is EventKind.OTHER and _RENAMED.search(capitals) else "",
        text=Text.of(en=plain(text)),
        parties=latter,
        from_parties=former,
        exclusive=_exclusive(capitals) if kind is EventKind.LICENCE else None,
        recordal=_pledge_released(capitals) if kind is EventKind.PLEDGE_RELEASE else reel_frame or None,
    )


def reel_and_frame(reel: str, frame: str) -> str:
    """The place of a recordal as the office writes it: ``018247/0405``; empty where either is missing."""
    return _padded(reel, frame) if reel and frame else ""


def _padded(reel: str, frame: str) -> str:
    return f"{reel.zfill(6)}/{frame.zfill(4)}"


def _pledge_released(capitals: str) -> str | None:
    found = _REEL.search(capitals)
    return _padded(found[1], found[2]) if found else None


def _exclusive(capitals: str) -> bool | None:
    if re.search(r"NON-?\s?EXCLUSIVE|CONFIRMATORY", capitals):
        return False
    return True if "EXCLUSIVE" in capitals else None
