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
from models.messages import Message, Unfit
from models.records import Origin, Refusal
from search_api.listings.origins import place_text

OUTCOMES = {"declined": 0.0, "no_answer": 0.0, "accepted": 1.0, "introduced": 2.0, "deal": 3.0}
"""What became of a lead, as a grade."""

FORM = Message(
    en="A line names asker and candidate by their listings' ids, and an outcome "
    "({outcomes}) or a grade from 0 to 10: CSV with a heading, or one JSON object a line.",
    zh="每行以信息编号给出 asker 和 candidate，以及 outcome（{outcomes}）或0至10的 grade：带表头的 CSV，或每行一个 JSON 对象。",
    outcomes=[*OUTCOMES],
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
    fault: Message | None
    raw: str


def read_judged(path: Path) -> JudgedFile:
    """The pairs of a file. Raises ``BadInput`` where it cannot be read, or where no line of it can be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            Message(
                en="The file '{path}' cannot be read: {why}.",
                zh="文件“{path}”无法读取：{why}。",
                path=path,
                why=error.strerror or error,
            ),
            advice=FORM,
        ) from error
    lines = _json_lines(data) if data.removeprefix(_BOM).lstrip().startswith(b"{") else _csv_lines(data)
    found = JudgedFile([], [])
    for line in lines:
        try:
            found.pairs.append(_pair(line))
        except _Unusable as unusable:
            found.refusals.append(_refusal(path, line, unusable.said))
    if not found.pairs:
        first = [
            Message(
                en="{place}: {why}",
                zh="{zh_place}：{why}",
                place=one.origin.place.capitalize(),
                zh_place=place_text(one.origin.place, "zh"),
                why=one.said,
            )
            for one in found.refusals[:1]
        ]
        none = Message(
            en="The file '{path}' has no judged pair that can be used.",
            zh="文件“{path}”中没有可用的已评判配对。",
            path=path,
        )
        raise BadInput(Message.joined([none, *first]), advice=FORM)
    return found


class _Unusable(Unfit):
    """A line that cannot be used, and why."""


def _csv_lines(data: bytes) -> Iterator[_Line]:
    for row in named_rows(io.BytesIO(data), Context()):
        yield _Line(row.place, row.cells, row.fault, row.raw)


def _json_lines(data: bytes) -> Iterator[_Line]:
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), start=1):
        if line.strip():
            cells, fault = _object(line)
            yield _Line(f"line {number}", cells, fault, line.decode("utf-8", "replace").strip())


def _object(line: bytes) -> tuple[Mapping[str, object], Message | None]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return {}, Message(
            en="It has bytes that are not {encoding}.", zh="含有不是 {encoding} 的字节。", encoding="UTF-8"
        )
    except (ValueError, RecursionError) as error:
        return {}, Message(en="It is not JSON: {why}.", zh="不是 JSON：{why}。", why=error)
    return (
        (row, None)
        if isinstance(row, dict)
        else ({}, Message(en="It is not an object in braces.", zh="不是花括号中的对象。"))
    )


def _pair(line: _Line) -> JudgedPair:
    if line.fault:
        raise _Unusable(line.fault)
    return JudgedPair(_named(line.cells, "asker"), _named(line.cells, "candidate"), _grade(line.cells))


def _named(cells: Mapping[str, object], side: str) -> str:
    name = cells.get(side)
    listing = str(name).strip() if isinstance(name, str | int) else ""
    if not listing:
        raise _Unusable(Message(en="It does not name an asker and a candidate.", zh="未给出 asker 和 candidate。"))
    if not listing.isprintable():
        raise _Unusable(
            Message(en="Its {side} has characters that no id has.", zh="其 {side} 含有编号中没有的字符。", side=side)
        )
    return listing


def _grade(cells: Mapping[str, object]) -> float:
    outcome = str(cells.get("outcome") or "").strip().casefold()
    if outcome:
        if outcome not in OUTCOMES:
            raise _Unusable(
                Message(en="There is no outcome '{outcome}'.", zh="没有结果“{outcome}”。", outcome=outcome[:_SHOWN])
            )
        return OUTCOMES[outcome]
    try:
        grade = float(str(cells.get("grade")))
    except ValueError:
        raise _Unusable(Message(en="It has neither an outcome nor a grade.", zh="既无 outcome 也无 grade。")) from None
    if not 0 <= grade <= 10:
        raise _Unusable(
            Message(en="The grade {grade} is not from 0 to 10.", zh="grade {grade} 不在0至10之间。", grade=f"{grade:g}")
        )
    return grade


def _refusal(path: Path, line: _Line, reason: Message) -> Refusal:
    origin = Origin(file=_sayable(str(path)), place=line.place)
    return Refusal(origin=origin, said=_sayable_message(reason), advised=FORM, raw=_sayable(line.raw))


def _sayable_message(said: Message) -> Message:
    return Message(en=_sayable(said.in_language("en")), zh=_sayable(said.in_language("zh")))


def _sayable(text: str) -> str:
    """The text with halves of characters replaced, which cannot be written."""
    return text.encode("utf-8", "replace").decode("utf-8")
