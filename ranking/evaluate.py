"""Relevance measured on questions whose answers are known, and whether one ranking is really better than another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.errors import MissingExtra

MEASURES = ("nDCG@10", "MRR@10", "Recall@100")
"""Järvelin and Kekäläinen's nDCG (2002) with binary or graded gains; the reciprocal rank of the first answer; the share of all answers."""

DEPTH = 100
"""Listings of a ranking that are looked at."""

_NAMES = {"nDCG@10": "nDCG@10", "MRR@10": "RR@10", "Recall@100": "R@100"}

Relevance = Mapping[str, Mapping[str, int]]
"""Graded relevance by question and document; what is not named is irrelevant."""

Ranking = Mapping[str, Sequence[str]]
"""Documents by question, best first."""


@dataclass(frozen=True)
class Task:
    """An evaluation task in BEIR form: documents, questions and their relevance.

    ``documents`` are (id, title, text); ``questions`` are (id, text) in the order in which they are asked; ``own`` names the document
    that a question was made from, which is left out of its ranking. ``about``: what else a task says of a document (its metadata).
    """

    name: str
    documents: Sequence[tuple[str, str, str]]
    questions: Sequence[tuple[str, str]]
    relevance: Relevance
    own: Mapping[str, str]
    about: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def measures(relevance: Relevance, ranking: Ranking) -> dict[str, float]:
    """The mean of each measure over all questions that have an answer; a question with no result counts as zero."""
    return {
        name: float(np.mean(values)) if len(values) else 0.0 for name, values in by_question(relevance, ranking).items()
    }


def by_question(relevance: Relevance, ranking: Ranking) -> dict[str, NDArray[np.float64]]:
    """Each measure for each question of ``relevance``, in its order. Raises ``MissingExtra`` without ``ir-measures``."""
    try:
        import ir_measures  # noqa: PLC0415 — an extra: only evaluation needs it
    except ImportError as error:
        raise MissingExtra("ir-measures", "evaluate") from error
    parsed = {name: ir_measures.parse_measure(_NAMES[name]) for name in MEASURES}
    qrels = [ir_measures.Qrel(q, d, grade) for q, answers in relevance.items() for d, grade in answers.items()]
    run = [
        ir_measures.ScoredDoc(q, d, float(DEPTH - place))
        for q, documents in ranking.items()
        for place, d in enumerate(documents[:DEPTH])
    ]
    found: dict[tuple[str, str], float] = {}
    if run:
        for metric in ir_measures.iter_calc(list(parsed.values()), qrels, run):
            found[str(metric.measure), metric.query_id] = float(metric.value)
    return {
        name: np.array([found.get((str(measure), question), 0.0) for question in relevance])
        for name, measure in parsed.items()
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much better ``ours`` is than ``theirs`` in the mean, with a 95 % interval and the chance that it is not better at all."""

    difference: float
    low: float
    high: float
    chance: float


def paired_bootstrap(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], *, samples: int = 10_000, seed: int = 0
) -> Comparison:
    """The paired bootstrap over questions (Sakai, SIGIR 2006): values of shape (n,), question by question in the same order."""
    differences = ours - theirs
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(differences), size=(samples, len(differences)))
    means = differences[drawn].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Comparison(float(differences.mean()), float(low), float(high), float((means <= 0).mean()))
