"""What a job's handler is, and what it is given."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from models.errors import Conflict


class Queue(StrEnum):
    """The queues, each of which has workers of its own where an operator wants it."""

    ENCODING = "encoding"
    INDEXING = "indexing"
    MATCHING = "matching"
    DELIVERY = "delivery"


class Stopped(Exception):
    """The worker is to end: the job is given back."""


class LeaseLost(Conflict):
    """Another worker has the job: whatever is done from here on is its work."""


class Work(Protocol):
    """A job that is held while it is done."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What the job says is to be done."""

    @property
    def stopped(self) -> threading.Event:
        """Set where the worker is to end."""

    def goes_on(self, done: int, of: int) -> bool:
        """Note how far it has come; whether to go on. Raises ``LeaseLost``."""

    def report(self, done: int, of: int) -> None:
        """Note how far it has come. Raises ``LeaseLost``, and ``Stopped`` where the worker is to end."""

    def check(self) -> None:
        """Raises ``LeaseLost`` and ``Stopped`` as ``report`` does."""


class Handler(Protocol):
    """Does jobs of one kind. A job may be done again after a worker died: what it does has to be the same then.

    ``Conflict`` says that it cannot be done now, by no fault of its own; ``BadInput``, that it never can; any other error is tried again.
    """

    def run(self, work: Work) -> None:
        """Do a job."""


def worker_name() -> str:
    """A name that no other worker has, with the process that can be asked whether it lives."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
