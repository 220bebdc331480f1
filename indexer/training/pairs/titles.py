"""A title and the text under it: in one language, and across the two, where a record has a title in one and a text in the other."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from indexer.training.texts import Pair, RecordText

_SHORTEST = {"zh": 60}
_SHORTEST_OTHER = 200
_SET_PHRASE = 40
_CLAUSE = re.compile(r"[，。；,;.]\s*")


def pairs(texts: Sequence[RecordText], _: random.Random) -> Iterator[Pair]:
    """The title asks, the text answers; a title that the text begins with would ask nothing."""
    for text in texts:
        if text.title and _long_enough(text) and not _begins_with_its_title(text):
            yield Pair(text.source, text.key, text.key, text.title, text.shown)


def pairs_across(texts: Sequence[RecordText], _: random.Random) -> Iterator[Pair]:
    """The title in one language asks for the text in another, and for its opening; the opening asks for the title."""
    by_record: dict[tuple[str, str], dict[str, RecordText]] = defaultdict(dict)
    for text in texts:
        by_record[text.source, text.key].setdefault(text.language, text)
    for (source, key), languages in by_record.items():
        for asked, title in languages.items():
            for answered, text in languages.items():
                if asked == answered or not title.title or text.title or not _long_enough(text):
                    continue
                opening = _opening(text.text)
                yield Pair(source, key, key, title.title, text.shown)
                yield Pair(source, key, key, title.title, opening)
                yield Pair(source, key, key, opening, title.title)


def _begins_with_its_title(text: RecordText) -> bool:
    """Whether the title stands in the opening of the text, behind a set phrase perhaps."""
    return text.title.casefold() in text.text[: len(text.title) + _SET_PHRASE].casefold()


def _long_enough(text: RecordText) -> bool:
    return len(text.text) >= _SHORTEST.get(text.language, _SHORTEST_OTHER)


def _opening(text: str) -> str:
    """The first clauses, up to some forty characters: what a text says that it is about."""
    end = 0
    for clause in _CLAUSE.finditer(text):
        end = clause.start()
        if end >= 40:
            break
    return text[: end or 80]
