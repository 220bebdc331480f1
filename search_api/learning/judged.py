"""Judged pairs: a file that says which listing was right for which, from lead outcomes or a person's judgement. CSV or JSONL.

A line that cannot be used is refused alone, as ``zhiqiao load`` does, and the rest goes on.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.sources.base import Context
from indexer.sources.tables import named_rows
from models.errors import BadInput
from models.records import Origin, Refusal

OUTCOMES = {"declined": 0.0, "no_answer": 0.0, "accepted": 1.0, "introduced": 2.0, "deal": 3.0}
"""What became of a lead, as a grade."""

FORM = (
    "A line names asker and candidate by their listings' ids, and an outcome "
    f"({', '.join(OUTCOMES)}) or a grade from 0 to 10: CSV with a heading, or one JSON object a line."
)

_BOM = b"\xef\xbb\xbf"
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """That ``candidate`` was right for ``asker``, from 0 (wrong) up."""

    asker: str
    candidate: str
    grade: float


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """What a file says, and which of its lines could not be used."""

    pairs: list[JudgedPair]
    refusals: list[Refusal]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a file: where it starts, its cells by name, what is wrong with it as a line, and itself as far as it can be shown."""

    place: str
    cells: Mapping[str, object]
    fault: str
    raw: str


def read_judged(path: Path) -> JudgedFile:
    """The pairs of a file. Raises ``BadInput`` where it cannot be read, or where no line of it can be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"The file '{path}' cannot be read: {error.strerror or error}.", advice=FORM) from error
    lines = _json_lines(data) if data.removeprefix(_BOM).lstrip().startswith(b"{") else _csv_lines(data)
    found = JudgedFile([], [])
    for line in lines:
        try:
            found.pairs.append(_pair(line))
        except _Unusable as unusable:
            found.refusals.append(_refusal(path, line, str(unusable)))
    if not found.pairs:
        first = next((f" {one.origin.place.capitalize()}: {one.reason}" for one in found.refusals), "")
        raise BadInput(f"The file '{path}' has no judged pair that can be used.{first}", advice=FORM)
    return found


class _Unusable(Exception):
    """A line that cannot be used, and why."""


def _csv_lines(data: bytes) -> Iterator[_Line]:
    for row in named_rows(io.BytesIO(data), Context()):
        yield _Line(row.place, row.cells, row.fault, row.raw)


def _json_lines(data: bytes) -> Iterator[_Line]:
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), start=1):
        if line.strip():
            cells, fault = _object(line)
            yield _Line(f"line {number}", cells, fault, line.decode("utf-8", "replace").strip())


def _object(line: bytes) -> tuple[Mapping[str, object], str]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return {}, "It has bytes that are not UTF-8."
    except (ValueError, RecursionError) as error:
        return {}, f"It is not JSON: {error}."
    return (row, "") if isinstance(row, dict) else ({}, "It is not an object in braces.")


def _pair(line: _Line) -> JudgedPair:
    if line.fault:
        raise _Unusable(line.fault)
    return JudgedPair(_named(line.cells, "asker"), _named(line.cells, "candidate"), _grade(line.cells))


def _named(cells: Mapping[str, object], side: str) -> str:
    name = cells.get(side)
    listing = str(name).strip() if isinstance(name, str | int) else ""
    if not listing:
        raise _Unusable("It does not name an asker and a candidate.")
    if not listing.isprintable():
        raise _Unusable(f"Its {side} has characters that no id has.")
    return listing


def _grade(cells: Mapping[str, object]) -> float:
    outcome = str(cells.get("outcome") or "").strip().casefold()
    if outcome:
        if outcome not in OUTCOMES:
            raise _Unusable(f"There is no outcome '{outcome[:_SHOWN]}'.")
        return OUTCOMES[outcome]
    try:
        grade = float(str(cells.get("grade")))
    except ValueError:
        raise _Unusable("It has neither an outcome nor a grade.") from None
    if not 0 <= grade <= 10:
        raise _Unusable(f"The grade {grade:g} is not from 0 to 10.")
    return grade


def _refusal(path: Path, line: _Line, reason: str) -> Refusal:
    origin = Origin(file=_sayable(str(path)), place=line.place)
    return Refusal(origin=origin, reason=_sayable(reason), advice=FORM, raw=_sayable(line.raw))


def _sayable(text: str) -> str:
    """The text with halves of characters replaced, which cannot be written."""
    return text.encode("utf-8", "replace").decode("utf-8")
