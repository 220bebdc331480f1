"""A text in passages for the encoder: whole sentences, evenly filled, none overlapping another.

Sentences end at Chinese and English full stops and at line ends. A sentence longer than a passage may be is cut at its clauses, a clause
at its spaces, and what has neither in stretches of characters. Lengths are estimates in encoder tokens: 1.6 characters of Chinese,
Japanese or Korean a token, and 4 of everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from indexer.analysis.scripts import HANGUL, UNSPACED

DENSE_CHARACTERS_PER_TOKEN = 1.6
OTHER_CHARACTERS_PER_TOKEN = 4.0

_DENSE = re.compile(f"[{UNSPACED}{HANGUL}，。、；：！？（）]")
_SENTENCE_END = re.compile(
    r"[。！？!?；]+[”’」』）)\"']*\s*|(?<![\s.!?])[.!?]+[\"')\]”’]*\s+(?=[^a-z\s])|[\r\n\u2028\u2029]+\s*"
)
_CLAUSE_END = re.compile(r"[，、；：][”’」』）]*\s*|[,;:][\"')\]]*\s+")
_SPACE = re.compile(r"\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:[A-Za-z]|[A-Za-z]\.[A-Za-z]|al|approx|cf|ca|Co|Corp|dept|Dr|ed|eq|Eq|est|etc|fig|Fig|figs|Figs|Inc|Jr|Ltd|"
    r"max|min|Mr|Mrs|Ms|no|No|Nos|pp|Prof|Ref|Refs|resp|Sec|Sr|St|Vol|vs)\.\s+$"
)
_LONGEST_ABBREVIATION = 12


class Passage(NamedTuple):
    """A stretch ``text[start:end]`` of the original text, without white space at its ends."""

    start: int
    end: int


def estimated_tokens(text: str) -> float:
    """About how many encoder tokens ``text`` makes."""
    dense = len(_DENSE.findall(text)) if not text.isascii() else 0
    return dense / DENSE_CHARACTERS_PER_TOKEN + (len(text) - dense) / OTHER_CHARACTERS_PER_TOKEN


def passages(text: str, *, target_tokens: int = 140, most_tokens: int = 160) -> list[Passage]:
    """The passages of ``text`` in order: all but its white space, each at most about ``most_tokens`` long.

    Passages of one text are of about the same length, near ``target_tokens``, so that no short rest is left at the end.

    Raises:
        ValueError: ``target_tokens`` is less than one or more than ``most_tokens``.
    """
    if not 1 <= target_tokens <= most_tokens:
        raise ValueError(f"target_tokens is {target_tokens}; it must be from 1 to most_tokens, which is {most_tokens}")
    units = [(start, end, estimated_tokens(text[start:end])) for start, end in _units(text, most_tokens)]
    return [
        trimmed for start, end in _packed(units, target_tokens, most_tokens) if (trimmed := _trimmed(text, start, end))
    ]


def _packed(units: list[tuple[int, int, float]], target: float, most: float) -> Iterator[tuple[int, int]]:
    """Neighbouring units joined, each time to about an even share of what is left, and never over ``most``."""
    left = sum(tokens for _, _, tokens in units)
    first, last, filled, share = 0, 0, 0.0, _share(left, target)
    for start, end, tokens in units:
        too_far = filled + tokens - share > share - filled
        if filled and (too_far or filled + tokens > most):
            yield first, last
            left -= filled
            first, filled, share = start, 0.0, _share(left, target)
        last, filled = end, filled + tokens
    if filled:
        yield first, last


def _share(left: float, target: float) -> float:
    """The length of a passage if what is left is cut evenly, and as near to ``target`` as that goes."""
    return left / max(1, round(left / target))


def _units(text: str, most: float) -> Iterator[tuple[int, int]]:
    """Sentences; of those longer than ``most`` their clauses; of those their words; of those stretches of characters."""
    cutters: list[Callable[[str, int, int], Iterator[int]]] = [_clause_ends, _word_ends]

    def cut(start: int, end: int, depth: int) -> Iterator[tuple[int, int]]:
        if estimated_tokens(text[start:end]) <= most:
            yield start, end
        elif depth == len(cutters):
            yield from _stretches(start, end, max(1, int(most * DENSE_CHARACTERS_PER_TOKEN)))
        else:
            for first, last in _between(start, end, cutters[depth](text, start, end)):
                yield from cut(first, last, depth + 1)

    for start, end in _between(0, len(text), _sentence_ends(text)):
        yield from cut(start, end, 0)


def _between(start: int, end: int, cuts: Iterator[int]) -> Iterator[tuple[int, int]]:
    """The stretches from ``start`` to ``end`` between ``cuts``."""
    for cut in cuts:
        if start < cut < end:
            yield start, cut
            start = cut
    if start < end:
        yield start, end


def _stretches(start: int, end: int, length: int) -> Iterator[tuple[int, int]]:
    yield from ((at, min(at + length, end)) for at in range(start, end, length))


def _sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end; the full stop of an abbreviation ends none."""
    for match in _SENTENCE_END.finditer(text):
        tail = text[max(0, match.start() - _LONGEST_ABBREVIATION) : match.end()]
        if "\n" in match.group() or not _ABBREVIATION.search(tail):
            yield match.end()


def _clause_ends(text: str, start: int, end: int) -> Iterator[int]:
    yield from (match.end() for match in _CLAUSE_END.finditer(text, start, end))


def _word_ends(text: str, start: int, end: int) -> Iterator[int]:
    yield from (match.end() for match in _SPACE.finditer(text, start, end))


def _trimmed(text: str, start: int, end: int) -> Passage | None:
    """The stretch without white space at its ends; nothing where nothing else is there."""
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    body = stretch.strip()
    return Passage(start + left, start + left + len(body)) if body else None
