"""Highlighted passages, made from the store's text and therefore alike on every engine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.ports import Analyser, Token

_LENGTHS = {"zh": 110, "ja": 110, "ko": 110}
_LENGTH = 260
_SENTENCE_END = re.compile(r"[。！？；!?;]|\.(?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a text: what language it is in, the passage, and the spans within it that met the question.

    ``before`` and ``after`` say that the text goes on outside of the passage.
    """

    language: str
    passage: str
    spans: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False


def highlight(text: str, wanted: Collection[str], analyser: Analyser, *, language: str = "") -> Snippet:
    """The whole ``text`` with the spans of every wanted term (recall stream) marked: for titles."""
    telling = _telling(wanted)
    spans = _merged([(token.start, token.end) for token in analyser.terms(text) if token.text in telling], text)
    return Snippet(language or analyser.language(text), text, spans)


def snippet(text: str, wanted: Mapping[str, float], analyser: Analyser, *, fallback: int = 0) -> Snippet:
    """The passage of ``text`` that holds most of the ``wanted`` terms by weight, each counted once.

    Where no term occurs (the question was in another language), the passage begins at ``fallback``, the character at which the
    passage that the vector leg found begins.
    """
    language = analyser.language(text)
    length = _LENGTHS.get(language, _LENGTH)
    telling = _telling(wanted)
    met = [token for token in analyser.terms(text) if token.text in telling] if telling else []
    start = _best_start(met, wanted, length) if met else fallback
    start, end = _whole_sentences(text, start, length)
    spans = [(token.start - start, token.end - start) for token in met if token.start >= start and token.end <= end]
    passage = text[start:end]
    return Snippet(language, passage, _merged(spans, passage), before=start > 0, after=end < len(text))


def _telling(wanted: Collection[str]) -> set[str]:
    """The terms worth marking: a single character of a longer term that was asked for is none."""
    longer = "\n".join(term for term in wanted if len(term) > 1)
    return {term for term in wanted if len(term) > 1 or term not in longer}


def _best_start(met: Sequence[Token], wanted: Mapping[str, float], length: int) -> int:
    """Where the window of ``length`` characters with the greatest weight of distinct terms begins (the first, of equals)."""
    best, best_start, low = 0.0, met[0].start, 0
    inside: dict[str, int] = {}
    weight = 0.0
    for token in met:
        inside[token.text] = inside.get(token.text, 0) + 1
        weight += wanted[token.text] if inside[token.text] == 1 else 0.0
        while inside[met[low].text] > 1 or token.end - met[low].start > length:
            if met[low] is token:
                break
            inside[met[low].text] -= 1
            weight -= wanted[met[low].text] if inside[met[low].text] == 0 else 0.0
            low += 1
        if weight > best + 1e-9:
            best, best_start = weight, met[low].start
    return best_start


def _whole_sentences(text: str, start: int, length: int) -> tuple[int, int]:
    """Move ``start`` back to where its sentence begins, if that is near, and end where a sentence or a word ends."""
    margin = length // 2
    ends = [found.end() for found in _SENTENCE_END.finditer(text, max(0, start - margin), start)]
    if ends:
        start = ends[-1]
    elif start <= margin:
        start = 0
    else:
        start = _word_start(text, start)
    while start < len(text) and text[start].isspace():
        start += 1
    end = min(len(text), start + length)
    closing = [found.end() for found in _SENTENCE_END.finditer(text, min(end, start + length // 2), end)]
    if closing and end < len(text):
        return start, closing[-1]
    return start, _word_end(text, end)


def _word_start(text: str, place: int) -> int:
    while place > 0 and text[place - 1].isascii() and text[place - 1].isalnum():
        place -= 1
    return place


def _word_end(text: str, place: int) -> int:
    while 0 < place < len(text) and text[place].isascii() and text[place].isalnum():
        place += 1
    return place


def _merged(spans: Sequence[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that touch or overlap joined to one, as are those with a lone space or hyphen between them."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or (start == joined[-1][1] + 1 and text[joined[-1][1]] in " -‑")):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
