"""Learning trees: LambdaMART (Burges 2010) by LightGBM, beside the linear model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.learning.linear import pair_rows
from ranking.learning.lists import JudgedList, telling
from ranking.matching.features import FEATURES
from ranking.matching.tree_model import TreeModel, lightgbm

ROUNDS = 150
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.7,
    "lambda_l2": 10.0,
    "verbosity": -1,
    "num_threads": 2,
    "deterministic": True,
    "seed": 0,
}
"""Small trees, heavily drawn to nothing: there are hundreds of lists, not millions."""

GRADES = 31
"""The highest gain that LightGBM is given; grades are made whole numbers up to it."""


def learn_trees(lists: Sequence[JudgedList], *, rounds: int = ROUNDS) -> TreeModel:
    """Trees for the judged lists. Raises ``BadInput`` where none has a right answer, ``MissingExtra`` without LightGBM."""
    told = telling(lists)
    library = lightgbm()
    data = library.Dataset(
        np.concatenate([pair_rows(one) for one in told]),
        label=np.concatenate([_whole(one.grades) for one in told]),
        group=[len(one) for one in told],
        weight=np.concatenate([np.full(len(one), one.weight) for one in told]),
        feature_name=list(FEATURES),
    )
    return TreeModel(library.train(PARAMETERS, data, rounds).model_to_string())


def _whole(grades: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rounded up: what is a little right is not wrong."""
    return np.clip(np.ceil(grades), 0, GRADES).astype(np.int64)
