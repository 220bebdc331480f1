"""What derives from an asset's events *as of* a date: legal status, owners, encumbrances, the end of its term.

Bitemporal: ``as_of`` is the day asked about, ``known_on`` the day from which one looks back. An event learnt after ``known_on`` is
ignored, so that the answer given on an earlier day can be given again. ``known_on=None`` looks back from now: all that was learnt counts.
An event without a date counts from the day it was learnt, and always where that is not stated either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.asset_terms import term_years
from models.assets import Asset, AssetEvent, EventKind, IdentifierRole
from models.codes import normal_name
from models.parties import PartyMention

DAYS_A_YEAR = 365.2425


class LegalStatus(StrEnum):
    """Where a right stands (the codes of the term ``legal_status``)."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


DEAD = frozenset({LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.WITHDRAWN})


class EncumbranceKind(StrEnum):
    """What lies on a right (the codes of the term ``encumbrance``, but ``none``)."""

    PLEDGED = "pledged"
    EXCLUSIVELY_LICENSED = "exclusively_licensed"
    LICENSED = "licensed"
    LITIGATION = "litigation"
    PRESERVED = "preserved"


@dataclass(frozen=True, slots=True)
class Encumbrance:
    """One encumbrance: what it is, who holds it, since and until when (``None``: not stated), where, and how it was recorded."""

    kind: EncumbranceKind
    holders: tuple[PartyMention, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    territory: str | None = None
    recordal: str | None = None


def status(asset: Asset, as_of: dt.date, *, known_on: dt.date | None = None) -> LegalStatus:
    """The legal status on a day, from the events and the dated identifiers; past its term a right that did not end before is expired.

    What a record states in so many words counts only where it says that the right has ended and no event tells when.
    """
    found = _after_events(_in_time([*_implied(asset, as_of), *happened(asset, as_of, known_on)]))
    stated = _stated(asset)
    if stated in DEAD or found is LegalStatus.UNKNOWN:
        found = found if found in DEAD else stated or found
    end = expiry(asset)
    return LegalStatus.EXPIRED if found not in DEAD and end is not None and end < as_of else found


def owners(asset: Asset, as_of: dt.date, *, known_on: dt.date | None = None) -> tuple[PartyMention, ...]:
    """Who owns the right on a day: the applicants, then what each assignment made of them.

    An assignment takes the share of those who assign. Where none of them is known as an owner, a step is missing between, and the
    new owners stand alone, unless they own it already.
    """
    current = list(asset.applicants)
    for event in happened(asset, as_of, known_on):
        if event.kind is EventKind.ASSIGNMENT and event.parties:
            current = _assigned(current, event)
    return tuple(current)


def encumbrances(asset: Asset, as_of: dt.date, *, known_on: dt.date | None = None) -> tuple[Encumbrance, ...]:
    """What lies on the right on a day: begun, not released, and not ended by its own terms."""
    open_ones: list[Encumbrance] = []
    for event in happened(asset, as_of, known_on):
        if (kind := _begins(event)) is not None:
            open_ones.append(_encumbrance(kind, event))
        elif event.kind in _ENDS:
            open_ones = [one for one in open_ones if not _released(one, event)]
    return tuple(one for one in open_ones if one.until is None or one.until >= as_of)


def expiry(asset: Asset) -> dt.date | None:
    """The last day of the term: as stated (term adjustments are in it), else what the law of the office gives; ``None`` where unknown."""
    if asset.expires is not None:
        return asset.expires
    filed, granted = filing_date(asset), grant_date(asset)
    term = term_years(asset.kind.value, asset.office, filed)
    if term is None:
        return None
    start = granted if term.from_grant else filed
    return None if start is None else _years_later(start, term.years)


def remaining_life_years(asset: Asset, as_of: dt.date, *, known_on: dt.date | None = None) -> float | None:
    """The years left of the term on a day, 0 for a right that has ended; ``None`` where the end is not known."""
    if status(asset, as_of, known_on=known_on) in DEAD:
        return 0.0
    end = expiry(asset)
    return None if end is None else max(0.0, (end - as_of).days / DAYS_A_YEAR)


def next_turn(asset: Asset, as_of: dt.date) -> dt.date | None:
    """The first day after ``as_of`` on which status, owners or encumbrances can read differently though nothing new is learnt."""
    end = expiry(asset)
    turns = [event.date for event in asset.events] + [one.date for one in asset.identifiers]
    turns += [_after(event.ends) for event in asset.events] + [_after(end)]
    return min((day for day in turns if day is not None and day > as_of), default=None)


def filing_date(asset: Asset) -> dt.date | None:
    """When it was filed, by the earliest filing event or dated application number."""
    return _earliest(asset, EventKind.FILING, IdentifierRole.APPLICATION)


def grant_date(asset: Asset) -> dt.date | None:
    """When it was granted, by the earliest grant event or dated grant number."""
    return _earliest(asset, EventKind.GRANT, IdentifierRole.GRANT)


def same_party(one: PartyMention, other: PartyMention) -> bool:
    """Whether two mentions name one party: a common identifier, or a name that agrees once made comparable."""
    if set(one.identifiers) & set(other.identifiers):
        return True
    return one.person == other.person and bool(_names(one) & _names(other))


def happened(asset: Asset, as_of: dt.date, known_on: dt.date | None) -> list[AssetEvent]:
    """The events that had taken effect by ``as_of`` and were known by ``known_on``, oldest first."""
    known = [one for one in asset.events if known_on is None or one.learnt is None or one.learnt <= known_on]
    return _in_time(one for one in known if _day(one) <= as_of)


_ORDER = {kind: place for place, kind in enumerate(EventKind)}
_STATUS_AFTER = {
    EventKind.GRANT: LegalStatus.IN_FORCE,
    EventKind.LAPSE: LegalStatus.LAPSED,
    EventKind.EXPIRY: LegalStatus.EXPIRED,
    EventKind.WITHDRAWAL: LegalStatus.WITHDRAWN,
    EventKind.REFUSAL: LegalStatus.WITHDRAWN,
    EventKind.INVALIDATION: LegalStatus.LAPSED,
}
_OPENING = frozenset({EventKind.FILING, EventKind.PUBLICATION, EventKind.EXAMINATION})
_ENDS = {
    EventKind.PLEDGE_RELEASE: frozenset({EncumbranceKind.PLEDGED}),
    EventKind.LICENCE_END: frozenset({EncumbranceKind.LICENSED, EncumbranceKind.EXCLUSIVELY_LICENSED}),
    EventKind.PRESERVATION_END: frozenset({EncumbranceKind.PRESERVED}),
}
_BEGINS = {
    EventKind.PLEDGE: EncumbranceKind.PLEDGED,
    EventKind.LICENCE: EncumbranceKind.LICENSED,
    EventKind.LITIGATION: EncumbranceKind.LITIGATION,
    EventKind.PRESERVATION: EncumbranceKind.PRESERVED,
}
_IMPLIED = {
    IdentifierRole.APPLICATION: EventKind.FILING,
    IdentifierRole.PUBLICATION: EventKind.PUBLICATION,
    IdentifierRole.GRANT: EventKind.GRANT,
    IdentifierRole.REGISTRATION: EventKind.GRANT,
}


def _implied(asset: Asset, as_of: dt.date) -> Iterator[AssetEvent]:
    """The events that the numbers themselves tell of: who has a grant number has been granted.

    Of several numbers of one kind the first day counts: a corrected text that is published after a lapse revives nothing.
    """
    days: dict[EventKind, list[dt.date | None]] = {}
    for one in asset.identifiers:
        if one.role in _IMPLIED:
            days.setdefault(_IMPLIED[one.role], []).append(one.date)
    for kind, found in days.items():
        first = min((day for day in found if day is not None), default=None)
        if first is None or first <= as_of:
            yield AssetEvent(kind=kind, date=first)


def _in_time(events: Iterable[AssetEvent]) -> list[AssetEvent]:
    return sorted(events, key=lambda one: (_day(one), _ORDER[one.kind]))


def _after_events(events: list[AssetEvent]) -> LegalStatus:
    now, granted = LegalStatus.UNKNOWN, False
    for event in events:
        granted = granted or event.kind is EventKind.GRANT
        if event.kind is EventKind.RESTORATION:
            now = LegalStatus.IN_FORCE if granted else LegalStatus.PENDING
        elif event.kind in _OPENING:
            now = LegalStatus.PENDING if now is LegalStatus.UNKNOWN else now
        else:
            now = _STATUS_AFTER.get(event.kind, now)
    return now


def _stated(asset: Asset) -> LegalStatus | None:
    return LegalStatus(asset.status) if asset.status in set(LegalStatus) else None


def _assigned(current: list[PartyMention], event: AssetEvent) -> list[PartyMention]:
    leaving = [one for one in current if any(same_party(one, assignor) for assignor in event.from_parties)]
    already = all(any(same_party(new, one) for one in current) for new in event.parties)
    if event.from_parties and not leaving:
        return current if already else list(event.parties)
    staying = [one for one in current if one not in leaving] if leaving else []
    return staying + [new for new in event.parties if not any(same_party(new, one) for one in staying)]


def _begins(event: AssetEvent) -> EncumbranceKind | None:
    if event.kind is EventKind.LICENCE and event.exclusive:
        return EncumbranceKind.EXCLUSIVELY_LICENSED
    return _BEGINS.get(event.kind)


def _encumbrance(kind: EncumbranceKind, event: AssetEvent) -> Encumbrance:
    return Encumbrance(kind, event.parties, event.date, event.ends, event.territory, event.recordal)


def _released(one: Encumbrance, event: AssetEvent) -> bool:
    """A release names its recordal or its holder; one that names neither releases all of its kind."""
    if one.kind not in _ENDS[event.kind]:
        return False
    if event.recordal and one.recordal:
        return event.recordal == one.recordal
    named = [*event.from_parties, *event.parties]
    return not named or not one.holders or any(same_party(holder, who) for holder in one.holders for who in named)


def _day(event: AssetEvent) -> dt.date:
    return event.date or event.learnt or dt.date.min


def _names(mention: PartyMention) -> set[str]:
    return {normal_name(name) or name for _, name in mention.name.items()}


def _earliest(asset: Asset, event: EventKind, role: IdentifierRole) -> dt.date | None:
    days = [one.date for one in asset.events if one.kind is event]
    days += [one.date for one in asset.identifiers if one.role is role]
    return min((day for day in days if day is not None), default=None)


def _years_later(day: dt.date, years: int) -> dt.date:
    if day.year + years > dt.MAXYEAR:
        return dt.date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February, in a year that has none
        return dt.date(day.year + years, 3, 1)


def _after(day: dt.date | None) -> dt.date | None:
    return None if day is None or day == dt.date.max else day + dt.timedelta(days=1)
