"""The real analyser and a way to write legs down shortly."""

from collections.abc import Callable

import numpy as np
import pytest

from indexer.analysis import StandardAnalyser
from ranking.legs import Legs, Moments

NAN = float("nan")


@pytest.fixture(scope="session")
def analyser() -> StandardAnalyser:
    return StandardAnalyser()


@pytest.fixture
def legs() -> Callable[..., Legs]:
    def make(
        keyword: list[float],
        vector: list[float],
        *,
        spoken: list[bool] | None = None,
        corpus: int = 1000,
        deviation: float = 0.1,
    ) -> Legs:
        return Legs(
            keyword=np.array(keyword),
            vector=np.array(vector),
            spoken=np.array(spoken if spoken is not None else [True] * len(keyword)),
            keyword_moments=Moments(0.5, 1.0),
            vector_moments=Moments(0.0, deviation),
            corpus=corpus,
        )

    return make
