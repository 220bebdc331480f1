"""Jobs: a job is a row with a lease. A worker that dies is a lease that expires, and another worker takes the job.

A lease is held by the worker *and* the attempt: a worker that was presumed dead and comes back cannot finish the job of its successor.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models.errors import Conflict, NotFound
from models.messages import Message
from models.store.clock import Clock
from models.store.database import Database, select_in
from models.store.tables import jobs


class JobState(StrEnum):
    """Where a job stands. A leased job whose lease has expired may be leased again."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. ``due``: when it may be leased (next); ``done`` of ``total``: how far it says it has come."""

    id: int
    kind: str
    payload: dict[str, Any]
    priority: int
    unique_key: str | None
    state: JobState
    due: dt.datetime
    worker: str | None
    attempts: int
    done: int
    total: int | None
    error: str | None
    created: dt.datetime
    ended: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """The open jobs of one kind. ``due``: how many nobody has and anybody may take, ``oldest`` since when; ``held``: how many a worker has;
    ``later``: how many wait for their time. ``ended``: when one of the kind last ended.
    """

    kind: str
    due: int
    oldest: dt.datetime | None
    held: int
    later: int
    ended: dt.datetime | None


_OPEN = (JobState.WAITING.value, JobState.LEASED.value)
_ENDED = (JobState.DONE.value, JobState.FAILED.value)


