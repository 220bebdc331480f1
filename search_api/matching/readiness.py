"""Keeps matching at hand while the doors are open: what a pool has in common is learned before anybody waits for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog

from search_api.assembly import Application

LOOK_SECONDS = 5.0

log = structlog.get_logger()


@dataclass
class MatchReadiness:
    """A thread that looks whether the pool has changed so much that it has to be learned anew. ``problem`` says why it cannot, if it cannot."""

    application: Application
    problem: str | None = field(default=None, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="matching", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until what is being learned is."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

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
