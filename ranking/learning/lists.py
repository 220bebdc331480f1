"""Judged lists: one listing that asks, the candidates that retrieval gave it, and which of them were right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInput
from models.messages import Message
from ranking.matching.features import FEATURES
from ranking.matching.matcher import Scored
from ranking.matching.model import Matrix


@dataclass(frozen=True)
class JudgedList:
    """One list of n candidates. ``forward``, ``backward``: features in the order of ``FEATURES``, shape (n, f).

    ``silent_forward``, ``silent_backward``: which side asks for nothing, shape (n,). ``grades``: 0 for a wrong candidate, shape (n,).
    ``party``: whose list it is, by which folds are split. ``missed``: the grades of right answers that retrieval did not bring, so that
    nobody profits from losing them. ``task``: what the list was judged in; ``weight``: how much it counts, in learning and in figures.
    """

    party: str
    forward: Matrix
    backward: Matrix
    silent_forward: NDArray[np.bool_]
    silent_backward: NDArray[np.bool_]
    grades: NDArray[np.float64]
    missed: tuple[float, ...] = ()
    weight: float = 1.0
    task: str = ""

    def __len__(self) -> int:
        return len(self.grades)


def judged_list(
    party: str, scored: Scored, grades: Mapping[str, float], *, weight: float = 1.0, task: str = ""
) -> JudgedList:
    """A list from what matching scored. ``grades``: of the right answers, by listing."""
    listings = [other.listing for other in scored.others]
    return JudgedList(
        party=party,
        forward=_in_order(scored.forward.names, scored.forward.rows),
        backward=_in_order(scored.backward.names, scored.backward.rows),
        silent_forward=scored.forward.silent,
        silent_backward=scored.backward.silent,
        grades=np.array([grades.get(name, 0.0) for name in listings], dtype=np.float64),
        missed=tuple(grade for name, grade in grades.items() if grade > 0 and name not in set(listings)),
        weight=weight,
        task=task,
    )


def telling(lists: Sequence[JudgedList]) -> list[JudgedList]:
    """The lists with a right answer among their candidates. Raises ``BadInput`` where there is none."""
    told = [one for one in lists if one.grades.sum() > 0]
    if not told:
        raise BadInput(
            Message(
                en="No judged list has a right answer that matching finds, so there is nothing to learn from.",
                zh="没有一个已评判的列表含有匹配能找到的正确答案，因此无从学习。",
            ),
            advice=Message(en="Judge more pairs, or add tasks.", zh="请评判更多配对，或增加任务。"),
        )
    return told


def ndcg(scores: NDArray[np.float64], judged: JudgedList, depth: int = 10) -> float:
    """nDCG at ``depth`` of one list (Järvelin and Kekäläinen 2002, gains as they are), counting what was not retrieved among the ideal."""
    order = np.argsort(-scores, kind="stable")[:depth]
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    ideal = np.sort(np.concatenate([judged.grades[judged.grades > 0], judged.missed]))[::-1][:depth]
    best = float(ideal @ discounts[: len(ideal)])
    return float(judged.grades[order] @ discounts[: len(order)]) / best if best > 0 else 0.0


def folds(lists: Sequence[JudgedList], count: int, seed: int) -> NDArray[np.int64]:
    """The fold of each list, all lists of one party in one fold."""
    parties = sorted({one.party for one in lists})
    shuffled = np.random.default_rng(seed).permutation(len(parties))
    place = {party: int(fold) % count for party, fold in zip(parties, shuffled, strict=True)}
    return np.array([place[one.party] for one in lists], dtype=np.int64)


def _in_order(names: Sequence[str], rows: Matrix) -> Matrix:
    places = {name: n for n, name in enumerate(names)}
    found = np.zeros((len(rows), len(FEATURES)))
    for n, name in enumerate(FEATURES):
        if name in places:
            found[:, n] = rows[:, places[name]]
    return found
