"""Pairs of a question and a passage that answers it, one file a way of making them. ``KINDS`` is the registry; a new kind is a line in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexer.training.pairs import awards, halves, keyphrases, terms, titles
from indexer.training.texts import Pair, RecordText

Builder = Callable[[Sequence[RecordText], random.Random], Iterator[Pair]]
"""Makes pairs of records' texts, one after another. What is drawn comes from the generator, so that a seed gives the same pairs again."""


@dataclass(frozen=True)
class Kind:
    """A kind of pairs: how they are made, and of texts in which languages. A batch of a training holds one kind."""

    build: Builder
    languages: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "awards": Kind(awards.pairs, ("en",)),
    "titles-en": Kind(titles.pairs, ("en",)),
    "titles-zh": Kind(titles.pairs, ("zh",)),
    "titles-across": Kind(titles.pairs_across, ("en", "zh")),
    "halves-en": Kind(halves.pairs, ("en",)),
    "halves-zh": Kind(halves.pairs, ("zh",)),
    "keywords": Kind(keyphrases.stated, ("en", "zh")),
    "keyphrases-en": Kind(keyphrases.pairs, ("en",)),
    "keyphrases-zh": Kind(keyphrases.pairs, ("zh",)),
    "terms": Kind(terms.pairs, ("en", "zh")),
}

__all__ = ["KINDS", "Builder", "Kind"]
