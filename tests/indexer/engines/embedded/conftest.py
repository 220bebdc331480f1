"""An embedded index to look into."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.embedded import EmbeddedGenerations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the index stands."""
    return tmp_path / "index"


@pytest.fixture
def generations(folder: Path) -> EmbeddedGenerations:
    return EmbeddedGenerations(folder, dimensions=8)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes flushes, merges and the approximate index happen with a few dozen rows."""

    def shrink() -> None:
        base = "indexer.engines.embedded."
        monkeypatch.setattr(f"{base}pending.FLUSH_UNITS", 20)
        monkeypatch.setattr(f"{base}merging.SMALL_COUNT", 3)
        monkeypatch.setattr(f"{base}merging.SMALL_UNITS", 60)
        monkeypatch.setattr(f"{base}merging.MANY", 4)
        monkeypatch.setattr(f"{base}merging.LARGE", 150)
        monkeypatch.setattr(f"{base}segments.segment.LARGE", 150)
        monkeypatch.setattr(f"{base}segments.segment.SMALL", 50)

    return shrink
