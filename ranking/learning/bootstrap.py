"""Whether lists are ranked better by more than chance: the paired bootstrap, drawn anew within each task, party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ranking.evaluate import Comparison
from ranking.learning.lists import JudgedList

_AT_ONCE = 500


def stratified_bootstrap(
    differences: NDArray[np.float64], lists: Sequence[JudgedList], *, samples: int = 10_000, seed: int = 0
) -> Comparison:
    """The weighted mean of ``differences``, shape (len(lists),), with its 95 % interval by the paired bootstrap (Sakai, SIGIR 2006).

    Lists of one party stand and fall together, so parties are drawn. They are drawn within each task (stratified: Efron and Tibshirani
    1993, section 8.3), and a task keeps what its lists weigh together, whichever are drawn.
    """
    generator = np.random.default_rng(seed)
    weights = np.array([one.weight for one in lists])
    means = np.zeros(samples)
    for parties in _by_task(lists):
        gains = np.array([differences[some] @ weights[some] for some in parties])
        sizes = np.array([weights[some].sum() for some in parties])
        means += sizes.sum() * _drawn_means(gains, sizes, samples, generator)
    means /= weights.sum()
    low, high = np.quantile(means, [0.025, 0.975])
    return Comparison(
        float(np.average(differences, weights=weights)), float(low), float(high), float((means <= 0).mean())
    )


def _drawn_means(
    gains: NDArray[np.float64], sizes: NDArray[np.float64], samples: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Weighted means of as many parties as there are, drawn with replacement: shape (samples,)."""
    found = np.empty(samples)
    for start in range(0, samples, _AT_ONCE):
        drawn = generator.integers(0, len(gains), size=(min(_AT_ONCE, samples - start), len(gains)))
        found[start : start + len(drawn)] = gains[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return found


def _by_task(lists: Sequence[JudgedList]) -> list[list[list[int]]]:
    """The places of the lists, by task and party."""
    places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, one in enumerate(lists):
        places[one.task][one.party].append(place)
    return [list(parties.values()) for parties in places.values()]
