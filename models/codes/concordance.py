"""A concordance: which industries a technical field lies in. A table that an operator replaces, of whatever scheme of industries.

Industries are joined to CPC and IPC symbols by prefixes: ``H01M`` brings every battery, ``H01M10`` the secondary cells alone. The packaged
table is our own writing and coarse: it says where a listing belongs that states no industry, and counts for less than what one states.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple, Self

from models.codes.classification import ClassificationSymbol
from models.codes.errors import CodeError
from models.messages import Message
from models.text import Text

_COLUMNS = ("scheme", "industry", "en", "zh", "prefixes")
_FORMS = Message(
    en="a CSV with the header scheme,industry,en,zh,prefixes and rows such as mine,batteries,batteries,电池,H01M H02J7",
    zh="CSV，表头为 scheme,industry,en,zh,prefixes，各行如 mine,batteries,batteries,电池,H01M H02J7",
)
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class Industry(NamedTuple):
    """One industry of a scheme: its code, its words, and the symbols that everything under lies in it."""

    scheme: str
    code: str
    name: Text
    prefixes: tuple[ClassificationSymbol, ...]


class Concordance:
    """Industries by the symbols that lie in them."""

    def __init__(self, rows: Iterable[Industry]) -> None:
        self._rows: Mapping[str, Industry] = {row.code: row for row in rows}
        self._under: dict[str, list[str]] = {}
        for row in self._rows.values():
            for prefix in row.prefixes:
                self._under.setdefault(str(prefix), []).append(row.code)

    @classmethod
    def from_csv(cls, text: str) -> Self:
        """A concordance from CSV text; lines that start with ``#`` are remarks. Raises ``CodeError`` that names the line at fault."""
        return cls(_industries(text))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every industry, in the order of the table."""
        return tuple(self._rows)

    def industries(self, field: str) -> tuple[str, ...]:
        """The industries that a symbol lies in, by any prefix that it is or is under, the nearest prefix first; none for what is no symbol."""
        try:
            symbol = ClassificationSymbol.parse(field)
        except CodeError:
            return ()
        path = (symbol, *reversed(symbol.ancestors()))
        return tuple(dict.fromkeys(code for one in path for code in self._under.get(str(one), ())))

    def names(self, code: str) -> Text:
        """The words for an industry; empty for one that the table does not have."""
        return self._rows[code].name if code in self._rows else Text()


@cache
def packaged_concordance() -> Concordance:
    """The table that comes with the package."""
    return Concordance.from_csv(resources.files("models.codes").joinpath("data", "concordance.csv").read_text("utf-8"))


def _industries(text: str) -> Iterator[Industry]:
    header: list[str] | None = None
    seen: dict[str, int] = {}
    for line, cells in _Rows(text):
        if header is None:
            header = [cell.strip() for cell in cells]
            if missing := set(_COLUMNS) - set(header):
                raise _fault(
                    line, cells, Message(en="the header lacks {names}", zh="表头缺少{names}", names=sorted(missing))
                )
            continue
        if len(cells) != len(header):
            raise _fault(
                line,
                cells,
                Message(
                    en="it has {cells} cells, and there are {headings} headings",
                    zh="有{cells}格，而表头有{headings}列",
                    cells=len(cells),
                    headings=len(header),
                ),
            )
        row = _industry(line, cells, dict(zip(header, cells, strict=True)))
        if row.code in seen:
            raise _fault(
                line,
                cells,
                Message(
                    en="line {line} has the industry '{code}' already",
                    zh="第{line}行已有产业“{code}”",
                    line=seen[row.code],
                    code=row.code,
                ),
            )
        seen[row.code] = line
        yield row
    if not seen:
        raise CodeError(
            Message(en="concordance", zh="对照表"), text, Message(en="it has no industry", zh="其中没有产业"), _FORMS
        )


class _Rows:
    """The rows of CSV text with the number of the line on which each starts; remarks and empty lines between rows are left out."""

    def __init__(self, text: str) -> None:
        self._lines = enumerate(io.StringIO(text.removeprefix("\ufeff"), newline=""), start=1)
        self._start = 0
        self._written = ""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._told(), strict=True)
        while True:
            self._start = 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _fault(
                    self._start,
                    [self._written],
                    Message(en="it is no row of CSV: {error}", zh="不是CSV行：{error}", error=error),
                ) from error
            yield self._start, cells

    def _told(self) -> Iterator[str]:
        """Lines as the reader asks for them: more than one for a row with line breaks in quotes, in which a ``#`` is no remark."""
        for number, line in self._lines:
            if not self._start:
                if line.startswith("#") or not line.strip():
                    continue
                self._start, self._written = number, line.strip()
            yield line


def _industry(line: int, cells: list[str], row: Mapping[str, str]) -> Industry:
    given = {name: row.get(name, "").strip() for name in _COLUMNS}
    code = given["industry"]
    if not _SLUG.fullmatch(code) or code != code.casefold():
        raise _fault(
            line,
            cells,
            Message(en="an industry is lower-case words joined by hyphens", zh="产业代码为小写单词，以连字符相连"),
        )
    if not (given["en"] or given["zh"]):
        raise _fault(
            line, cells, Message(en="an industry has words in English or Chinese", zh="产业须有中文或英文名称")
        )
    try:
        prefixes = tuple(ClassificationSymbol.parse(symbol) for symbol in given["prefixes"].split())
    except CodeError as error:
        raise _fault(line, cells, error.said.clause()) from error
    return Industry(given["scheme"], code, Text.of(en=given["en"] or None, zh=given["zh"] or None), prefixes)


def _fault(line: int, cells: Iterable[str], reason: Message) -> CodeError:
    return CodeError(
        Message(en="row of the concordance (line {line})", zh="对照表第{line}行", line=line),
        ",".join(cells),
        reason,
        _FORMS,
    )
