"""How long a training took over all its runs: one that was stopped and resumed took both times."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Spent:
    """A clock whose reading is kept in a file. ``resume``: go on from what the file says."""

    path: Path
    resume: bool = False
    _before: float = field(default=0.0, init=False)
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        if self.resume and self.path.exists():
            self._before = float(self.path.read_text(encoding="utf-8"))

    @property
    def seconds(self) -> float:
        """All of them so far."""
        return self._before + time.monotonic() - self._began

    def keep(self) -> None:
        """Write the reading down, for the run that goes on."""
        unfinished = self.path.with_suffix(".part")
        unfinished.write_text(f"{self.seconds:.1f}", encoding="utf-8")
        unfinished.replace(self.path)
