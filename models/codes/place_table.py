"""The rows of the tree of places, from ISO 3166 and the packaged tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pycountry

from models.codes.base import chinese, table
from models.text import Text


class Row(NamedTuple):
    """One place: its code, its names, the codes of what it lies in (the nearest first), and other names of it."""

    code: str
    names: Text
    parents: tuple[str, ...]
    also: tuple[str, ...] = ()


_ALSO_COUNTRIES = ("HK", "MO", "TW")
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@cache
def place_rows() -> tuple[Row, ...]:
    """Every place of the package but the parks, in the order in which a name that two places share is given to the first."""
    return (*_regions(), *_countries(), *_china(), *_subdivisions())


def _also(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in row["also"].split("|") if name)


@cache
def _members() -> dict[str, tuple[str, ...]]:
    """The regions and groups that each place is a member of, regions first."""
    found: dict[str, list[str]] = {}
    for row in table("places_regions.csv"):
        for member in row["members"].split():
            found.setdefault(member, []).append(row["code"])
    return {member: tuple(regions) for member, regions in found.items()}


def _regions() -> Iterator[Row]:
    for row in table("places_regions.csv"):
        code = row["code"]
        above = _members().get(code, ()) + tuple(row["within"].split())
        world = () if code == "M49:001" else ("M49:001",)
        yield Row(code, Text.of(en=row["en"], zh=row["zh"]), above or world, _also(row))


def _countries() -> Iterator[Row]:
    others = {row["code"]: _also(row) for row in table("places_countries.csv")}
    words = chinese("iso3166-1")
    for entry in pycountry.countries:
        code = entry.alpha_2
        english = getattr(entry, "common_name", entry.name)
        also = (entry.name, entry.alpha_3, getattr(entry, "official_name", ""), *others.get(code, ()))
        names = Text.of(en=_in_order(english), zh=words.gettext(english))
        parents = (("CN",) if code in _ALSO_COUNTRIES else ()) + _members().get(code, ("M49:001",))
        yield Row(code, names, parents, tuple(name for name in also if name))


def _in_order(name: str) -> str:
    """``Congo, The Democratic Republic of the`` in the order in which it is said."""
    head, comma, tail = name.partition(", ")
    turned = comma and tail.endswith((" of", " of the", "British", "U.S."))
    return f"{tail} {head}" if turned else name


def _china() -> Iterator[Row]:
    rows = table("places_china.csv")
    provinces = {row["gb"]: row["code"] for row in rows if len(row["gb"]) == 2}
    for row in rows:
        gb, code = row["gb"], row["code"]
        also = (*_also(row), gb.ljust(6, "0"), f"CN-{gb.ljust(6, '0')}")
        yield Row(code, Text.of(en=row["en"], zh=row["zh"]), (_above(gb, provinces), *_members().get(code, ())), also)


def _above(gb: str, provinces: dict[str, str]) -> str:
    if len(gb) == 2:
        return "CN"
    if gb.endswith("00") or gb[:2] in _MUNICIPALITIES:
        return provinces[gb[:2]]
    return f"CN-{gb[:4]}00"


def _subdivisions() -> Iterator[Row]:
    words = chinese("iso3166-2")
    for entry in sorted(pycountry.subdivisions, key=lambda entry: (entry.country_code != "US", str(entry.code))):
        if entry.country_code != "CN":
            names = Text.of(en=entry.name, zh=words.gettext(entry.name))
            yield Row(entry.code, names, (entry.parent_code or entry.country_code,))
