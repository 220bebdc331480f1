"""Chinese: traditional to simplified, dictionary words, and characters.

Terms are converted by OpenCC's phrases (憑藉 is 凭借, but 狼藉 stays), so that the dictionary knows the words. Quotes are converted
character by character: there a piece of a text must become what it becomes inside the text. OpenCC's t2s keeps the length of all its
phrases; should a later version not, that text falls back to single characters, so that offsets always hold.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator

import opencc
import rjieba

from indexer.analysis.scripts import HAN_RUN, word_set

STOP_WORDS = word_set(
    "的 了 和 与 及 或 在 是 有 为 以 于 对 中 上 下 所 该 其 之 而 并 且 由 从 将 被 也 都 等 一种 所述 本发明 包括 进行 通过"
)
"""Function words, and what every abstract of a patent says."""

_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.cache
def _characters() -> dict[str, str]:
    """Every traditional character of the basic plane with its simplified one."""
    han = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    simplified = _converter().convert("\n".join(han)).split("\n")
    return {old: new for old, new in zip(han, simplified, strict=True) if old != new and len(new) == 1}


@functools.cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_characters())}]")


def simplify_characters(text: str) -> str:
    """``text`` with each traditional character made simplified by itself; the length stays."""
    simplified = _characters()
    return _traditional().sub(lambda match: simplified[match.group()], text)


def simplify_phrases(text: str) -> str:
    """``text`` (no lone surrogates) with traditional words made simplified; the length stays."""
    simplified: str = _converter().convert(text)
    return simplified if len(simplified) == len(text) else simplify_characters(text)


def han_terms(text: str) -> list[str]:
    """Words (search mode), character bigrams and characters of all Han runs in ``text``, without places and in no particular order.

    What is both a word and a bigram, or both a word and a character, is given twice: words so weigh more than pairs across their
    borders. The bigrams find what the dictionary does not know, the characters what is asked for by one alone (泵, 锁).
    """
    runs = HAN_RUN.findall(text)
    if not runs:
        return []
    joined = simplify_phrases(" ".join(runs))
    terms = rjieba.cut_for_search(joined) + list(map("".join, itertools.pairwise(joined))) + list(joined)
    return [term for term in terms if term not in STOP_WORDS and " " not in term]


def han_spans(text: str) -> list[tuple[str, int, int]]:
    """What ``han_terms`` gives, each with its start and end in ``text``."""
    spans: list[tuple[str, int, int]] = []
    for run in HAN_RUN.finditer(text):
        start, simplified = run.start(), simplify_phrases(run.group())
        spans += [(word, start + first, start + last) for word, first, last in rjieba.tokenize(simplified, "search")]
        spans += [
            (pair, start + at, start + at + 2) for at, pair in enumerate(map("".join, itertools.pairwise(simplified)))
        ]
        spans += [(character, start + at, start + at + 1) for at, character in enumerate(simplified)]
    return [span for span in spans if span[0] not in STOP_WORDS]


def han_words(text: str) -> list[tuple[str, int, int]]:
    """The words of all Han runs one after another, with their places: two lone characters side by side are a word that no dictionary knows."""
    words: list[tuple[str, int, int]] = []
    for run in HAN_RUN.finditer(text):
        start, simplified = run.start(), simplify_phrases(run.group())
        cut = [span for span in rjieba.tokenize(simplified, "default") if span[0] not in STOP_WORDS]
        words += [(word, start + first, start + last) for word, first, last in _with_unknown(cut)]
    return words


def _with_unknown(cut: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Cut words, with pairs of lone characters joined; what stays alone is left out."""
    alone: tuple[str, int, int] | None = None
    for word, first, last in cut:
        if last - first > 1:
            yield word, first, last
            alone = None
        elif alone is not None and alone[2] == first:
            yield alone[0] + word, alone[1], last
            alone = None
        else:
            alone = word, first, last
