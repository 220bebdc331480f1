"""A question as a person types it: free text in either language or mixed, "quoted phrases", -word, and fields such as cpc:H01M.

Anything that is not a known field stays text: ``ratio 3:1`` is three words. Nothing that can be typed is an error here; a field whose
value cannot be read is one where it is used (``ranking.filters``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

MAX_LENGTH = 200_000
"""Characters of a question that are read; a pasted document longer than this is cut."""

_QUOTES = {'"': '"', "“": "”", "„": "“", "”": "”", "「": "」", "『": "』", "«": "»"}
_FIELD = re.compile(r"(-?)([A-Za-z][A-Za-z_]{1,30})[:：](?=\S)")
_PLAIN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """``name:value`` as typed, or ``-name:value``."""

    name: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question. ``text`` is what is searched by words and by meaning: it holds the quoted phrases' words too."""

    raw: str
    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fields: tuple[FieldTerm, ...] = ()
    cut: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is no text to search by: only fields, only exclusions, or nothing at all."""
        return not self.text


def parse_question(raw: str, fields: Collection[str]) -> Question:
    """Read a question; ``fields`` are the names that may stand before a colon, in lower case."""
    raw = _unicode(raw)
    reader = _QuestionReader(raw[:MAX_LENGTH], fields)
    reader.read()
    return Question(
        raw=raw,
        text=" ".join(reader.words),
        phrases=tuple(reader.phrases),
        without=tuple(reader.without),
        fields=tuple(reader.fields),
        cut=len(raw) > MAX_LENGTH,
    )


def pasted(text: str) -> Question:
    """A document as a question: its words as they are, no signs read as operators."""
    text = _unicode(text)
    words = " ".join(text[:MAX_LENGTH].split())
    return Question(raw=text, text=words, cut=len(text) > MAX_LENGTH)


def _unicode(text: str) -> str:
    """The text with a question mark for half of a surrogate pair, which a shell makes of bytes that are no UTF-8, and no index can be asked for."""
    return text.encode("utf-8", "replace").decode()


class _QuestionReader:
    """Reads from left to right, one quoted phrase, field or word at a time."""

    def __init__(self, raw: str, fields: Collection[str]) -> None:
        self.raw = raw
        self.known = fields
        self.words: list[str] = []
        self.phrases: list[str] = []
        self.without: list[str] = []
        self.fields: list[FieldTerm] = []

    def read(self) -> None:
        place = 0
        while place < len(self.raw):
            if self.raw[place].isspace():
                place += 1
            else:
                place = self._next(place)

    def _next(self, place: int) -> int:
        if (field := _FIELD.match(self.raw, place)) and field[2].lower() in self.known:
            value, end = self._value(field.end())
            self.fields.append(FieldTerm(field[2].lower(), value, negated=bool(field[1])))
            return end
        minus = self.raw[place] == "-" and place + 1 < len(self.raw) and not self.raw[place + 1].isspace()
        return self._word_or_phrase(place + minus, excluded=minus)

    def _word_or_phrase(self, place: int, *, excluded: bool) -> int:
        quoted = self._quoted(place)
        value, end = quoted or self._plain(place)
        if not value:
            return end
        if excluded:
            self.without.append(value)
            return end
        self.words.append(value)
        if quoted:
            self.phrases.append(value)
        return end

    def _value(self, place: int) -> tuple[str, int]:
        return self._quoted(place) or self._plain(place)

    def _quoted(self, place: int) -> tuple[str, int] | None:
        closing = _QUOTES.get(self.raw[place]) if place < len(self.raw) else None
        end = self.raw.find(closing, place + 1) if closing else -1
        return None if end < 0 else (self.raw[place + 1 : end].strip(), end + 1)

    def _plain(self, place: int) -> tuple[str, int]:
        found = _PLAIN.match(self.raw, place)
        if found is None:
            return "", place + 1
        end = found.end()
        opening = next((i for i in range(place + 1, end) if self.raw[i] in _QUOTES and self._quoted(i)), end)
        return self.raw[place:opening].strip('"“”'), opening
