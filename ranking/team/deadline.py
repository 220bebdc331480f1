"""When a whole request has to be answered: one deadline, shared by everything that is solved for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Deadline:
    """So many ``seconds`` after it was made, by a ``clock`` of seconds."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = self.clock() + self.seconds

    def left(self, among: int = 1) -> float:
        """The seconds that are left, or the part of them for one of so many solutions that are still to come."""
        return max(0.0, self._end - self.clock()) / max(1, among)
