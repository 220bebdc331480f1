"""One asset from what several records say of it: pure, and the same in whatever order the records came.

Parts are ordered by how much they are believed: a granted text over an application, then the newer document, then the better
source, then by name. Single values come from the most believed part that states them; lists are unions. Where a public record tells of the
right, title and abstract are its alone: a text that came with a listing is only for those who may read the listing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from models.asset_status import same_party
from models.assets import Asset, AssetEvent, AssetIdentifier, IdentifierRole
from models.parties import PartyMention
from models.store.packing import short_hash
from models.text import Text

MERGING = frozenset(
    {IdentifierRole.APPLICATION, IdentifierRole.PUBLICATION, IdentifierRole.GRANT, IdentifierRole.REGISTRATION}
)
"""The roles by which records merge. A priority links a family and never merges."""

_ISSUED = frozenset({IdentifierRole.GRANT, IdentifierRole.REGISTRATION})
_OFFICES = ("uspto", "epo", "cnipa", "wipo", "jpo", "kipo")
_ID_ORDER = (
    IdentifierRole.APPLICATION,
    IdentifierRole.GRANT,
    IdentifierRole.PUBLICATION,
    IdentifierRole.REGISTRATION,
    IdentifierRole.PRIORITY,
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Part:
    """What one record says of an asset. ``position`` counts the record's assets; ``bare``: the record came without a listing."""

    contribution: int
    position: int
    source: str
    key: str
    bare: bool
    asset: Asset

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys by which it merges, each once."""
        return merge_keys(self.asset)


def merge_keys(asset: Asset) -> tuple[str, ...]:
    """The keys by which an asset merges, each once."""
    return tuple(dict.fromkeys(one.key for one in asset.identifiers if one.role in MERGING))


def kin(asset: Asset) -> tuple[str, ...]:
    """What an asset shares with its family: the families' identifiers and the documents whose priority it claims."""
    claims = [*asset.priorities, *(one for one in asset.identifiers if one.role is IdentifierRole.PRIORITY)]
    return tuple(sorted({f"family:{name}" for name in asset.family} | {f"key:{one.key}" for one in claims}))


def source_rank(source: str) -> int:
    """How much a source is believed: an office's own file 2, an aggregator or a programme 1, a form filled in by hand 0."""
    if source.startswith(_OFFICES):
        return 2
    return 0 if source.startswith("form") else 1


def by_belief(parts: Iterable[Part]) -> list[Part]:
    """The most believed part first."""
    return sorted(parts, key=_belief, reverse=True)


def merge(parts: Sequence[Part]) -> Asset:
    """The asset that all of ``parts`` (at least one) make. Independent of their order."""
    told = [part.asset for part in by_belief(parts)]
    openly = [part.asset for part in by_belief(parts) if part.bare] or told
    return Asset(
        kind=told[0].kind,
        identifiers=_identifiers(one for asset in told for one in asset.identifiers),
        title=_text(asset.title for asset in openly),
        abstract=_text(asset.abstract for asset in openly),
        classifications=_union(asset.classifications for asset in told),
        applicants=_parties(asset.applicants for asset in told),
        agents=_parties(asset.agents for asset in told),
        priorities=_identifiers(one for asset in told for one in asset.priorities),
        family=tuple(sorted({name for asset in told for name in asset.family})),
        cites=_union(asset.cites for asset in told),
        events=_events(one for asset in told for one in asset.events),
        expires=_first(told, lambda asset: asset.expires),
        office=_first(told, lambda asset: asset.office),
        status=_first(told, lambda asset: asset.status),
        link=_first(told, lambda asset: asset.link),
    )


def learnt(asset: Asset, before: Asset | None, today: dt.date) -> Asset:
    """The asset with the day on which each event was learnt: as stated, as known from the record before it, else today."""
    if all(event.learnt for event in asset.events):
        return asset
    known = {_event_identity(event): event.learnt for event in before.events} if before else {}
    days = [event.learnt or known.get(_event_identity(event)) or today for event in asset.events]
    events = tuple(event.model_copy(update={"learnt": day}) for event, day in zip(asset.events, days, strict=True))
    return asset.model_copy(update={"events": events})


def asset_id(asset: Asset) -> str:
    """A name for the asset that can stand in a URL, from its strongest identifier: application, grant, publication, registration."""
    strongest = min(asset.identifiers, key=lambda one: (_ID_ORDER.index(one.role), one.key))
    name = re.sub(r"[^A-Za-z0-9.:]+", "-", strongest.number).strip("-.:")[:120]
    if re.search(r"\d", name) and strongest.number.isascii():
        return name
    return another_id(name or "asset", strongest.key)


def another_id(name: str, key: str) -> str:
    """The name with digits that stand for the key, for a name that is taken or says too little."""
    return f"{name}-{short_hash(key, digits=8)}"


def _belief(part: Part) -> tuple[bool, dt.date, int, str, str, int]:
    issued = any(one.role in _ISSUED for one in part.asset.identifiers)
    days = [one.date for one in part.asset.identifiers if one.date is not None and one.role in MERGING]
    return issued, max(days, default=dt.date.min), source_rank(part.source), part.source, part.key, part.position


def _first(told: Sequence[Asset], read: Callable[[Asset], _T | None]) -> _T | None:
    return next((value for asset in told if (value := read(asset)) is not None), None)


def _text(texts: Iterable[Text]) -> Text:
    merged: dict[str, str] = {}
    for text in texts:
        for language, words in text.root.items():
            merged.setdefault(language, words)
    return Text(merged)


def _union(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in lists for one in some))


def _identifiers(found: Iterable[AssetIdentifier]) -> tuple[AssetIdentifier, ...]:
    """One a role and key: the most believed way of writing it, with the first date that is stated."""
    kept: dict[Hashable, AssetIdentifier] = {}
    for one in found:
        there = kept.setdefault((one.role, one.key), one)
        if there.date is None and one.date is not None:
            kept[one.role, one.key] = there.model_copy(update={"date": one.date})
    return tuple(kept.values())


def _parties(lists: Iterable[tuple[PartyMention, ...]]) -> tuple[PartyMention, ...]:
    """As the most believed part writes them; a part that is believed less adds whom it alone names."""
    kept: list[PartyMention] = []
    for some in lists:
        kept += [one for one in some if not any(same_party(one, there) for there in kept)]
    return tuple(kept)


def _events(found: Iterable[AssetEvent]) -> tuple[AssetEvent, ...]:
    """Each once, oldest first, learnt on the first day that any record told of it."""
    kept: dict[Hashable, AssetEvent] = {}
    for event in found:
        there = kept.setdefault(_event_identity(event), event)
        if event.learnt is not None and (there.learnt is None or event.learnt < there.learnt):
            kept[_event_identity(event)] = there.model_copy(update={"learnt": event.learnt})
    return tuple(sorted(kept.values(), key=_event_order))


def _event_identity(event: AssetEvent) -> tuple[Any, ...]:
    return event.kind, event.date, event.code, event.recordal, _named(event.parties), _named(event.from_parties)


def _named(parties: tuple[PartyMention, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(one.name.root.values()) for one in parties))


def _event_order(event: AssetEvent) -> tuple[Any, ...]:
    named = _named(event.parties), _named(event.from_parties)
    return event.date or dt.date.max, event.kind.value, event.code, event.recordal or "", named
