"""Texts to build pairs of."""

import pytest

from tests.training_texts import THINGS, chinese, english


@pytest.fixture
def texts():
    """Awards of two parties, and Chinese patents."""
    awards = [english(name) for name in THINGS]
    others = [
        english(name, party="Beta Labs LLC", key=f"beta-{name}", title=f"{THINGS[name][0]}, improved")
        for name in THINGS
    ]
    return [*awards, *others, *(chinese(name) for name in THINGS)]
