"""Made-up judged lists in which one feature tells the right candidate and another is chance."""

import numpy as np

from ranking.learning.lists import JudgedList
from ranking.matching.features import FEATURES
from ranking.matching.model import LinearModel

TELLING, NOISE = FEATURES.index("words"), FEATURES.index("freshness")


def model(weights):
    """A linear model of the weights that are named."""
    return LinearModel({name: weights.get(name, 0.0) for name in FEATURES}, -1.0)


def made_up(count=60, candidates=30, seed=0, party=lambda n: f"party-{n}"):
    """Lists in which words tell the right candidate, and freshness is chance."""
    chance = np.random.default_rng(seed)
    lists = []
    for n in range(count):
        rows = np.zeros((candidates, len(FEATURES)))
        rows[:, NOISE] = chance.normal(size=candidates)
        rows[:, TELLING] = chance.normal(size=candidates)
        rows[0, TELLING] += 2.5
        grades = np.zeros(candidates)
        grades[0] = 1.0
        silent = np.zeros(candidates, np.bool_)
        lists.append(JudgedList(party(n), rows, rows.copy(), silent, silent, grades))
    return lists
