"""The keyword leg's question: which terms are asked for, how heavily, and which phrases must or must not occur."""

from __future__ import annotations

import math
from collections import Counter

from models.ports import Analyser, KeywordQuery, Phrase
from ranking.question import Question

MAX_TERMS = 400
"""Distinct terms of a pasted document that are asked for: the most frequent first, then the first to occur."""

PAIR_WEIGHT = 0.3
"""What a pair of neighbouring words weighs beside a word: chosen on the benchmarks (``docs/ranking.md``)."""


def keyword_query(question: Question, analyser: Analyser) -> KeywordQuery | None:
    """The keyword leg of a question; ``None`` where it has neither a word nor a phrase.

    A term that occurs n times weighs 1 + ln n: a word that a pasted abstract repeats ten times is not ten times as telling
    (Salton and Buckley, "Term-weighting approaches", 1988). Neighbouring words that occur together in a listing count on top.
    """
    weights = _weights(analyser.term_texts(question.text), 1.0) | _weights(
        analyser.pair_texts(question.text), PAIR_WEIGHT
    )
    phrases = _phrases(question.phrases, analyser)
    if not weights and not phrases:
        return None
    return KeywordQuery(weights=weights, phrases=phrases, without=_phrases(question.without, analyser))


def _weights(terms: list[str], weight: float) -> dict[str, float]:
    return {term: weight * (1.0 + math.log(count)) for term, count in Counter(terms).most_common(MAX_TERMS)}


def exclusions(question: Question, analyser: Analyser) -> tuple[Phrase, ...]:
    """What may not occur, for questions that have nothing else."""
    return _phrases(question.without, analyser)


def _phrases(texts: tuple[str, ...], analyser: Analyser) -> tuple[Phrase, ...]:
    found = (Phrase(tuple(token.text for token in analyser.words(text))) for text in texts)
    return tuple(phrase for phrase in found if phrase.words)
