"""How well an encoder finds the answers that were kept aside: nDCG@10 by kind, the vector leg alone, centred by the pool's own means.

The same questions are asked of every share, so that a difference has a standard error of its own: what chance moves is told from a fall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from indexer.encoders.recipe import Tried
from indexer.sources.languages import language_of
from indexer.training.collecting import LANGUAGES, Pairs
from indexer.training.texts import Pair, seeded
from models.centring import PASSAGE, QUERY, Centring, MeanKey
from models.ports import Encoder
from models.units import FloatArray

POOL = 500
"""Passages that are looked through: all answers, filled up to so many with others of the same kind, which answer none of the questions."""

WORSE = 0.01
"""How far under the base a kind may fall even where it is beyond chance: as much as another seed moves it."""

BEYOND_CHANCE = 1.96
"""Standard errors that a fall has to be worth: less is within the 95 % interval of no fall at all."""

MEANS_FROM = 1_500
"""Texts of a role and language that a mean is taken from."""

DEPTH = 10
Gains = NDArray[np.float64]
Report = Callable[[int, int], None]


def gains(encoder: Encoder, pairs: Pairs, report: Report = lambda _done, _of: None) -> dict[str, Gains]:
    """nDCG@10 of each pair kept aside, by kind: shape (pairs,), in their order."""
    found: dict[str, Gains] = {}
    for done, (kind, aside) in enumerate(pairs.aside.items(), start=1):
        found[kind] = _of_kind(encoder, aside, pairs.training.get(kind, ()))
        report(done, len(pairs.aside))
    return found


def beside_base(share: float, found: Mapping[str, Gains], base: Mapping[str, Gains]) -> Tried:
    """What a share came to beside the base: the means, and the standard errors of their differences."""
    return Tried(
        share=share,
        figures={kind: round(float(some.mean()), 4) for kind, some in found.items()},
        errors={kind: round(_standard_error(some - base[kind]), 4) for kind, some in found.items()},
    )


def best_share(tried: Sequence[Tried]) -> Tried:
    """The best mean among shares with which no kind has ``fallen`` under the base (the first); else the base itself."""
    base, *shares = tried
    kept = [one for one in shares if not fallen(one, base)]
    return max([base, *kept], key=lambda one: one.mean)


def fallen(one: Tried, base: Tried) -> dict[str, float]:
    """The kinds that are under the base by more than ``WORSE`` and by more than chance, and by how much."""
    falls = {kind: base.figures[kind] - figure for kind, figure in one.figures.items()}
    return {kind: fall for kind, fall in falls.items() if fall > max(WORSE, BEYOND_CHANCE * one.errors.get(kind, 0.0))}


def means_from(encoder: Encoder, pairs: Pairs, seed: int) -> dict[MeanKey, FloatArray]:
    """The mean vectors of questions and passages by language: every kind gives the same number, so that all ways of asking count."""
    training = pairs.training.values()
    sides = {
        QUERY: ([[pair.question for pair in some] for some in training], encoder.encode_queries),
        PASSAGE: ([[pair.passage for pair in some] for some in training], encoder.encode_passages),
    }
    means: dict[MeanKey, FloatArray] = {}
    for role, (kinds, encode) in sides.items():
        drawn = _drawn_evenly(kinds, seed)
        for language in LANGUAGES:
            if some := [text for text in drawn if language_of(text) == language][:MEANS_FROM]:
                means[role, language] = encode(some).mean(axis=0)
    return means


def _drawn_evenly(kinds: Sequence[Sequence[str]], seed: int) -> list[str]:
    """Every text once, the kinds in turn."""
    chance = seeded(seed, "means")
    shuffled = [chance.sample(list(dict.fromkeys(kind)), len(set(kind))) for kind in kinds]
    longest = max(map(len, shuffled), default=0)
    return [kind[place] for place in range(longest) for kind in shuffled if place < len(kind)]


def _of_kind(encoder: Encoder, aside: Sequence[Pair], others: Sequence[Pair]) -> Gains:
    known = dict.fromkeys(pair.passage for pair in aside)
    strangers = dict.fromkeys(pair.passage for pair in others if pair.passage not in known)
    passages = [*known, *islice(strangers, max(0, POOL - len(known)))]
    places = {passage: place for place, passage in enumerate(passages)}
    questions = _centred(encoder.encode_queries([pair.question for pair in aside]), QUERY, [p.question for p in aside])
    answers = _centred(encoder.encode_passages(passages), PASSAGE, passages)
    scores = questions @ answers.T
    right = np.array([places[pair.passage] for pair in aside])
    for row, pair in enumerate(aside):
        same = [places[other.passage] for other in aside if other.group == pair.group and other.passage != pair.passage]
        scores[row, same] = -np.inf
    return _gain(scores, right)


def _centred(vectors: FloatArray, role: str, texts: Sequence[str]) -> FloatArray:
    languages = [language_of(text) for text in texts]
    found: Mapping[MeanKey, FloatArray] = {
        (role, tag): vectors[[at for at, one in enumerate(languages) if one == tag]].mean(axis=0)
        for tag in set(languages)
    }
    return Centring(found).apply(vectors, role, languages)


def _gain(scores: FloatArray, right: NDArray[np.int64]) -> Gains:
    """The gain of one right answer by its rank; 0 beyond the first ten."""
    own = scores[np.arange(len(right)), right][:, None]
    ranks = 1 + (scores > own).sum(axis=1)
    return np.where(ranks <= DEPTH, 1 / np.log2(ranks + 1.0), 0.0)


def _standard_error(differences: Gains) -> float:
    """That of the mean; of a single difference nothing is known, and it counts as it is."""
    return float(differences.std(ddof=1) / np.sqrt(len(differences))) if len(differences) > 1 else 0.0
