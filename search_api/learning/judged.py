"""Judged pairs: a file that says which listing was right for which, from lead outcomes or a person's judgement. CSV or JSONL."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadInput

OUTCOMES = {"declined": 0.0, "no_answer": 0.0, "accepted": 1.0, "introduced": 2.0, "deal": 3.0}
"""What became of a lead, as a grade."""

FORM = (
    "A line names asker and candidate by their listings' ids, and an outcome "
    f"({', '.join(OUTCOMES)}) or a grade from 0 to 10: CSV with a heading, or one JSON object a line."
)


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """That ``candidate`` was right for ``asker``, from 0 (wrong) up."""

    asker: str
    candidate: str
    grade: float


def read_judged(path: Path) -> list[JudgedPair]:
    """The pairs of a file. Raises ``BadInput`` that names the line and what is wrong with it."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file '{path}' cannot be read: {error}.", advice=FORM) from error
    rows = _json_rows(path, text) if text.lstrip().startswith("{") else _csv_rows(text)
    pairs = [_pair(path, number, row) for number, row in rows]
    if not pairs:
        raise BadInput(f"The file '{path}' has no judged pair.", advice=FORM)
    return pairs


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    yield from enumerate(csv.DictReader(text.splitlines()), start=2)


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise _bad(path, number, f"it is not JSON ({error})") from error
            if not isinstance(row, dict):
                raise _bad(path, number, "it is not an object in braces")
            yield number, row


def _pair(path: Path, number: int, row: Mapping[str, object]) -> JudgedPair:
    asker, candidate = (str(row.get(name) or "").strip() for name in ("asker", "candidate"))
    if not asker or not candidate:
        raise _bad(path, number, "it does not name an asker and a candidate")
    return JudgedPair(asker, candidate, _grade(path, number, row))


def _grade(path: Path, number: int, row: Mapping[str, object]) -> float:
    outcome = str(row.get("outcome") or "").strip().casefold()
    if outcome:
        if outcome not in OUTCOMES:
            raise _bad(path, number, f"there is no outcome '{outcome}'")
        return OUTCOMES[outcome]
    try:
        grade = float(str(row.get("grade")))
    except ValueError:
        raise _bad(path, number, "it has neither an outcome nor a grade") from None
    if not 0 <= grade <= 10:
        raise _bad(path, number, f"the grade {grade:g} is not from 0 to 10")
    return grade


def _bad(path: Path, number: int, what: str) -> BadInput:
    return BadInput(f"{path}, line {number}: {what}.", advice=FORM)
