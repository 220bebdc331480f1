"""Keeps the index up to date in the background while the doors are open: its owner, or a reader that waits to become one."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.pipeline import IndexOwner, replace_index
from models.errors import RebuildNeeded, ZhiqiaoError
from search_api.assembly import Application
from search_api.background import Background
from search_api.worker.base import worker_name
from search_api.worker.handlers.indexing import INDEXING, OwnersHandler
from search_api.worker.runner import Runner

RETRY_SECONDS = 5.0
LOOK_SECONDS = 2.0
"""How often is looked whether a job asks for a rebuild."""


@dataclass
class IndexKeeper(Background):
    """A thread that owns the index whenever no other process does."""

    thread_name = "index"
    application: Application
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()
    owning: bool = field(default=False, init=False)
    _looked: float = field(default=-LOOK_SECONDS, init=False)
    _renewed: dt.date | None = field(default=None, init=False)

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
        owner = self._own()
        self.problem = None
        if owner is None:
            return
        self.owning = True
        try:
            owner.run(self._stop, lambda: self._between(owner))
        finally:
            self.owning = False
            owner.close()

    def _own(self) -> IndexOwner | None:
        """Own the index; one that does not fit is replaced where somebody asked for that."""
        try:
            return self.application.own_index()
        except RebuildNeeded:
            if not self.application.store.jobs.due([INDEXING], 1):
                raise
            return replace_index(self.application.parts, self.application.encoding(), stop=self._stop)

    def _between(self, owner: IndexOwner) -> None:
        """Once a while: what turned by the passing of time is brought up to date, and the index built anew where a job asks for it."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        self._renew()
        jobs, seconds = self.application.store.jobs, self.application.settings.lease_seconds
        if jobs.due([INDEXING], 1) and (job := jobs.lease([INDEXING], worker_name(), seconds)):
            Runner(jobs, {INDEXING: OwnersHandler(owner)}, seconds).run(job, self._stop)

    def _renew(self) -> None:
        """Once a day, bring up to date what turns by the passing of time: rights that end, encumbrances that run out."""
        if self._renewed == (today := self.today()):
            return
        while self.application.store.loads.renew(today=today) and not self._stop.is_set():
            pass
        self._renewed = today
