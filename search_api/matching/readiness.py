"""Keeps matching at hand while the doors are open: what a pool has in common is learned before anybody waits for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from search_api.assembly import Application
from search_api.background import Background

LOOK_SECONDS = 5.0

log = structlog.get_logger()


@dataclass
class MatchReadiness(Background):
    """A thread that looks whether the pool has changed so much that it has to be learned anew. ``problem`` says why it cannot, if it cannot."""

    thread_name = "matching"
    patience = 1.0
    application: Application
    problem: str | None = field(default=None, init=False)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.application.dossiers.basis()
                self.problem = None
            except Exception as error:  # noqa: BLE001 — whoever asks is told what is wrong; the thread looks again
                if str(error) != self.problem:
                    log.warning("matching", problem=str(error))
                self.problem = str(error)
            self._stop.wait(LOOK_SECONDS)