class Jobs:
    """The jobs of the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        priority: int = 0,
        unique_key: str | None = None,
        due: dt.datetime | None = None,
    ) -> Job:
        """Add a job; higher ``priority`` first. While a job with the same ``unique_key`` is waiting or leased, that one is returned."""
        now = self._clock.now()
        row = {"kind": kind, "payload": json.dumps(payload), "priority": priority, "unique_key": unique_key}
        row |= {"state": JobState.WAITING.value, "due": due or now, "attempts": 0, "done": 0, "created": now}
        with self._database.write_in_order() as connection:
            if unique_key is not None:
                there = connection.execute(sa.select(jobs).where(jobs.c.unique_key == unique_key)).one_or_none()
                if there is not None:
                    return _job(there)
            return _job(connection.execute(jobs.insert().values(row).returning(jobs)).one())

    def lease(
        self, kinds: Collection[str], worker: str, seconds: float, *, now: dt.datetime | None = None
    ) -> Job | None:
        """Take the most urgent job of these kinds that is due, for ``seconds``; ``None`` where there is none. No two workers get one job."""
        return self._lease(jobs.c.kind.in_(kinds), worker, seconds, now)

    def take(self, job_id: int, worker: str, seconds: float, *, now: dt.datetime | None = None) -> Job | None:
        """Take this job for ``seconds``, or ``None`` where it is not due: another has it, it has ended, or there is none."""
        return self._lease(jobs.c.id == job_id, worker, seconds, now)

    def due(self, kinds: Collection[str], limit: int) -> list[Job]:
        """The most urgent jobs of these kinds that nobody has: they wait and are due, or the lease of who had them has expired."""
        query = sa.select(jobs).where(_due(self._clock.now()), jobs.c.kind.in_(kinds)).order_by(*_URGENT).limit(limit)
        with self._database.read() as connection:
            return [_job(row) for row in connection.execute(query)]

    def extend(
        self,
        job: Job,
        seconds: float,
        *,
        done: int | None = None,
        total: int | None = None,
        now: dt.datetime | None = None,
    ) -> Job:
        """Hold a leased job for ``seconds`` from now, and note its progress. Raises ``Conflict`` where the lease is lost."""
        progress = {name: value for name, value in (("done", done), ("total", total)) if value is not None}
        return self._change(
            job, lambda: {"due": (now or self._clock.now()) + dt.timedelta(seconds=seconds), **progress}
        )

    def finish(self, job: Job, *, now: dt.datetime | None = None) -> Job:
        """Mark a leased job as done. Raises ``Conflict`` where the lease is lost."""
        ended = {"state": JobState.DONE.value, "unique_key": None, "error": None}
        return self._change(job, lambda: {"ended": now or self._clock.now(), **ended})

    def give_back(self, job: Job, error: str | None = None, *, due: dt.datetime | None = None) -> Job:
        """Give a leased job back as if it had not been tried, to be taken from ``due`` on. Raises ``Conflict`` where the lease is lost."""
        values = {"state": JobState.WAITING.value, "due": due or self._clock.now(), "worker": None, "error": error}
        return self._change(job, lambda: {"attempts": jobs.c.attempts - 1, **values})

    def fail(self, job: Job, error: str, *, retry_at: dt.datetime | None = None, now: dt.datetime | None = None) -> Job:
        """Give a leased job back to be tried again from ``retry_at`` on, or mark it as failed. Raises ``Conflict`` where the lease is lost."""
        if retry_at is not None:
            waiting = {"state": JobState.WAITING.value, "due": retry_at, "worker": None, "error": error}
            return self._change(job, lambda: waiting)
        ended = {"state": JobState.FAILED.value, "unique_key": None, "error": error}
        return self._change(job, lambda: {"ended": now or self._clock.now(), **ended})

    def get(self, job_id: int) -> Job:
        """A job by its id. Raises ``NotFound``."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).one_or_none()
        if row is None:
            raise NotFound(
                Message(en="There is no job {id}.", zh="没有任务{id}。", id=job_id),
                advice=Message(en="List the jobs to see which there are.", zh="请列出任务查看。"),
            )
        return _job(row)

    def many(self, ids: Collection[int]) -> list[Job]:
        """Those of these jobs that there are, the oldest first."""
        with self._database.read() as connection:
            rows = select_in(connection, sa.select(jobs).order_by(jobs.c.id), jobs.c.id, ids)
        return [_job(row) for row in rows]

    def counts(self, *, kind: str | None = None) -> dict[JobState, int]:
        """How many jobs there are in each state."""
        query = sa.select(jobs.c.state, sa.func.count().label("found")).group_by(jobs.c.state)
        query = query if kind is None else query.where(jobs.c.kind == kind)
        with self._database.read() as connection:
            found = {row.state: row.found for row in connection.execute(query)}
        return {state: found.get(state.value, 0) for state in JobState}

    def backlog(self, *, now: dt.datetime | None = None) -> list[Backlog]:
        """What is open, by kind; nothing of a kind of which no job is."""
        moment = now or self._clock.now()
        open_, due = jobs.c.state.in_(_OPEN), _due(moment)
        held = (jobs.c.state == JobState.LEASED.value) & (jobs.c.due > moment)
        query = sa.select(
            jobs.c.kind,
            sa.func.count(sa.case((open_, 1))).label("open"),
            sa.func.count(sa.case((due, 1))).label("due"),
            sa.func.min(sa.case((due, jobs.c.due)), type_=jobs.c.due.type).label("oldest"),
            sa.func.count(sa.case((held, 1))).label("held"),
            sa.func.max(jobs.c.ended).label("ended"),
        ).group_by(jobs.c.kind)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(jobs.c.kind)).all()
        return [
            Backlog(row.kind, row.due, row.oldest, row.held, row.open - row.due - row.held, row.ended)
            for row in rows
            if row.open
        ]

    def withdraw(self, ids: Iterable[int]) -> int:
        """Forget those of these jobs that no worker has; returns how many."""
        nobody = (jobs.c.state == JobState.WAITING.value) | _due(self._clock.now())
        with self._database.write() as connection:
            return sum(connection.execute(jobs.delete().where(jobs.c.id == one, nobody)).rowcount for one in ids)

    def drop_ended(self, before: dt.datetime) -> int:
        """Forget jobs that ended before a moment; returns how many."""
        gone = jobs.delete().where(jobs.c.state.in_(_ENDED), jobs.c.ended < before)
        with self._database.write() as connection:
            return connection.execute(gone).rowcount

    def list(self, *, kind: str | None = None, state: JobState | None = None, limit: int = 100) -> list[Job]:
        """The latest jobs, newest first."""
        query = sa.select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        query = query if kind is None else query.where(jobs.c.kind == kind)
        query = query if state is None else query.where(jobs.c.state == state.value)
        with self._database.read() as connection:
            return [_job(row) for row in connection.execute(query)]

    def _lease(self, which: sa.ColumnElement[bool], worker: str, seconds: float, now: dt.datetime | None) -> Job | None:
        with self._database.write() as connection:
            moment = now or self._clock.now()  # not before: another writer may have been waited for
            query = sa.select(jobs.c.id).where(which, _due(moment)).order_by(*_URGENT).limit(1)
            if not self._database.is_sqlite:
                query = query.with_for_update(skip_locked=True)
            taken = {"state": JobState.LEASED.value, "worker": worker, "due": moment + dt.timedelta(seconds=seconds)}
            take = jobs.update().where(jobs.c.id == query.scalar_subquery())
            row = connection.execute(take.values(**taken, attempts=jobs.c.attempts + 1).returning(jobs)).one_or_none()
        return None if row is None else _job(row)

    def _change(self, job: Job, values: Callable[[], Mapping[str, Any]]) -> Job:
        """Change the row of whoever holds the job; ``values`` are made when nobody else writes."""
        held = (jobs.c.id == job.id) & (jobs.c.worker == job.worker) & (jobs.c.attempts == job.attempts)
        mine = jobs.update().where(held, jobs.c.state == JobState.LEASED.value).returning(jobs)
        with self._database.write() as connection:
            row = connection.execute(mine.values(**values())).one_or_none()
        if row is None:
            said = Message(
                en="The lease of job {id} ({kind}) by {worker} is lost: it was given to another worker or has ended.",
                zh="{worker} 对任务{id}（{kind}）的占用已失效：已交给其他进程或已结束。",
                id=job.id,
                kind=job.kind,
                worker=job.worker,
            )
            advice = Message(
                en="Drop the work; the job's row says who has it.", zh="请停止该工作；任务记录中有现占用者。"
            )
            raise Conflict(said, advice=advice)
        return _job(row)


_URGENT = (jobs.c.priority.desc(), jobs.c.due, jobs.c.id)


def _due(now: dt.datetime) -> sa.ColumnElement[bool]:
    return jobs.c.state.in_(_OPEN) & (jobs.c.due <= now)


def _job(row: sa.Row[Any]) -> Job:
    values = dict(row._mapping)  # noqa: SLF001 — SQLAlchemy's public name for a row as a mapping
    return Job(**{**values, "payload": json.loads(row.payload), "state": JobState(row.state)})
