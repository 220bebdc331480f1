"""Looks after an engine that is away: makes the standby ready, keeps it up to date, and notices when the engine is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from search_api.assembly import Application
from search_api.background import Background
from search_api.standby.served import ServedIndex

LOOK_SECONDS = 0.5
REST_SECONDS = 60.0
"""How long the standby stays when the engine is back: questions under way may still read it."""


@dataclass
class EngineWatch(Background):
    """A thread that does nothing while the engine answers. ``clock``: seconds that only grow."""

    thread_name = "engine"
    application: Application
    clock: Callable[[], float] = time.monotonic
    _back: float = field(default=0.0, init=False)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self._look(self.application.served)
                self.problem = None
            except Exception as error:  # noqa: BLE001 — whoever asks is told that the engine is away; the thread looks again
                self._failed(str(error), error)

    def _look(self, served: ServedIndex) -> None:
        """Where the engine is away, take up changes until there are none, or it is back; where it has been back for long, rest."""
        while served.away is not None and not self._stop.is_set():
            if served.answers():
                served.came_back()
                self._back = self.clock()
            elif not served.stand_by():
                return
        if served.standby is not None and self.clock() - self._back > REST_SECONDS:
            served.standby.close()
