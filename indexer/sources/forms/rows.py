"""The rows of a form, whatever file holds them: delimited text, a workbook, or JSON objects by line."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from indexer.sources.base import HEAD_BYTES, UNUSABLE, Context, text_encoding
from indexer.sources.forms.columns import Headings, read_headings
from indexer.sources.tables import delimited_rows
from models.errors import BadInput, UnknownFormat
from models.messages import Message

WORKBOOK_MAGIC = b"PK\x03\x04"
LARGEST_WORKBOOK = 1024 * 1024 * 1024
"""The most bytes that a workbook may unpack to: its texts are held in memory, all at once, as the format has them apart from the cells."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row under its headings, or one JSON object; ``fault`` says what is wrong with it as a row, if anything."""

    place: str
    headings: Headings
    cells: Sequence[str]
    fault: Message | None = None
    record: Mapping[str, Any] = field(default_factory=dict)

    @property
    def raw(self) -> str:
        """The row as text, for its refusal."""
        return ", ".join(f"{name}: {cell}" for name, cell in zip(self.headings.names, self.cells, strict=False) if cell)


_START = 4096

NO_HEADINGS = read_headings(())


def form_rows(stream: BinaryIO, context: Context) -> Iterator[FormRow]:
    """The rows of a form in any of its files, comments left out."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if head.startswith(WORKBOOK_MAGIC):
        return _workbook_rows(stream)
    if head.decode(text_encoding(head), "ignore").lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_rows(stream, context)
    return _text_rows(stream, context)


def is_comment(cells: Sequence[str]) -> bool:
    """Whether a row is empty, or its first filled cell begins with ``#``."""
    return next((cell.strip() for cell in cells if cell.strip()), "#").startswith("#")


def _text_rows(stream: BinaryIO, context: Context) -> Iterator[FormRow]:
    headings: Headings | None = None
    for row in delimited_rows(stream, context):
        if headings is None:
            headings = _headings(row.cells)
        elif row.fault or not is_comment(row.cells):
            yield FormRow(row.place, headings, row.cells, row.fault)


def _workbook_rows(stream: BinaryIO) -> Iterator[FormRow]:
    try:
        _check_workbook(stream)
        stream.seek(0)
        book = load_workbook(stream, read_only=True, data_only=True)
        with closing(book):
            yield from _form_rows(book.worksheets)
    except (*UNUSABLE, InvalidFileException, SyntaxError, zipfile.BadZipFile) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(
            Message(
                en="The workbook is damaged, or is no XLSX: {why}.", zh="工作簿已损坏，或不是 XLSX：{why}。", why=error
            ),
            advice=Message(
                en="Open it in a spreadsheet program and save it again as XLSX or CSV.",
                zh="请用电子表格软件打开，并重新保存为 XLSX 或 CSV。",
            ),
        ) from error


def _check_workbook(stream: BinaryIO) -> None:
    """Refuse a workbook that would unpack to too much, or that declares entities: no spreadsheet program writes a document type."""
    with zipfile.ZipFile(stream) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_WORKBOOK:
            raise BadInput(
                Message(en="The workbook unpacks to more than 1 GB.", zh="工作簿解压后超过1 GB。"),
                advice=Message(en="Save it as CSV, which is read row by row.", zh="请保存为 CSV，以便逐行读取。"),
            )
        for member in archive.infolist():
            with archive.open(member) as part:
                if b"<!DOCTYPE" in part.read(_START).replace(b"\0", b""):
                    raise BadInput(
                        Message(
                            en="Its part {part} has a document type, which no spreadsheet program writes.",
                            zh="其中的 {part} 带有文档类型声明，电子表格软件不会这样写。",
                            part=member.filename,
                        ),
                        advice=Message(
                            en="Open it in a spreadsheet program and save it again.",
                            zh="请用电子表格软件打开并重新保存。",
                        ),
                    )


def _form_rows(sheets: Iterable[Any]) -> Iterator[FormRow]:
    """The rows of the sheets that are forms. Raises ``UnknownFormat`` where none is."""
    forms = 0
    for sheet in sheets:
        sheet.reset_dimensions()  # some writers state a wrong size, which would cut rows off
        rows = enumerate(
            ([as_cell(value) for value in values] for values in sheet.iter_rows(values_only=True)), start=1
        )
        headings = next((found for _, cells in rows if (found := _headings(cells)) is not None), NO_HEADINGS)
        if is_form(headings):
            forms += 1
            yield from (
                FormRow(f"{sheet.title}!row {at}", headings, cells) for at, cells in rows if not is_comment(cells)
            )
    if not forms:
        raise UnknownFormat(
            Message(
                en="No sheet of the workbook begins with a form's headings (a kind, and a title, a name or a number).",
                zh="工作簿中没有以表单列名（类型，以及标题、名称或号码）开头的工作表。",
            ),
            advice=Message(
                en="The command `zhiqiao template KIND --format xlsx` writes a workbook to fill in.",
                zh="`zhiqiao template KIND --format xlsx` 生成可填写的工作簿。",
            ),
        )


def _headings(cells: Sequence[str]) -> Headings | None:
    """The headings that a row holds; ``None`` for a comment above them. A form's headings may begin with a note's."""
    found = read_headings(tuple(cells))
    return found if is_form(found) or not is_comment(cells) else None


def is_form(headings: Headings) -> bool:
    """Whether headings are those of a form: a kind, and a title, name or number."""
    known = headings.known
    return "kind" in known and bool(known & _NAMING)


_NAMING = frozenset({
    "title_en", "title_zh", "name_en", "name_zh", "number",
    "application_number", "publication_number", "grant_number", "registration_number",
})  # fmt: skip


def as_cell(value: object) -> str:
    """A value of a workbook or of JSON as a person would write it in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(as_cell(part) for part in value)
    return str(value)


def _json_rows(stream: BinaryIO, context: Context) -> Iterator[FormRow]:
    for number, line in enumerate(_lines(stream, context.max_record), start=1):
        if line.strip() in {b"", b"\xef\xbb\xbf"}:
            continue
        row = _json_row(f"line {number}", line)
        if row is not None:
            yield row


def _lines(stream: BinaryIO, longest: int) -> Iterator[bytes]:
    while line := stream.readline(longest):
        yield line


def _json_row(place: str, line: bytes) -> FormRow | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return FormRow(
            place,
            NO_HEADINGS,
            (),
            Message(en="It is not a JSON object on one line: {why}.", zh="不是单行 JSON 对象：{why}。", why=error),
        )
    if not isinstance(value, dict):
        return FormRow(place, NO_HEADINGS, (), Message(en="It is not a JSON object.", zh="不是 JSON 对象。"))
    if "#" in value:
        return None
    if is_whole_record(value):
        return FormRow(place, NO_HEADINGS, (), record=value)
    return FormRow(place, read_headings(tuple(value)), [as_cell(cell) for cell in value.values()])


def is_whole_record(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object holds a whole record; a flat row may have ``assets`` too, but then it has a ``kind``."""
    return not value.keys().isdisjoint({"listing", "asset", "assets", "party"}) and "kind" not in value
