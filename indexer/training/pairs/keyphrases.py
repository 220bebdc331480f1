"""A handful of words asks for the text that they are from: those that a record states as its keywords, else those that tell it apart."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.analysis import StandardAnalyser
from indexer.training.texts import Pair, RecordText

FEWEST, MOST = 3, 14
MOST_TEXTS = 6_000
"""Texts whose words are told apart: reading each takes a millisecond."""

_LEAST_CHARACTERS = {"zh": 60}
_LEAST_OTHERWISE = 200


def stated(texts: Sequence[RecordText], chance: random.Random) -> Iterator[Pair]:
    """One pair a text with keywords of its own, in any order."""
    for text in texts:
        if text.keywords and text.text:
            asked = chance.sample(text.keywords, len(text.keywords))
            yield Pair(text.source, text.key, text.key, " ".join(asked), text.shown)


def pairs(texts: Sequence[RecordText], chance: random.Random) -> Iterator[Pair]:
    """One pair a text without. Words are drawn from those that are rarest in the pool and most frequent in the text, in any order."""
    analyser = StandardAnalyser()
    usable = [text for text in texts if not text.keywords and len(text.text) >= _least(text)][:MOST_TEXTS]
    words = [_words(analyser, text) for text in usable]
    frequency = Counter(word for found in words for word in found)
    for text, found in zip(usable, words, strict=True):
        if asked := _telling(found, frequency, len(usable), chance):
            yield Pair(text.source, text.key, text.key, " ".join(asked), text.shown)


def _least(text: RecordText) -> int:
    return _LEAST_CHARACTERS.get(text.language, _LEAST_OTHERWISE)


def _words(analyser: StandardAnalyser, text: RecordText) -> Counter[str]:
    """The words of a text as they are written in it, without stop words."""
    found: Counter[str] = Counter()
    for token in analyser.heads(text.shown):
        word = text.shown[token.start : token.end]
        if len(word) > 1 and not word.isdigit():
            found[word if text.language == "zh" else word.lower()] += 1
    return found


def _telling(found: Counter[str], frequency: Counter[str], pool: int, chance: random.Random) -> list[str]:
    weight = {word: (1 + math.log(count)) * math.log(1 + pool / frequency[word]) for word, count in found.items()}
    best = sorted(weight, key=lambda word: (-weight[word], word))[: 2 * MOST]
    number = min(len(best), chance.randint(FEWEST, MOST))
    return chance.sample(best, number) if len(best) >= FEWEST else []
