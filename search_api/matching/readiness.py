"""Keeps matching at hand while the doors are open: what a pool has in common is learned before anybody waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.assembly import Application
from search_api.background import Background

LOOK_SECONDS = 5.0


@dataclass
class MatchReadiness(Background):
    """A thread that looks whether the pool has changed so much that it has to be learned anew."""

    thread_name = "matching"
    patience = 1.0
    application: Application

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.application.dossiers.basis()
                self.problem = None
            except Exception as error:  # noqa: BLE001 — whoever asks is told what is wrong; the thread looks again
                self._failed(str(error), error)
            self._stop.wait(LOOK_SECONDS)
