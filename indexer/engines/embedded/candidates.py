"""Joining the legs: every unit that one of them found, with its score in both."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.keyword_leg import NOTHING, Ranked, best_by_keyword
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.snapshot import Snapshot
from indexer.engines.embedded.vector_leg import Cosines, best_by_vector, cosines
from indexer.engines.questions import directed
from models.constraints import Constraint
from models.ports import Candidate, KeywordQuery
from models.units import FloatArray


def retrieved(
    snapshot: Snapshot,
    keyword: KeywordQuery | None,
    vectors: FloatArray | None,
    where: Constraint,
    depth: int,
    mark: Constraint,
) -> list[Candidate]:
    """The union of both legs: in the order of the keyword leg, then what only the vectors found, best first."""
    marking = snapshot.passing(mark, None).mask
    passing = snapshot.passing(where, keyword)
    ranked = NOTHING if keyword is None else best_by_keyword(snapshot, keyword, passing, depth)
    queries = directed(vectors)
    if not len(queries):
        return _candidates(snapshot, ranked, ranked.rows, _Vectors.none(len(ranked.rows)), marking)
    near = best_by_vector(snapshot, queries, passing, depth)
    known = set(ranked.rows.tolist())
    rows = np.array([*ranked.rows.tolist(), *(row for row in near.tolist() if row not in known)], np.int64)
    return _candidates(snapshot, ranked, rows, _Vectors.of(rows, near, cosines(snapshot, queries, rows)), marking)


class _Vectors(NamedTuple):
    """What the vectors say of each candidate."""

    scores: list[float | None]
    ranks: list[int | None]
    passages: list[int | None]

    @classmethod
    def none(cls, count: int) -> _Vectors:
        """Of a question without vectors."""
        return cls([None] * count, [None] * count, [None] * count)

    @classmethod
    def of(cls, rows: NDArray[np.int64], near: NDArray[np.int64], found: Cosines) -> _Vectors:
        """Ranks are given to the rows that the vector leg found, ``near``, by their exact scores."""
        scores, passages = found.scores.tolist(), found.passages.tolist()
        places = {row: place for place, row in enumerate(rows.tolist())}
        ranks: list[int | None] = [None] * len(rows)
        ordered = sorted(near.tolist(), key=lambda row: (-scores[places[row]], row))
        for rank, row in enumerate(ordered, 1):
            ranks[places[row]] = rank
        lacking = [passage < 0 for passage in passages]
        return cls(
            [None if lacks else score for lacks, score in zip(lacking, scores, strict=True)],
            ranks,
            [None if lacks else passage for lacks, passage in zip(lacking, passages, strict=True)],
        )


def _candidates(
    snapshot: Snapshot, ranked: Ranked, rows: NDArray[np.int64], vectors: _Vectors, marking: Mask
) -> list[Candidate]:
    """``rows`` begin with those of ``ranked``, in its order."""
    found = len(ranked.rows)
    others = [None] * (len(rows) - found)
    units, listings = snapshot.names(rows)
    columns = (
        units,
        listings,
        [*ranked.scores.tolist(), *others],
        vectors.scores,
        [*range(1, found + 1), *others],
        vectors.ranks,
        vectors.passages,
        marking[rows].tolist(),
    )
    return [Candidate(*row) for row in zip(*columns, strict=True)]
