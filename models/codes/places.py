"""Places: a tree of world regions, countries, their divisions, and groups and parks that lie across it.

A place is a code: ``M49:150`` (a UN M49 region), ``EU`` or ``group:mena`` (a group that people name), ``CN`` (ISO 3166-1),
``CN-BJ``, ``US-AL`` (ISO 3166-2), ``CN-110108`` (a Chinese division below the province, GB/T 2260), ``park:zhongguancun``
(defined by the operator). Hong Kong, Macao and Taiwan have their ISO 3166-1 codes and are under CN, as ISO 3166-2 has them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from models.codes.base import TextCode, table
from models.codes.errors import CodeError
from models.codes.place_names import PlaceNames
from models.codes.place_table import Row, place_rows
from models.messages import Message
from models.text import Text

_PARK = Message(en="park", zh="园区")


@dataclass(frozen=True, slots=True, order=True)
class Place(TextCode):
    """A place by its code; ``parse`` reads names in English and Chinese, and addresses, by the packaged tree."""

    code: str

    def __str__(self) -> str:
        return self.code

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, a name or an address, by the packaged tree. Raises ``CodeError``."""
        return cls(parse_place(text).code)

    @property
    def name(self) -> Text:
        """Its name in the packaged tree; its code for a park that only the operator knows."""
        return packaged_places().name(self)

    def ancestors(self) -> tuple[Place, ...]:
        """Everything that it lies in, by the packaged tree."""
        return packaged_places().ancestors(self)


@dataclass(frozen=True, slots=True)
class Park:
    """A park that an operator defines: its names, and the divisions that it lies in, each in part or in whole."""

    id: str
    names: Text
    divisions: tuple[Place, ...]
    also: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Its place code."""
        return Place(f"park:{self.id}")


class PlaceTree:
    """Who lies in whom, with names. A place may lie in several (a country in its region and in groups)."""

    def __init__(self, parks: Iterable[Park] = ()) -> None:
        self._rows: dict[str, Row] = {row.code: row for row in place_rows()}
        self._parks = {park.place.code: park for park in parks}
        for park in self._parks.values():
            self._rows[park.place.code] = self._park_row(park)
        self._names = PlaceNames(self._rows)

    def __contains__(self, place: Place) -> bool:
        return place.code in self._rows

    def parse(self, text: str) -> Place:
        """Read a code, a name or an address in English or Chinese; of an address, the smallest place that the tree has.

        Raises ``CodeError``.
        """
        return Place(self._names.find(text))

    def name(self, place: Place) -> Text:
        """Its name in English and Chinese; its code where the tree does not have it."""
        row = self._rows.get(place.code)
        return row.names if row else Text.of(en=place.code, zh=place.code)

    def ancestors(self, place: Place) -> tuple[Place, ...]:
        """Everything that it lies in, the nearest first, the place itself left out."""
        found: dict[str, None] = {}
        queue = list(self._parents(place.code))
        for code in queue:
            if code not in found:
                found[code] = None
                queue.extend(self._parents(code))
        return tuple(Place(code) for code in found)

    def under(self, place: Place, node: Place) -> bool:
        """Whether all of ``place`` lies in ``node``."""
        return place == node or node in self.ancestors(place)

    def overlaps(self, one: Place, other: Place) -> bool:
        """Whether they share ground for certain or in part: one lies in the other, or a park in a division of it."""
        pairs = ((a, b) for a in self._grounds(one) for b in self._grounds(other))
        return any(self.under(a, b) or self.under(b, a) for a, b in pairs)

    def children(self, node: Place) -> tuple[Place, ...]:
        """The places right under ``node``, in the order of their codes."""
        return tuple(Place(code) for code in sorted(self._rows) if node.code in self._rows[code].parents)

    def _parents(self, code: str) -> tuple[str, ...]:
        row = self._rows.get(code)
        return row.parents if row else ()

    def _grounds(self, place: Place) -> tuple[Place, ...]:
        park = self._parks.get(place.code)
        return park.divisions if park else (place,)

    def _park_row(self, park: Park) -> Row:
        if unknown := [str(division) for division in park.divisions if division.code not in self._rows]:
            raise CodeError(
                _PARK,
                park.id,
                Message(en="the tree has no {places}", zh="地区树中没有{places}", places=unknown),
                "CN-110108, CN-BJ, US-CA",
            )
        paths = [[division, *self.ancestors(division)] for division in park.divisions]
        common = [place.code for place in paths[0] if all(place in path for path in paths)] if paths else []
        return Row(park.place.code, park.names, tuple(common), park.also)


def parks_from_csv(text: str) -> tuple[Park, ...]:
    """Parks from a CSV with the header ``id,en,zh,divisions,also``: divisions apart by spaces, other names by ``|``. Raises ``CodeError``."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return _parks(list(csv.DictReader(lines)))


def parse_place(text: str) -> Place:
    """Read what people write, by the packaged tree: ``Huntsville, AL 35812``, ``北京市海淀区``, ``MENA``. Raises ``CodeError``."""
    return packaged_places().parse(text)


@cache
def packaged_places() -> PlaceTree:
    """The tree that comes with the package, with its parks."""
    return with_parks(())


def with_parks(parks: Iterable[Park]) -> PlaceTree:
    """The packaged tree with the operator's ``parks`` besides its own; of two with one id the operator's stands."""
    return PlaceTree((*_parks(table("places_parks.csv")), *parks))


def _parks(rows: Sequence[dict[str, str]]) -> tuple[Park, ...]:
    return tuple(_park(row) for row in rows)


def _park(row: dict[str, str]) -> Park:
    try:
        divisions = tuple(Place(code) for code in row["divisions"].split())
        names = Text.of(en=row["en"], zh=row["zh"])
        also = tuple(name for name in (row["also"] or "").split("|") if name)
    except (KeyError, AttributeError):
        raise CodeError(
            _PARK,
            str(row),
            Message(
                en="it needs the columns id, en, zh, divisions and also", zh="须有 id、en、zh、divisions、also 各列"
            ),
        ) from None
    if not row["id"].replace("-", "").isalnum() or not divisions:
        raise CodeError(
            _PARK,
            row["id"],
            Message(
                en="it needs an id of letters, digits and hyphens, and at least one division",
                zh="须有由字母、数字和连字符组成的 id，并至少有一个行政区划",
            ),
        )
    return Park(row["id"].lower(), names, divisions, also)
