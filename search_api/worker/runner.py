"""Does one job that was taken, and says in its row what became of it."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog

from models.errors import BadInput, Conflict, EngineAway, StoreUnavailable
from models.store.jobs import Job, Jobs
from search_api.worker.backoff import ATTEMPTS, seconds_before
from search_api.worker.base import Handler, LeaseLost, Stopped
from search_api.worker.held import Held

NOT_NOW_SECONDS = 10.0
"""When a job that could not be done now, by no fault of its own, is looked at again."""

log = structlog.get_logger()


class Outcome(StrEnum):
    """What became of a job."""

    DONE = "done"
    RETRIED = "retried"
    GIVEN_BACK = "given_back"
    FAILED = "failed"
    LOST = "lost"


@dataclass
class Runner:
    """Does jobs of the kinds that ``handlers`` has. ``seconds``: how long a lease holds without being extended."""

    jobs: Jobs
    handlers: Mapping[str, Handler]
    seconds: float
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    chance: Callable[[], float] = random.random

    def run(self, job: Job, stopped: threading.Event) -> Outcome:
        """Do a job that was leased. No error of the job comes out; ``KeyboardInterrupt`` does, after the job was given back."""
        held = Held(self.jobs, job, self.seconds, stopped)
        try:
            outcome = self._done(held)
        except LeaseLost:
            outcome = Outcome.LOST
        except StoreUnavailable as error:  # nothing can be said in the row: the lease expires
            log.warning("job", id=job.id, kind=job.kind, problem=str(error))
            outcome = Outcome.LOST
        log.info("job", id=job.id, kind=job.kind, attempt=job.attempts, outcome=outcome.value)
        return outcome

    def _done(self, held: Held) -> Outcome:
        if held.job.attempts > ATTEMPTS:
            return self._end(held, f"It was given up after {ATTEMPTS} attempts; each worker died of it, or lost it.")
        try:
            with held:
                self.handlers[held.job.kind].run(held)
        except LeaseLost:
            raise
        except Stopped:
            return self._give_back(held)
        except (Conflict, EngineAway) as error:
            return self._give_back(held, str(error), later=NOT_NOW_SECONDS)
        except BadInput as error:
            return self._end(held, str(error))
        except Exception as error:  # noqa: BLE001 — whatever a job does, its row says so and the worker goes on
            return self._failed(held, error)
        except BaseException:
            self._give_back(held)
            raise
        return self._finish(held)

    def _finish(self, held: Held) -> Outcome:
        done, total = held.progress
        self._say(lambda: self.jobs.extend(held.job, self.seconds, done=done, total=total))
        self._say(lambda: self.jobs.finish(held.job))
        return Outcome.DONE

    def _give_back(self, held: Held, why: str | None = None, *, later: float = 0.0) -> Outcome:
        due = self.now() + dt.timedelta(seconds=later)
        self._say(lambda: self.jobs.give_back(held.job, why, due=due))
        return Outcome.GIVEN_BACK

    def _failed(self, held: Held, error: Exception) -> Outcome:
        said = f"{type(error).__name__}: {error}"
        log.warning("job", id=held.job.id, kind=held.job.kind, attempt=held.job.attempts, exc_info=error)
        if held.job.attempts >= ATTEMPTS:
            return self._end(held, said)
        pause = seconds_before(held.job.attempts, self.chance())
        self._say(lambda: self.jobs.fail(held.job, said, retry_at=self.now() + dt.timedelta(seconds=pause)))
        return Outcome.RETRIED

    def _end(self, held: Held, why: str) -> Outcome:
        self._say(lambda: self.jobs.fail(held.job, why))
        return Outcome.FAILED

    def _say(self, change: Callable[[], Job]) -> None:
        """Raises ``LeaseLost`` where another worker has the job by now."""
        try:
            change()
        except Conflict as error:
            raise LeaseLost(error.said, advice=error.advised) from error
