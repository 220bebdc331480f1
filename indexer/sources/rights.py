"""What the numbers of a patent tell of it: which kind of right it is, and the milestones of its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from models.assets import AssetEvent, AssetIdentifier, AssetKind, EventKind, IdentifierRole
from models.codes import Right
from models.text import Text

_KINDS = {Right.UTILITY_MODEL: AssetKind.UTILITY_MODEL, Right.DESIGN: AssetKind.DESIGN}
_MILESTONES = {
    IdentifierRole.APPLICATION: EventKind.FILING,
    IdentifierRole.PUBLICATION: EventKind.PUBLICATION,
    IdentifierRole.GRANT: EventKind.GRANT,
}


def kind_of(right: Right | None) -> AssetKind:
    """The kind of an asset from the class of right that its number tells of; every other one is an invention."""
    return _KINDS.get(right, AssetKind.INVENTION) if right else AssetKind.INVENTION


def milestones(
    identifiers: Iterable[AssetIdentifier], source: str, words: Mapping[EventKind, Text] | None = None
) -> Iterator[AssetEvent]:
    """The filing, publication or grant that each dated number is, with the number as its text where ``words`` gives none."""
    for one in identifiers:
        if one.date and one.role in _MILESTONES:
            kind = _MILESTONES[one.role]
            text = words[kind] if words else Text.of(en=one.number)
            yield AssetEvent(kind=kind, date=one.date, source=source, text=text)


def in_order(events: Iterable[AssetEvent]) -> tuple[AssetEvent, ...]:
    """The events oldest first, those without a day last."""
    return tuple(sorted(events, key=lambda event: event.date or dt.date.max))
