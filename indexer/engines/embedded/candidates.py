"""Joining the legs: every unit that one of them found, with its score in both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.keyword_leg import NOTHING, Ranked, best_by_keyword
from indexer.engines.embedded.snapshot import Snapshot
from indexer.engines.embedded.vector_leg import Cosines, best_by_vector, cosines
from models.constraints import Constraint
from models.ports import Candidate, KeywordQuery
from models.units import FloatArray


def retrieved(
    snapshot: Snapshot, keyword: KeywordQuery | None, vectors: FloatArray | None, where: Constraint, depth: int
) -> list[Candidate]:
    """The union of both legs: in the order of the keyword leg, then what only the vectors found, best first."""
    passing = snapshot.passing(where, keyword)
    ranked = NOTHING if keyword is None else best_by_keyword(snapshot, keyword, passing, depth)
    if vectors is None or not len(vectors):
        nothing = Cosines(np.full(len(ranked.rows), np.nan, np.float32), np.full(len(ranked.rows), -1, np.int64))
        return _candidates(snapshot, ranked.rows, ranked, nothing, np.zeros(len(ranked.rows), np.int64))
    queries = np.ascontiguousarray(vectors, np.float32)
    near = best_by_vector(snapshot, queries, passing, depth)
    rows = np.concatenate([ranked.rows, near[~np.isin(near, ranked.rows)]])
    scored = cosines(snapshot, queries, rows)
    return _candidates(snapshot, rows, ranked, scored, _vector_ranks(rows, near, scored.scores))


def _vector_ranks(rows: NDArray[np.int64], near: NDArray[np.int64], scores: FloatArray) -> NDArray[np.int64]:
    """From 1, by score, of the rows that the vector leg found; 0 for the others."""
    ranks = np.zeros(len(rows), np.int64)
    found = np.flatnonzero(np.isin(rows, near))
    order = np.lexsort((rows[found], -scores[found]))
    ranks[found[order]] = np.arange(1, len(found) + 1)
    return ranks


def _candidates(
    snapshot: Snapshot, rows: NDArray[np.int64], ranked: Ranked, scored: Cosines, vector_ranks: NDArray[np.int64]
) -> list[Candidate]:
    """``rows`` begin with those of ``ranked``, in its order."""
    found = len(ranked.rows)
    keyword: list[float | None] = [*ranked.scores.tolist(), *[None] * (len(rows) - found)]
    columns = zip(
        snapshot.names(rows),
        keyword,
        scored.scores.tolist(),
        scored.passages.tolist(),
        vector_ranks.tolist(),
        strict=True,
    )
    return [
        Candidate(
            unit=unit,
            listing=listing,
            keyword=score,
            vector=cosine if passage >= 0 else None,
            keyword_rank=place + 1 if place < found else None,
            vector_rank=vector_rank or None,
            passage=passage if passage >= 0 else None,
        )
        for place, ((unit, listing), score, cosine, passage, vector_rank) in enumerate(columns)
    ]
