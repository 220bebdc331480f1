"""The columns of the forms: what they are called in either language, and what a row of headings means.

Columns that are not terms come from ``columns.toml``; terms come from the vocabulary, one column a term a side.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any

from models.assets import AssetKind
from models.listings import SideName, Tier
from models.terms import Subject
from models.text import Text
from models.vocabulary import kinds, term_kinds

LISTING, ASSET, PARTY = "listing", "asset", "party"
SHAPES = (LISTING, ASSET, PARTY)
"""The three shapes of a form: each has its own columns, and the cell ``kind`` decides between them."""

_TERM = re.compile(r"([^.:·/]+?)\s*[.:·/]\s*([^@]+?)(?:\s*@\s*([^:]+?)(?:\s*:\s*(.+))?)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is not a term: its key (the English heading), the Chinese heading, what it takes, an example cell."""

    key: str
    zh: str
    says: Text
    example: str = ""

    def heading(self, language: str) -> str:
        """The heading in that language."""
        return self.zh if language == "zh" else self.key


@dataclass(frozen=True, slots=True)
class TermColumn:
    """The column of one term on one side, asked of one subject; ``among``: of the assets of one kind alone."""

    side: SideName
    term: str
    subject: Subject = Subject.LISTING
    among: str | None = None

    def heading(self, language: str) -> str:
        """The heading in that language."""
        if language == "zh":
            return f"{words('side')[self.side.value][0]}.{term_kinds()[self.term].name.best('zh')[1]}"
        return f"{self.side.value}.{self.term}"


@dataclass(frozen=True, slots=True)
class Headings:
    """What a row of headings means, position by position; ``None`` for a note, a text for a heading that is not known."""

    names: tuple[str, ...]
    meanings: tuple[frozenset[str] | TermColumn | str | None, ...]

    @property
    def known(self) -> frozenset[str]:
        """The keys of the columns that are not terms."""
        return frozenset().union(*(meaning for meaning in self.meanings if isinstance(meaning, frozenset)))

    def position(self, key: str) -> int | None:
        """Where the column of that key is."""
        found = (at for at, meaning in enumerate(self.meanings) if isinstance(meaning, frozenset) and key in meaning)
        return next(found, None)


@cache
def words(group: str) -> dict[str, list[str]]:
    """One group of ``words.toml``: the Chinese words of a closed set by their codes."""
    found: dict[str, list[str]] = _packaged("words.toml")[group]
    return found


@cache
def columns(shape: str) -> dict[str, Column]:
    """The columns of a shape that are not terms, by key, in the order of the form."""
    entries = _packaged("columns.toml")[shape].items()
    plain = [Column(key, entry["zh"], Text(entry["says"]), entry.get("example", "")) for key, entry in entries]
    return {column.key: column for column in (_with_tiers(plain) if shape == LISTING else plain)}


def form_kinds() -> dict[str, str]:
    """Every kind that has a form, and its shape."""
    assets = ("patent", *(kind.value for kind in AssetKind))
    return {**dict.fromkeys(kinds(), LISTING), **dict.fromkeys(assets, ASSET), "party": PARTY}


def term_columns(kind: str) -> list[TermColumn]:
    """The terms that are usual for a kind of listing, first those that it offers, then those that it seeks."""
    of = kinds()[kind]
    sides = ((SideName.OFFERS, of.offers), (SideName.SEEKS, of.seeks))
    return [TermColumn(side, term) for side, terms in sides for term in terms]


@cache
def read_headings(names: tuple[str, ...]) -> Headings:
    """What a row of headings means."""
    return Headings(names, tuple(_meaning(name) for name in names))


def close_headings(name: str) -> str:
    """Known headings that look like one that is not known, for the advice of a refusal."""
    near = get_close_matches(plain(name), [*_plain_columns(), *_term_headings()], n=3, cutoff=0.6)
    return ", ".join(near)


def plain(text: str) -> str:
    """A heading or word made comparable: NFKC, case folded, without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _meaning(name: str) -> frozenset[str] | TermColumn | str | None:
    comparable = plain(name)
    if not comparable or comparable.startswith("#"):
        return None
    return _plain_columns().get(comparable) or _term(comparable) or name


def _term(comparable: str) -> TermColumn | None:
    match = _TERM.fullmatch(comparable)
    if match is None:
        return None
    side, term, subject, among = match.groups()
    found = (_sides().get(side), _term_names().get(term), _subjects().get(subject or Subject.LISTING.value))
    if not (found[0] and found[1] and found[2]) or (among and among not in _asset_kinds()):
        return None
    return TermColumn(SideName(found[0]), found[1], Subject(found[2]), _asset_kinds()[among] if among else None)


@cache
def _plain_columns() -> dict[str, frozenset[str]]:
    """The keys that a heading may stand for: one heading in Chinese may be another key in each shape."""
    found: dict[str, set[str]] = {}
    for shape in SHAPES:
        for column in columns(shape).values():
            for name in (column.key, column.zh):
                found.setdefault(plain(name), set()).add(column.key)
    return {name: frozenset(keys) for name, keys in found.items()}


@cache
def _sides() -> dict[str, str]:
    return by_word("side")


@cache
def _subjects() -> dict[str, str]:
    return by_word("subject")


@cache
def _asset_kinds() -> dict[str, str]:
    kinds_of_assets = term_kinds()["asset_kind"].values
    return {plain(word): code for code, label in kinds_of_assets.items() for word in (code, *_texts(label))}


@cache
def _term_names() -> dict[str, str]:
    return {plain(name): key for key, term in reversed(term_kinds().items()) for name in (*_texts(term.name), key)}


@cache
def _term_headings() -> tuple[str, ...]:
    return tuple(
        TermColumn(side, term).heading(tag) for side in SideName for term in term_kinds() for tag in ("en", "zh")
    )


@cache
def by_word(group: str) -> dict[str, str]:
    """The code for each code and word of a group of ``words.toml``."""
    return {plain(word): code for code, named in words(group).items() for word in (code, *named)}


def _texts(text: Text) -> Iterator[str]:
    return (value for _, value in text.items())


def _with_tiers(plain_columns: Iterable[Column]) -> Iterator[Column]:
    """The columns with those of the narrower tiers put behind the texts that everyone may read."""
    for column in plain_columns:
        yield column
        if column.key == "seeks_zh":
            yield from (_tier_column(side, tier, tag) for side in SideName for tier in _NARROW for tag in ("en", "zh"))


_NARROW = (Tier.MEMBERS, Tier.ACCEPTED, Tier.NDA)


def _tier_column(side: SideName, tier: Tier, tag: str) -> Column:
    side_zh, tier_zh = words("side")[side.value][1], words("tier")[tier.value][0]
    tongue = {"en": "英文", "zh": "中文"}[tag]
    says = Text.of(en=f"the same, for the tier {tier.value} only", zh=f"同上，仅“{tier_zh}”层级可读")
    return Column(f"{side.value}_{tier.value}_{tag}", f"{side_zh}说明（{tier_zh}，{tongue}）", says)


@cache
def _packaged(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("indexer.sources.forms").joinpath(name).read_text("utf-8"))
