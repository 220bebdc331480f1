"""From texts to the pairs of a training: built kind by kind, some kept aside to choose by, the rest drawn as the mix asks."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from indexer.analysis.passages import DENSE_CHARACTERS_PER_TOKEN, OTHER_CHARACTERS_PER_TOKEN, estimated_tokens
from indexer.encoders.recipe import PairCount
from indexer.training.pairs import KINDS
from indexer.training.texts import Pair, RecordText, licence_of, seeded
from indexer.training.without import Without

KEPT_ASIDE = 20
"""One group in so many is kept aside, by a digest of its name: the same in every run, whatever else is read."""

MOST_ASIDE = 400
"""Pairs of a kind that are kept aside: of some hundreds chance moves a figure by .01."""

MOST_BUILT = 10_000
"""Pairs of a kind that are made: more than a training of some hours reads."""

LANGUAGES = ("en", "zh")

_SLACK = 1.3
"""How many more characters than its tokens are estimated at a text keeps: nothing of what is read is cut off."""


@dataclass(frozen=True)
class Pairs:
    """The pairs of a training and those kept aside, by kind, and how many came from where."""

    training: Mapping[str, Sequence[Pair]]
    aside: Mapping[str, Sequence[Pair]]

    def counts(self) -> list[PairCount]:
        """By kind and source, with the licence that the source states."""
        used, kept = (
            Counter((kind, pair.source) for kind, pairs in part.items() for pair in pairs)
            for part in (self.training, self.aside)
        )
        return [
            PairCount(
                kind=kind,
                source=source,
                licence=licence_of(source),
                pairs=used[kind, source],
                kept_aside=kept[kind, source],
            )
            for kind, source in sorted(used | kept)
        ]


def build_pairs(
    texts: Sequence[RecordText], without: Without, kinds: Collection[str], seed: int
) -> dict[str, list[Pair]]:
    """The pairs of each kind, at most ``MOST_BUILT``, of texts that are not left out and are not there twice."""
    without.name_parties(texts)
    first: dict[tuple[str, str, str], RecordText] = {}
    for text in texts:
        if text.language in LANGUAGES:
            first.setdefault((text.source, text.key, text.language), text)
    kept = [text for text in first.values() if not without.has(text)]
    seeded(seed, "texts").shuffle(kept)
    return {kind: list(islice(_built(kind, kept, without, seed), MOST_BUILT)) for kind in KINDS if kind in kinds}


def _built(kind: str, texts: Sequence[RecordText], without: Without, seed: int) -> Iterator[Pair]:
    """Every kind draws for itself: one more kind changes none of the others."""
    made = KINDS[kind]
    usable = [text for text in texts if text.language in made.languages]
    for pair in made.build(usable, seeded(seed, kind)):
        if not without.has_text(pair.question) and not without.has_text(pair.passage):
            yield pair


def collect(pairs: Mapping[str, Sequence[Pair]], wanted: Mapping[str, int], seed: int, *, tokens: int) -> Pairs:
    """Keep some groups of each kind aside, and draw the wanted number from the rest, each pair as often as any other.

    Texts are cut to about ``tokens``, which is all that a training reads of them.
    """
    training: dict[str, list[Pair]] = {}
    aside: dict[str, list[Pair]] = {}
    for kind, own in pairs.items():
        shuffled = [_cut(pair, tokens) for pair in own]
        seeded(seed, kind, "drawn").shuffle(shuffled)
        aside[kind] = [pair for pair in shuffled if is_aside(pair.group)][:MOST_ASIDE]
        training[kind] = _drawn([pair for pair in shuffled if not is_aside(pair.group)], wanted.get(kind, 0))
    return Pairs(
        {kind: some for kind, some in training.items() if some}, {kind: some for kind, some in aside.items() if some}
    )


def is_aside(group: str) -> bool:
    """Whether a group's pairs are kept aside."""
    return hashlib.sha256(group.encode()).digest()[0] % KEPT_ASIDE == 0


def _drawn(pairs: Sequence[Pair], wanted: int) -> list[Pair]:
    """The first so many; all again, as often as it takes, where there are fewer."""
    return [pairs[number % len(pairs)] for number in range(wanted)] if pairs else []


def _cut(pair: Pair, tokens: int) -> Pair:
    return replace(
        pair,
        question=cut(pair.question, tokens),
        passage=cut(pair.passage, tokens),
        negatives=tuple(cut(one, tokens) for one in pair.negatives),
    )


def cut(text: str, tokens: int) -> str:
    """As much of a text as makes about so many tokens, and a little more."""
    most = int(tokens * OTHER_CHARACTERS_PER_TOKEN * _SLACK)
    dense = estimated_tokens(text[:most]) * OTHER_CHARACTERS_PER_TOKEN > 1.5 * len(text[:most])
    return text[: int(tokens * DENSE_CHARACTERS_PER_TOKEN * _SLACK)] if dense else text[:most]
