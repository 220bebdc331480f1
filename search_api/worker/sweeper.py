"""Finds jobs that nobody will hear of: whose lease expired, whose pause is over, whose message was lost with the broker. Any worker sweeps."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from models.store.jobs import Jobs
from search_api.worker.announcing import Announcer
from search_api.worker.base import Queue
from search_api.worker.registry import kinds_in

SWEEP_SECONDS = 2.0
TIDY_SECONDS = 3600.0
KEPT_DAYS = 30
"""How long a job that ended can be looked at."""

WINDOW = 100
"""The most ids that wait in the broker's queue for what the store has: the most urgent ones. The rest follows as they are taken."""


@dataclass
class Sweeper:
    """Announces again what is due and not waiting at the broker, and forgets what ended long ago.

    An id that is announced twice does no harm: whoever comes second does not get the job.
    """

    jobs: Jobs
    announcer: Announcer
    queues: Iterable[Queue] = tuple(Queue)
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    _swept: float | None = field(default=None, init=False)
    _tidied: float | None = field(default=None, init=False)

    def look(self) -> int:
        """Sweep where it is time to; returns how many jobs were announced. Raises ``StoreUnavailable``."""
        moment = self.clock()
        if self._tidied is None or moment - self._tidied >= TIDY_SECONDS:
            self.jobs.drop_ended(self.now() - dt.timedelta(days=KEPT_DAYS))
            self._tidied = moment
        if self._swept is not None and moment - self._swept < SWEEP_SECONDS:
            return 0
        self._swept = moment
        return self.sweep()

    def sweep(self) -> int:
        """Sweep now."""
        return sum(self._sweep(queue) for queue in self.queues)

    def _sweep(self, queue: Queue) -> int:
        waiting = self.announcer.waiting(queue)
        if waiting is None or not (kinds := kinds_in([queue])):
            return 0
        due = self.jobs.due(kinds, WINDOW)
        if waiting >= len(due):
            return 0
        for job in due:
            self.announcer.announce(job)
        return len(due)
