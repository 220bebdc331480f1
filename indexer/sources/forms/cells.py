"""What cells hold: lists, words of closed sets, days, texts in two languages, and the problems found on the way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from indexer.sources.forms.columns import by_word, plain
from models.codes import PartialDate
from models.errors import BadInput
from models.messages import Message, Unfit
from models.text import Text
from models.validation import message_of

T = TypeVar("T")

NOTHING = Text()

_LIST = re.compile(r"[;；\n\r]+")
_CODE_LIST = re.compile(r"[;；、\n\r]+")


class RowFault(BadInput):
    """A row that cannot be used, with every problem found in it."""


@dataclass(slots=True)
class Row:
    """The filled cells of one row by column key, where they stand, and the problems found in them."""

    shape: str
    cells: Mapping[str, str]
    headings: Mapping[str, str]
    problems: list[Message] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """The cell of that column, or ``None`` where it is empty."""
        return self.cells.get(key)

    def both(self, stem: str) -> Text:
        """The texts of ``STEM_en`` and ``STEM_zh``."""
        english, chinese = self.cells.get(f"{stem}_en"), self.cells.get(f"{stem}_zh")
        return Text.of(en=english, zh=chinese) if english or chinese else NOTHING

    def listed(self, key: str) -> tuple[str, ...]:
        """The parts of a ``;``-separated cell."""
        return split_list(self.cells.get(key, ""))

    def read(self, key: str, parse: Callable[[str], T]) -> T | None:
        """The cell as ``parse`` reads it; ``None`` where it is empty, or cannot be read, which is noted as a problem."""
        cell = self.cells.get(key)
        return None if cell is None else self.tried(self.headings.get(key, key), cell, parse)

    def each(self, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """The parts of a ``;``-separated cell as ``parse`` reads them."""
        name = self.headings.get(key, key)
        read = (self.tried(name, part, parse) for part in self.listed(key))
        return tuple(value for value in read if value is not None)

    def tried(self, heading: str, cell: str, parse: Callable[[str], T]) -> T | None:
        """What ``parse`` makes of a cell, or ``None`` with the problem noted under its heading."""
        try:
            return parse(cell)
        except (ValueError, BadInput) as error:
            self.problem(heading, reason(error))
            return None

    def problem(self, heading: str, why: Message) -> None:
        """Note what is wrong in a column."""
        self.problems.append(in_column(heading, why))

    def check(self) -> None:
        """Raise ``RowFault`` where problems were noted."""
        if self.problems:
            raise RowFault(
                Message.joined(self.problems),
                advice=Message(
                    en="Correct the cells named, and load the file again: the rest is in.",
                    zh="请更正所列单元格后重新载入：其余部分已入库。",
                ),
            )


def in_column(heading: str, why: Message) -> Message:
    """What is wrong in a column."""
    return Message(en="column '{heading}': {why}", zh="“{heading}”列：{why}", heading=heading, why=why)


def reason(error: Exception) -> Message:
    """What an error says, as one sentence."""
    said = message_of(error)
    english = " ".join(said.in_language("en").split())
    chinese = " ".join(said.in_language("zh").split())
    return Message(en=_stopped(english, "."), zh=_stopped(chinese, "。"))


def _stopped(text: str, stop: str) -> str:
    return text if text.endswith((".", "。")) else f"{text}{stop}"


def split_list(cell: str) -> tuple[str, ...]:
    """The parts of a cell with ``;`` or line breaks between."""
    return tuple(part for piece in _LIST.split(cell) if (part := piece.strip()))


def split_codes(cell: str) -> tuple[str, ...]:
    """The parts of a cell of codes or words, which may have ``、`` between too."""
    return tuple(part for piece in _CODE_LIST.split(cell) if (part := piece.strip()))


def one_of(group: str) -> Callable[[str], str]:
    """A reader of one word of a group of ``words.toml``, in either language."""
    return lambda cell: choose(cell, by_word(group))


def choose(cell: str, codes: Mapping[str, str]) -> str:
    """The code that a word stands for. Raises ``ValueError`` with what is accepted."""
    if (code := codes.get(plain(cell))) is None:
        raise Unfit(
            Message(
                en="there is no '{cell}' here; accepted are: {codes}, or their words in English or Chinese.",
                zh="此处没有“{cell}”；可填：{codes}，或其中英文名称。",
                cell=cell,
                codes=[*dict.fromkeys(codes.values())],
            )
        )
    return code


def paired(english: Sequence[str], chinese: Sequence[str]) -> Iterable[Text]:
    """Names that stand in two lists, paired by position; raises ``ValueError`` where both are given and differ in number."""
    if english and chinese and len(english) != len(chinese):
        raise Unfit(
            Message(
                en="{english} English and {chinese} Chinese names cannot be paired; give as many of both, or one language.",
                zh="{english}个英文名与{chinese}个中文名无法对应；请给出同样多的名称，或只用一种语言。",
                english=len(english),
                chinese=len(chinese),
            )
        )
    longest = max(len(english), len(chinese))
    return [Text.of(en=_at(english, place), zh=_at(chinese, place)) for place in range(longest)]


def day(cell: str) -> dt.date:
    """One day; of a month or year its first."""
    return period(cell)[0]


def last_day(cell: str) -> dt.date:
    """One day; of a month or year its last."""
    return period(cell)[1]


def period(cell: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a day, month or year as people write it. Raises ``ValueError``."""
    found = PartialDate.parse(cell)
    return found.first, found.last


def _at(names: Sequence[str], place: int) -> str | None:
    return names[place] if place < len(names) else None
