"""What runs beside the doors while they are open: a daemon thread that is told to stop and waited for."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

import structlog

from models.errors import ZhiqiaoError

log = structlog.get_logger()


@dataclass
class Background(ABC):
    """A thread called ``thread_name`` over ``_run``, which goes on until ``_stop`` is set.

    ``problem``: what keeps it from its work, if anything does. ``patience``: seconds for which its end is waited for; ``None``: until then.
    """

    thread_name: ClassVar[str]
    patience: ClassVar[float | None] = None
    problem: str | None = field(default=None, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _thread: threading.Thread | None = field(default=None, init=False, repr=False)

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name=self.thread_name, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ask it to end."""
        self._stop.set()

    def stop(self) -> None:
        """End, and wait until what is under way is done, or for ``patience`` seconds where that may be left undone."""
        self.end()
        if self._thread is not None:
            self._thread.join(self.patience)

    def _failed(self, problem: str, error: Exception) -> None:
        """Keep what is wrong, and log it once for as long as it stays; with a trace where we have no words of our own for it."""
        if problem != self.problem:
            log.error(self.thread_name, problem=problem, exc_info=None if isinstance(error, ZhiqiaoError) else error)
        self.problem = problem

    @abstractmethod
    def _run(self) -> None:
        """Until ``_stop`` is set; lets no error out."""
