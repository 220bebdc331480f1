"""The corpus's statistics against values computed by hand."""

import numpy as np
import pytest

from models.units import ListingUnits


def test_frequencies_and_lengths(engine, listing):
    engine.put(listing("a", "red red green"), listing("b", "red"), listing("c", "blue red"))
    statistics = engine.reader.statistics(["red", "green", "unseen"])
    assert statistics.units == 3
    assert statistics.average_length == pytest.approx(2.0)
    assert statistics.frequencies == {"red": 3, "green": 1, "unseen": 0}


def test_moments_are_over_all_passages(engine, listing, vectors, seed):
    rows = [vectors(seed + number, number % 4) for number in range(12)]
    for number, row in enumerate(rows):
        engine.put(listing(f"l{number}", vectors=row))
    every = np.concatenate(rows)
    statistics = engine.reader.statistics([])
    assert statistics.passages == len(every)
    assert statistics.mean == pytest.approx(every.mean(axis=0), abs=1e-3)
    assert statistics.covariance == pytest.approx(np.cov(every.T, bias=True), abs=1e-3)


def test_moments_follow_updates_and_removals(engine, listing, vectors, seed):
    first, second, third = vectors(seed, 3), vectors(seed + 1, 2), vectors(seed + 2, 4)
    engine.put(listing("a", vectors=first), listing("b", vectors=second))
    engine.put(listing("a", version=2, vectors=third), ListingUnits("b", 2))
    statistics = engine.reader.statistics([])
    assert statistics.passages == len(third)
    assert statistics.mean == pytest.approx(third.mean(axis=0), abs=1e-3)
    assert statistics.covariance == pytest.approx(np.cov(third.T, bias=True), abs=1e-3)


def test_an_empty_corpus_has_statistics(engine):
    statistics = engine.reader.statistics(["red"])
    assert (statistics.units, statistics.average_length, statistics.frequencies) == (0, 0.0, {"red": 0})
    assert statistics.passages == 0
    assert not statistics.mean.any()
    assert statistics.covariance.shape == (8, 8)
