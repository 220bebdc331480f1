"""Two awards of one party: what a company has done, and what it takes up next. The party's name is taken out of both."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from indexer.training.texts import Pair, RecordText
from indexer.training.without import masked, opening_of

SOURCES = frozenset({"sbir-award"})
MOST = 4
"""Pairs of one party: a few with hundreds of awards would be all that is learned."""

_SHORTEST = 200
"""Characters of an abstract under which it says too little."""


def pairs(texts: Sequence[RecordText], chance: random.Random) -> Iterator[Pair]:
    """At most ``MOST`` pairs a party, of awards with different titles: a second phase repeats the first."""
    by_party: dict[str, list[RecordText]] = defaultdict(list)
    for text in texts:
        if text.source in SOURCES and text.party and len(text.text) >= _SHORTEST:
            by_party[text.party].append(text)
    for party, awards in by_party.items():
        chance.shuffle(awards)
        two = [pair for pair in combinations(awards[: 2 * MOST], 2) if _differ(*pair)]
        for question, passage in chance.sample(two, min(MOST, len(two))):
            yield Pair(question.source, question.key, party, _masked(question), _masked(passage))


def _differ(one: RecordText, other: RecordText) -> bool:
    return opening_of(one.title) != opening_of(other.title) and opening_of(one.text) != opening_of(other.text)


def _masked(text: RecordText) -> str:
    return masked(f"{text.title}. {text.shown}", text.named)
