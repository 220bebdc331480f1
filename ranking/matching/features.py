"""The features of one direction of a match: what ``asker`` can hold for or against ``other``, as numbers with names.

Text features come from ``ranking.matching.texts``; each group of terms gives one, from −1 (every wish fails) over 0 (nothing is stated) to
``MET_WORTH`` (all are met); the rest is what the other listing and its party are known for, whoever asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from models.constraints import Facts, Interval, Outcome
from models.terms import Weight
from models.units import FloatArray
from models.vocabulary import kinds, term_kinds
from ranking.matching.checks import MET_WORTH, Check, to_confirm
from ranking.matching.context import DAYS_A_YEAR, Context
from ranking.matching.relations import Basis
from ranking.matching.texts import Closeness

TERM_GROUPS = tuple(dict.fromkeys(kind.group for kind in term_kinds().values()))
"""The groups of terms, each a feature."""

TO_CONFIRM = "to_confirm"
FRESHNESS, COMPLETENESS, POPULARITY = "freshness", "completeness", "popularity"
QUALITIES = (FRESHNESS, COMPLETENESS, POPULARITY)
"""What is known of the other listing and its party, whoever asks."""

WORDS, MEANING, RARE, COINED, TITLE = "words", "meaning", "rare", "coined", "title"
STYLE, LENGTH, HUB = "style", "length", "hub"
FOREIGN, ACROSS, LITERAL = "foreign", "across", "literal"
TRACK, TRACK_WORDS, TRACK_POPULARITY = "track", "track_words", "track_popularity"
WORK_WORDS, WORK_MEANING = "work_words", "work_meaning"
TEXTS = (
    WORDS,
    MEANING,
    RARE,
    COINED,
    TITLE,
    STYLE,
    LENGTH,
    HUB,
    FOREIGN,
    ACROSS,
    LITERAL,
    TRACK,
    TRACK_WORDS,
    TRACK_POPULARITY,
    WORK_WORDS,
    WORK_MEANING,
)
"""What texts tell. What an investor took before, where it says nothing of what it seeks, is weighed by itself (``track_``), and so is what
the party of a listing did by its other ones, whatever this one says (``work_``)."""

ACROSS_FROM = 0.15
"""The cosine from which on texts of one language share telling words: those of two languages are then given what words would have told."""

MOST_WORK = 0.7
"""More than that above chance earlier work does not count: it stands beside what a listing says, and never in its place."""

CHANCE_WORDS, CHANCE_MEANING = 0.92, 0.1
"""How near, in words and in meaning, a party's work mostly is to an offer that is none of its business: more than that tells something
(`python benchmarks/track_record.py`)."""

FEATURES = (*TEXTS, *TERM_GROUPS, TO_CONFIRM, *QUALITIES)
"""Every feature of a direction."""

HALF_LIFE_YEARS = 4.0
"""After so many years a listing is half as fresh."""

MANY_DEALS = 100.0
"""So many deals make a party as well known as it can be."""


def text_features(basis: Basis, near: Closeness) -> dict[str, FloatArray]:
    """What texts tell of n pairs: arrays of shape (n,).

    Where the two share no language their words say little: what they share literally (numbers, names) counts, and the meaning more. How
    long texts are and how near to texts in general tells of two records, not of what somebody asks for.
    """
    if basis is Basis.TRACK:
        return {TRACK: np.ones_like(near.words), TRACK_WORDS: near.words}
    spoken, foreign = near.spoken.astype(np.float32), (~near.spoken).astype(np.float32)
    meaning = np.nan_to_num(near.meaning, nan=0.0)
    documents = spoken * near.documents
    records = documents * np.float32(basis is Basis.RECORD)
    return {
        WORDS: spoken * near.words,
        MEANING: meaning,
        RARE: documents * near.rare,
        COINED: spoken * near.coined,
        TITLE: documents * near.title,
        STYLE: documents * near.style,
        LENGTH: records * near.length,
        HUB: records * near.hub,
        FOREIGN: foreign,
        ACROSS: foreign * np.maximum(meaning - ACROSS_FROM, 0),
        LITERAL: foreign * np.sqrt(near.rare),
    }


def work_features(near: Closeness) -> dict[str, FloatArray]:
    """What n parties' earlier work tells of an offer: arrays of shape (n,). Work of another kind is nothing against anybody."""
    meaning = np.nan_to_num(near.meaning, nan=0.0)
    return {
        WORK_WORDS: np.where(near.spoken, np.clip(near.words - CHANCE_WORDS, 0, MOST_WORK), 0).astype(np.float32),
        WORK_MEANING: np.clip(meaning - CHANCE_MEANING, 0, MOST_WORK).astype(np.float32),
    }


def term_features(found: Iterable[Check]) -> dict[str, float]:
    """One feature a group of terms that was asked for, and the share of hard demands that are to be confirmed.

    Of alternatives the best counts.
    """
    values: dict[str, dict[tuple[str, Weight, int], float]] = {}
    open_questions, asked = 0, 0
    for number, one in enumerate(found):
        asked += one.demand.hard
        open_questions += to_confirm(one)
        some = values.setdefault(one.demand.kind.group, {})
        choice = one.demand.choice(number)
        some[choice] = max(some.get(choice, -1.0), _signed(one))
    features = {group: sum(some.values()) / len(some) for group, some in values.items()}
    return features | ({TO_CONFIRM: open_questions / asked} if open_questions else {})


def qualities(facts: Facts, context: Context) -> dict[str, float]:
    """What the facts of a listing tell of it."""
    return {
        FRESHNESS: freshness(facts, context),
        COMPLETENESS: completeness(facts),
        POPULARITY: popularity(facts),
    }


def freshness(facts: Facts, context: Context) -> float:
    """From 1 (published today) down by half every ``HALF_LIFE_YEARS``; 0 where the day is not known."""
    published = facts.get("published")
    if not isinstance(published, Interval) or not math.isfinite(published.low):
        return 0.0
    years = max(0.0, (context.today.toordinal() - published.low) / DAYS_A_YEAR)
    return float(0.5 ** (years / HALF_LIFE_YEARS))


def completeness(facts: Facts) -> float:
    """The share of what its kind's form asks for on the offering side that the listing states."""
    kind = facts.get("kind", frozenset())
    usual = (
        [term for key in kind if key in kinds() for term in kinds()[key].offers] if isinstance(kind, frozenset) else []
    )
    stated = {name.split(".")[1] for name in facts if name.startswith("offers.") and not name.endswith("^")}
    return len(stated.intersection(usual)) / len(usual) if usual else 0.0


def popularity(facts: Facts) -> float:
    """ln(1 + deals done) as a share of that of a hundred deals; 0 where none are stated."""
    deals = facts.get("offers.deals_done")
    if not isinstance(deals, Interval) or not math.isfinite(deals.low):
        return 0.0
    return math.log1p(max(0.0, deals.low)) / math.log1p(MANY_DEALS)


def _signed(one: Check) -> float:
    if one.outcome is Outcome.NOT_STATED:
        return 0.0
    return MET_WORTH * one.degree if one.outcome is Outcome.MET else one.degree - 1.0
