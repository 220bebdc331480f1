"""A job that is held while it is done: a thread extends its lease and notes its progress."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import structlog

from models.errors import Conflict, StoreUnavailable
from models.messages import Message
from models.store.jobs import Job, Jobs
from search_api.worker.base import LeaseLost, Stopped

NOTE_SECONDS = 1.0
"""How soon progress can be seen; a lease is extended three times before it would expire, whether anything was noted or not."""

log = structlog.get_logger()


class Held:
    """Implements ``Work``. ``job``: as it stood when its lease was last extended."""

    def __init__(self, jobs: Jobs, job: Job, seconds: float, stopped: threading.Event) -> None:
        self.job = job
        self._jobs = jobs
        self._seconds = seconds
        self._stopped = stopped
        self._progress: tuple[int, int | None] = (job.done, job.total)
        self._noted = self._progress
        self._lost = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._hold, name=f"lease of job {job.id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def payload(self) -> Mapping[str, Any]:
        """See ``Work.payload``."""
        return self.job.payload

    @property
    def stopped(self) -> threading.Event:
        """See ``Work.stopped``."""
        return self._stopped

    @property
    def progress(self) -> tuple[int, int | None]:
        """How many are done, and of how many."""
        return self._progress

    def goes_on(self, done: int, of: int) -> bool:
        """See ``Work.goes_on``."""
        self._progress = (done, of)
        self._check_lease()
        return not self._stopped.is_set()

    def report(self, done: int, of: int) -> None:
        """See ``Work.report``."""
        self._progress = (done, of)
        self.check()

    def check(self) -> None:
        """See ``Work.check``."""
        self._check_lease()
        if self._stopped.is_set():
            raise Stopped

    def _check_lease(self) -> None:
        if self._lost.is_set():
            raise LeaseLost(
                Message(en="The lease of job {id} is lost.", zh="对任务{id}的占用已失效。", id=self.job.id),
                advice=Message(en="Another worker has it.", zh="已由其他进程接手。"),
            )

    def _hold(self) -> None:
        pause = min(NOTE_SECONDS, self._seconds / 3)
        idle = 0.0
        while not self._ended.wait(pause) and not self._lost.is_set():
            idle += pause
            if self._progress != self._noted or idle >= self._seconds / 3:
                idle = 0.0
                self._extend()

    def _extend(self) -> None:
        done, total = self._progress
        try:
            self.job = self._jobs.extend(self.job, self._seconds, done=done, total=total)
            self._noted = (done, total)
        except Conflict:
            self._lost.set()
        except StoreUnavailable as error:  # the row says who has it once the store is back
            log.warning("lease", job=self.job.id, problem=str(error))
