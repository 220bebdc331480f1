"""Rows of delimited text: headings once, then one row at a time, with a broken row losing only itself.

A quote that is never closed swallows the rows after it. Where a row of several lines has not as many cells as the headings, the
lines behind its first are tried again, and the first of them that begins a whole row is where reading goes on.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, cast

from indexer.sources.base import HEAD_BYTES, Context, text_encoding
from models.messages import Message

_DELIMITERS = ",;\t|"
_BAD_BYTE = re.compile(r"[\udc80-\udcff]")
_LINES_OF_A_ROW = 5000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it starts, its cells, and what is wrong with it as a row, if anything."""

    line: int
    cells: Sequence[str]
    fault: Message | None = None

    @property
    def place(self) -> str:
        """The place as a refusal and an origin name it."""
        return f"line {self.line}"

    @property
    def blank(self) -> bool:
        """Whether every cell is empty."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row under its headings. ``fault`` says what is wrong with it as a row, if anything."""

    place: str
    cells: Mapping[str, str]
    fault: Message | None = None

    @property
    def raw(self) -> str:
        """The row as text, for its refusal."""
        return ", ".join(f"{name}: {cell}" for name, cell in self.cells.items() if cell)


def named_rows(stream: BinaryIO, context: Context) -> Iterator[NamedRow]:
    """The rows of a delimited text whose first row is its headings; headings come in lower case with single spaces."""
    rows = (row for row in delimited_rows(stream, context) if not row.blank)
    names: list[str] | None = None
    for row in rows:
        if names is None:
            names = [heading(cell) for cell in row.cells]
        else:
            yield NamedRow(row.place, dict(zip(names, row.cells, strict=False)), row.fault)


def heading(cell: str) -> str:
    """A heading made comparable: lower case, underscores as spaces, single spaces."""
    return " ".join(cell.replace("_", " ").split()).casefold()


def headings(line: str) -> frozenset[str]:
    """The headings that a first line holds."""
    return frozenset(heading(cell) for cell in cells_of(line))


def cells_of(line: str) -> list[str]:
    """The cells of one line."""
    try:
        return next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except csv.Error:
        return []


def delimited_rows(stream: BinaryIO, context: Context) -> Iterator[Row]:
    """Every row of a delimited text, its headings too. The encoding and the delimiter are told from its start."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    encoding = text_encoding(head)
    text = io.TextIOWrapper(cast("io.BufferedReader", stream), encoding, errors="surrogateescape", newline="")
    try:
        first = next((line for line in head.decode(encoding, "ignore").splitlines() if line.strip()), "")
        yield from _Rows(text, delimiter_of(first), encoding, context.max_record).read()
    finally:
        text.detach()


def delimiter_of(line: str) -> str:
    """The delimiter that a line of headings has most of; a comma where it has none."""
    return max(_DELIMITERS, key=line.count)


class _Rows:
    """Rows out of lines, with the lines of the row in hand kept so that they can be read again."""

    def __init__(self, text: io.TextIOWrapper, delimiter: str, encoding: str, longest: int) -> None:
        self._text, self._delimiter, self._encoding, self._longest = text, delimiter, encoding, longest
        self._again: deque[str] = deque()
        self._held: list[str] = []
        self._line = 1

    def read(self) -> Iterator[Row]:
        reader = csv.reader(self._lines(), delimiter=self._delimiter)
        width = 0
        while (row := self._next(reader)) is not None:
            width = width or len(row.cells)
            if len(self._held) > 1 and (row.fault or not self._whole(0, width)):
                row = self._resumed(row, width)
                reader = csv.reader(self._lines(), delimiter=self._delimiter)
            yield self._checked(row, width)
            self._line += len(self._held)
            self._held.clear()

    def _lines(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else self._text.readline(self._longest)
            if not line:
                return
            self._held.append(line)
            yield line

    def _next(self, reader: Iterator[list[str]]) -> Row | None:
        try:
            cells = next(reader)
        except StopIteration:
            return None
        except csv.Error as error:
            return Row(
                self._line,
                self._held[:1],
                Message(en="It is not a row of delimited text: {why}.", zh="不是带分隔符的文本行：{why}。", why=error),
            )
        return Row(self._line, cells)

    def _resumed(self, row: Row, width: int) -> Row:
        """The broken row cut off where one of its later lines begins a whole row; the row itself where none does."""
        for start in range(1, min(len(self._held), _LINES_OF_A_ROW)):
            if self._whole(start, width):
                self._again.extendleft(reversed(self._held[start:]))
                del self._held[start:]
                fault = Message(
                    en="Its cells do not fit the headings: a quote is not closed, or a delimiter is missing or too many.",
                    zh="各单元格与表头不符：引号未闭合，或分隔符缺少或多余。",
                )
                return Row(row.line, self._held[:1], fault)
        return row

    def _whole(self, start: int, width: int) -> bool:
        """Whether the held lines begin, at ``start``, with a row of ``width`` cells whose quotes are all where quotes belong."""
        lines = islice(self._held, start, None)
        try:
            return len(next(csv.reader(lines, delimiter=self._delimiter, strict=True), ())) == width
        except csv.Error:
            return False

    def _checked(self, row: Row, width: int) -> Row:
        if row.fault:
            return Row(row.line, [_BAD_BYTE.sub("\ufffd", cell) for cell in row.cells], row.fault)
        if len(row.cells) > width and any(cell.strip() for cell in row.cells[width:]):
            fault = Message(
                en="It has {cells} cells, and there are {width} headings.",
                zh="有{cells}格，而表头有{width}列。",
                cells=len(row.cells),
                width=width,
            )
            return Row(row.line, row.cells, fault)
        if any(_BAD_BYTE.search(cell) for cell in row.cells):
            shown = [_BAD_BYTE.sub("\ufffd", cell) for cell in row.cells]
            return Row(
                row.line,
                shown,
                Message(
                    en="It has bytes that are not {encoding}.",
                    zh="含有不是 {encoding} 的字节。",
                    encoding=self._encoding.removesuffix("-sig").upper(),
                ),
            )
        return row
