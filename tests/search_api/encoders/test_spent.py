"""The time of a training over its runs."""

import pytest

from search_api.encoders.spent import Spent


def test_a_run_that_goes_on_counts_the_runs_before(tmp_path, monkeypatch):
    clock = iter([0.0, 90.0, 1000.0, 1030.0, 5000.0, 5001.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    Spent(tmp_path / "seconds").keep()
    assert Spent(tmp_path / "seconds", resume=True).seconds == pytest.approx(120.0)
    assert Spent(tmp_path / "seconds").seconds == pytest.approx(1.0)
