"""CPC and IPC symbols: sections, classes, subclasses, main groups, subgroups.

A symbol alone tells its place down to the main group. Below it the scheme's dots decide what hangs under what, so the tree of
subgroups comes from an imported scheme (``classification_tree``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Self

from models.codes.base import TextCode, table, tidy
from models.codes.errors import CodeError
from models.messages import Message
from models.text import Text

_FORMS = "H01M10/0525, H01M 10/0525, H01M10, H01M, H01, H"
_SYMBOL = re.compile(
    r"(?P<section>[A-HY])(?:(?P<class>[0-9]{2})(?:(?P<subclass>[A-Z])"
    r"(?: ?(?P<main>[0-9]{1,4}) ?(?:/ ?(?P<sub>[0-9]{1,6}))?)?)?)?(?P<rest> .*|\(.*)?",
    re.ASCII,
)

_NAME = Message(en="CPC or IPC symbol", zh="CPC或IPC分类号")
_REST = re.compile(r"(?: ?\([0-9]{4}\.[0-9]{2}\))?(?:[ A-Z0-9]*)")


@dataclass(frozen=True, slots=True, order=True)
class ClassificationSymbol(TextCode):
    """One symbol at any level; ``str`` is the canonical form ``H01M10/0525``. Levels below the given one are ``None``."""

    section: str
    class_: str | None = None
    subclass: str | None = None
    main_group: str | None = None
    subgroup: str | None = None

    def __str__(self) -> str:
        if self.main_group is None:
            return f"{self.section}{self.class_ or ''}{self.subclass or ''}"
        return f"{self.section}{self.class_}{self.subclass}{self.main_group}/{self.subgroup or '00'}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a symbol; the older IPC form (``G06F015/16``) and the ST.8 form with what follows it are read too. Raises ``CodeError``."""
        match = _SYMBOL.fullmatch(tidy(text).upper()) if len(text) <= 100 else None
        if not match or not _REST.fullmatch(match["rest"] or ""):
            raise CodeError(
                _NAME,
                text,
                Message(
                    en="it has no section, class, subclass and group in this order",
                    zh="未按部、大类、小类、组的顺序书写",
                ),
                _FORMS,
            )
        main, sub = (match["main"] or "").lstrip("0"), match["sub"] or "00"
        if match["main"] and not main:
            raise CodeError(_NAME, text, Message(en="main groups count from 1", zh="大组从1开始"), _FORMS)
        subgroup = None if not main or not sub.strip("0") else sub.ljust(2, "0")
        return cls(match["section"], match["class"], match["subclass"], main or None, subgroup)

    @property
    def level(self) -> int:
        """1 for a section, 2 for a class, 3 for a subclass, 4 for a main group, 5 for a subgroup."""
        return sum(
            part is not None for part in (self.section, self.class_, self.subclass, self.main_group, self.subgroup)
        )

    def ancestors(self) -> tuple[ClassificationSymbol, ...]:
        """Section, class, subclass and main group above it, the section first. Subgroups hang from their main group here."""
        parts = (self.class_, self.subclass, self.main_group, self.subgroup)
        return tuple(ClassificationSymbol(self.section, *parts[:below]) for below in range(self.level - 1))

    @property
    def title(self) -> Text:
        """The title of the section or class that it is in, the nearest there is; empty where there is none."""
        for symbol in (self, *reversed(self.ancestors())):
            if title := class_titles().get(str(symbol)):
                return title
        return Text()


@cache
def class_titles() -> dict[str, Text]:
    """Short titles of every section and class in English and Chinese, by symbol."""
    return {row["symbol"]: Text.of(en=row["en"], zh=row["zh"]) for row in table("classification_titles.csv")}
