"""Work that one process does at a time: a job with a lease, held while batches come. A process that is killed on this machine loses it at once."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from models.errors import Conflict
from models.messages import Message
from models.store.jobs import Job, Jobs
from search_api.worker.base import worker_name

SECONDS = 120.0
"""How long a lease holds: longer than any batch takes."""

AGAIN = 5.0
"""A lease is held on for no earlier than that."""


@dataclass
class Turn:
    """A lease that is held."""

    jobs: Jobs
    job: Job
    _held: float = field(default_factory=time.monotonic, init=False)
    _progress: tuple[int, int | None] = field(default=(0, None), init=False)

    @classmethod
    @contextmanager
    def of(cls, jobs: Jobs, kind: str, payload: Mapping[str, Any]) -> Iterator[Self]:
        """The turn at work of a kind; where such a job waits for a worker already, it is that one. Raises ``Conflict`` where somebody has it."""
        there = jobs.add(kind, payload, unique_key=kind)
        worker = worker_name()
        job = jobs.take(there.id, worker, SECONDS)
        if job is None and _dead(there):
            job = jobs.take(there.id, worker, SECONDS, now=there.due)
        if job is None:
            raise Conflict(
                Message(en="Another process is matching everybody.", zh="另一进程正在进行全部匹配。"),
                advice=Message(
                    en="Wait for it: what it has done is kept, and the next run goes on from there.",
                    zh="请等待其完成：已完成的部分会保留，下次运行由此继续。",
                ),
            )
        turn = cls(jobs, jobs.extend(job, SECONDS))
        try:
            yield turn
        except BaseException as error:
            jobs.fail(turn.job, f"{type(error).__name__}: {error}")
            raise
        jobs.finish(turn.job)

    def hold(self) -> None:
        """Hold the lease on, and note how far the work has come. Raises ``Conflict`` where it is lost."""
        if time.monotonic() - self._held > AGAIN:
            done, total = self._progress
            self.job = self.jobs.extend(self.job, SECONDS, done=done, total=total)
            self._held = time.monotonic()

    def noted(self, report: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
        """The same report, that is noted in the job's row too."""

        def both(what: str, done: int, of: int) -> None:
            self._progress = (done, of)
            report(what, done, of)

        return both


def _dead(job: Job) -> bool:
    """Whether a job's worker was a process of this machine that is no more."""
    host, _, rest = (job.worker or "").partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
