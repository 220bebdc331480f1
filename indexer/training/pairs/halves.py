"""The second half of a text asks for the first: what a text says further on belongs to what it says before (ICT, Lee et al. 2019)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from indexer.analysis.passages import estimated_tokens, passages
from indexer.training.texts import Pair, RecordText

LEAST_TOKENS = 100


def pairs(texts: Sequence[RecordText], chance: random.Random) -> Iterator[Pair]:
    """Texts long enough are cut in two between sentences; one sentence of the second half asks, or all of it."""
    for text in texts:
        tokens = estimated_tokens(text.shown)
        if tokens < LEAST_TOKENS:
            continue
        half = int(tokens / 2) + 1
        cut = passages(text.shown, target_tokens=half, most_tokens=2 * half)
        if len(cut) < 2:
            continue
        first, second = (text.shown[start:end] for start, end in cut[:2])
        sentences = passages(second, target_tokens=30, most_tokens=60)
        start, end = chance.choice(sentences)
        asked = second if chance.random() < 0.5 else second[start:end]
        yield Pair(text.source, text.key, text.key, asked, first)
