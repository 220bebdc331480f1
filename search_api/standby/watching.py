"""Looks after an engine that is away: makes the standby ready, keeps it up to date, and notices when the engine is back."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from search_api.assembly import Application
from search_api.background import Background

LOOK_SECONDS = 0.5

log = structlog.get_logger()


@dataclass
class EngineWatch(Background):
    """A thread that does nothing while the engine answers."""

    thread_name = "engine"
    application: Application

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 — whoever asks is told that the engine is away; the thread looks again
                log.warning("standby", problem=str(error))

    def _look(self) -> None:
        """Where the engine is away, take up changes until there are none, or it is back."""
        served = self.application.served
        while served.away is not None and not self._stop.is_set():
            if served.answers():
                served.came_back()
            elif not served.stand_by():
                return
