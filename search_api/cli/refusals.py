"""What was refused of what a command was given: kept in a file, and summed up by reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from models.messages import Message
from models.records import Refusal
from search_api.cli.console import say
from search_api.cli.reader import reader_language
from search_api.listings.origins import place_text

FIRST = 3
"""Refusals that are shown whole."""

REASONS = 10
"""Reasons that are shown with their counts."""

_REMEMBERED = 500
_OTHERS = Message(en="other reasons", zh="其他原因")
_PARTICULARS = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\d+")


class RefusalFile:
    """A file of refused records, one JSON object a line: file, place, key, reason, advice, raw."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, refusals: Iterable[Refusal]) -> None:
        """Write these, and hand them to the system: a stopped load keeps what it refused."""
        for one in refusals:
            self._file.write(json.dumps(as_row(one), ensure_ascii=False) + "\n")
        self._file.flush()


def as_row(refusal: Refusal) -> dict[str, str | None]:
    """A refusal as it is kept, with its reason and advice in both languages."""
    return {
        "file": refusal.origin.file,
        "place": refusal.origin.place,
        "key": refusal.key,
        "reason": refusal.reason,
        "advice": refusal.advice,
        "reason_zh": refusal.said.in_language("zh"),
        "advice_zh": refusal.advised.in_language("zh"),
        "raw": refusal.raw,
    }


def refused(one: Refusal) -> Message:
    """A refusal in a line."""
    return Message(
        en="Refused: {file}, {place}: {why}",
        zh="未收录：{file}，{zh_place}：{why}",
        file=one.origin.file,
        place=one.origin.place,
        zh_place=place_text(one.origin.place, "zh"),
        why=Message.joined([one.said, *([one.advised] if one.advised else [])]),
    )


class RefusalSummary:
    """The first few refusals, and how often each reason came, whatever numbers and names stand in it, in the reader's language."""

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._first: list[Refusal] = []
        self._counts: Counter[str] = Counter()

    def add(self, refusals: Sequence[Refusal]) -> None:
        """Count these in. Memory stays bounded: of very many reasons, those that come late share one line."""
        self._first += refusals[: FIRST - len(self._first)]
        for one in refusals:
            reason = _PARTICULARS.sub("…", one.said.in_language(self._language))
            known = reason in self._counts or len(self._counts) < _REMEMBERED
            self._counts[reason if known else _OTHERS.in_language(self._language)] += 1

    def lines(self) -> Iterator[str]:
        """What to tell people."""
        for one in self._first:
            yield refused(one).in_language(self._language)
        if sum(self._counts.values()) > len(self._first):
            for reason, count in self._counts.most_common(REASONS):
                yield f"{count:>8,} × {reason}"


def tell_refused(usable: int, refusals: Sequence[Refusal], where: str = "") -> None:
    """On stderr: which lines were refused and why; ``where`` says what becomes of them."""
    summary = RefusalSummary(reader_language())
    summary.add(refusals)
    for line in summary.lines():
        say(line)
    if refusals:
        say(f"{len(refusals):,} of {usable + len(refusals):,} lines were refused.{where}", "yellow")
