"""Work that one process does at a time: a job with a lease, held while batches come. A process that is killed on this machine loses it at once."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from models.errors import Conflict
from models.messages import Message
from models.store.jobs import Job, Jobs

SECONDS = 120.0
"""How long a lease holds: longer than any batch takes."""

AGAIN = 10.0
"""A lease is held on for no earlier than that."""


@dataclass
class Turn:
    """A lease that is held."""

    jobs: Jobs
    job: Job
    _held: float = field(default_factory=time.monotonic, init=False)

    @classmethod
    @contextmanager
    def of(cls, jobs: Jobs, kind: str) -> Iterator[Self]:
        """The turn at work of a kind. Raises ``Conflict`` where another process has it."""
        there = jobs.add(kind, {}, unique_key=kind)
        worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        job = jobs.lease([kind], worker, SECONDS)
        if job is None and _dead(there):
            job = jobs.lease([kind], worker, SECONDS, now=there.due)
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
        """Hold the lease on. Raises ``Conflict`` where it is lost."""
        if time.monotonic() - self._held > AGAIN:
            self.job = self.jobs.extend(self.job, SECONDS)
            self._held = time.monotonic()


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
