"""The built-in worker: looks into the store, does what is due, and sweeps."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from models.errors import StoreUnavailable
from models.store.jobs import Job
from search_api.assembly import Application
from search_api.worker.base import Queue, worker_name
from search_api.worker.registry import Handlers, kinds_in
from search_api.worker.runner import Outcome, Runner
from search_api.worker.sweeper import Sweeper

POLL_SECONDS = 0.5
AWAY_SECONDS = 5.0
"""How soon a store that was away is looked for again."""

log = structlog.get_logger()


@dataclass
class Worker:
    """Does the jobs of some queues, one at a time, the most urgent first. ``tally``: what became of them."""

    application: Application
    queues: Sequence[Queue]
    stopped: threading.Event = field(default_factory=threading.Event)
    tally: Counter[Outcome] = field(default_factory=Counter, init=False)
    name: str = field(default_factory=worker_name, init=False)

    def run(self, *, once: bool = False) -> None:
        """Work until ``stopped`` is set; ``once``: until nothing is due. Raises ``StoreUnavailable`` at the start, or with ``once``."""
        store, seconds = self.application.store, self.application.settings.lease_seconds
        runner = Runner(store.jobs, Handlers(self.application), seconds)
        sweeper = Sweeper(store.jobs, self.application.announcer)
        while not self.stopped.is_set():
            try:
                sweeper.look()
                job = self._next()
            except StoreUnavailable as error:
                if once:
                    raise
                log.warning("store", problem=str(error))
                self.stopped.wait(AWAY_SECONDS)
                continue
            if job is not None:
                self.tally[runner.run(job, self.stopped)] += 1
            elif once:
                return
            else:
                self.stopped.wait(POLL_SECONDS)

    def _next(self) -> Job | None:
        jobs, kinds = self.application.store.jobs, kinds_in(self.queues)
        if not jobs.due(kinds, 1):  # looking takes no lock, taking does
            return None
        return jobs.lease(kinds, self.name, self.application.settings.lease_seconds)
