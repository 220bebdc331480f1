"""Where a loss is least, within bounds; a loss that has no such place is said to have none."""

import numpy as np
import pytest

from models.errors import BadInput
from ranking.learning.minimising import least


def bowl(values):
    """Least at (1, -2)."""
    away = values - np.array([1.0, -2.0])
    return float(away @ away), 2 * away


def test_the_least_is_found_and_bounds_hold():
    assert least(bowl, np.zeros(2)) == pytest.approx([1, -2])
    assert least(bowl, np.zeros(2), [(None, 0.5), (0.0, None)]) == pytest.approx([0.5, 0])


@pytest.mark.parametrize(
    "loss",
    [
        lambda values: (float("nan"), np.full_like(values, np.nan)),
        lambda values: (float(values @ values), -2 * values - 1),
    ],
    ids=["no number", "a slope that is not the loss's"],
)
def test_a_loss_without_a_least_is_said(loss):
    with pytest.raises(BadInput, match="No weights fit"):
        least(loss, np.ones(2))


def test_a_search_that_ends_for_want_of_digits_where_it_is_flat_is_done():
    chance = np.random.default_rng(0)

    def rough(values):
        loss, slope = bowl(values)
        return 1e6 + loss + chance.normal(0, 1e-9), slope

    assert least(rough, np.zeros(2)) == pytest.approx([1, -2], abs=1e-3)
