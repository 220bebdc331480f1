"""Keeps the index up to date in the background while the doors are open: its owner, or a reader that waits to become one."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from models.errors import ZhiqiaoError
from search_api.assembly import Application

RETRY_SECONDS = 5.0

log = structlog.get_logger()


@dataclass
class IndexKeeper:
    """A thread that owns the index whenever no other process does. ``problem`` says why it cannot, if it cannot."""

    application: Application
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()
    problem: str | None = field(default=None, init=False)
    owning: bool = field(default=False, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _renewed: dt.date | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until the index is released."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._keep()
            except ZhiqiaoError as error:
                self._failed(str(error), error)
            except Exception as error:  # noqa: BLE001 — a thread that dies silently would leave an index that never changes again
                self._failed(f"The index cannot be kept up to date: {error}", error)
            self._stop.wait(RETRY_SECONDS)

    def _keep(self) -> None:
        owner = self.application.own_index()
        self.problem = None
        if owner is None:
            return
        self.owning = True
        try:
            owner.run(self._stop, self._renew)
        finally:
            self.owning = False
            owner.close()

    def _renew(self) -> None:
        """Once a day, bring up to date what turns by the passing of time: rights that end, encumbrances that run out."""
        if self._renewed == (today := self.today()):
            return
        while self.application.store.loads.renew(today=today) and not self._stop.is_set():
            pass
        self._renewed = today

    def _failed(self, problem: str, error: Exception) -> None:
        if problem != self.problem:
            log.error("index", problem=problem, exc_info=error)
        self.problem = problem
