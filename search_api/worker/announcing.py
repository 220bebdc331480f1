"""Tells a broker of jobs, so that a worker that listens there takes them at once. A broker that is away is no error: the job waits in the store."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

import structlog

from models.settings import Settings
from models.store.jobs import Job
from search_api.worker.base import Queue

if TYPE_CHECKING:
    from celery import Celery

QUIET_SECONDS = 5.0
"""A broker that is away is not asked again before that: nobody waits for it job by job."""

log = structlog.get_logger()
_T = TypeVar("_T")


class Announcer(Protocol):
    """Carries the ids of jobs to workers."""

    def announce(self, job: Job) -> None:
        """Tell of a job that is due."""

    def waiting(self, queue: Queue) -> int | None:
        """How many ids wait in a queue; ``None`` where nobody can say."""


class Silent:
    """Without a broker, workers look into the store."""

    def announce(self, _job: Job) -> None:
        """See ``Announcer.announce``."""

    def waiting(self, _queue: Queue) -> None:
        """See ``Announcer.waiting``."""


class ByCelery:
    """Sends ids as Celery's tasks. ``clock`` counts seconds."""

    def __init__(self, app: Celery, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._away_until = 0.0

    def announce(self, job: Job) -> None:
        """See ``Announcer.announce``."""
        from search_api.celery_app import send  # noqa: PLC0415 — Celery is an extra

        self._asked(lambda: send(self._app, job))

    def waiting(self, queue: Queue) -> int | None:
        """See ``Announcer.waiting``."""
        from search_api.celery_app import count_waiting  # noqa: PLC0415 — as above

        return self._asked(lambda: count_waiting(self._app, queue))

    def _asked(self, ask: Callable[[], _T]) -> _T | None:
        from kombu.exceptions import OperationalError  # noqa: PLC0415 — as above

        if self._clock() < self._away_until:
            return None
        try:
            return ask()
        except (OperationalError, OSError) as error:
            log.warning("broker", problem=str(error))
            self._away_until = self._clock() + QUIET_SECONDS
            return None


def open_announcer(settings: Settings) -> Announcer:
    """What the settings say. Raises ``MissingExtra`` where a broker is set and Celery is not installed."""
    if settings.broker_url is None:
        return Silent()
    from search_api.celery_app import make_app  # noqa: PLC0415 — as above

    return ByCelery(make_app(settings))
