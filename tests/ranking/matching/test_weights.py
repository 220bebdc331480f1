"""Weights as a value: the model that they make is made once, and a changed copy makes its own."""

import numpy as np
import pytest

from models.errors import BadInput
from ranking.matching.features import FEATURES
from ranking.matching.weights import MatchWeights, default_weights


def test_the_model_is_made_once():
    assert default_weights().model is default_weights().model


def test_a_changed_copy_has_a_model_of_its_own():
    weights = default_weights().model_copy(update={"weights": {"words": 1.0}})
    assert weights.model.contributions(np.ones((1, len(FEATURES))))[0, FEATURES.index("words")] == 1.0

    changed = weights.model_copy(update={"weights": {"words": 2.0}})

    assert changed.model.contributions(np.ones((1, len(FEATURES))))[0, FEATURES.index("words")] == 2.0


def test_what_is_kept_and_compared_does_not_depend_on_whether_the_model_was_made():
    fresh, used = (MatchWeights.from_json(default_weights().model_dump_json()) for _ in range(2))
    assert used.model

    assert used.model_dump_json() == fresh.model_dump_json()
    assert used == fresh


def test_weights_of_features_that_are_not_there_are_refused():
    text = default_weights().model_dump_json().replace('"words"', '"wrods"')

    with pytest.raises(BadInput, match="wrods"):
        MatchWeights.from_json(text)
