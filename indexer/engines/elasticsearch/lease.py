"""The lease of a generation's one writer: whoever holds it renews it, and one that ended without a word is over after a while."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError

from indexer.engines.elasticsearch.cluster import answering
from indexer.engines.elasticsearch.kept import LEASE_KEY, Kept, Overtaken
from indexer.engines.refusals import is_written, no_generation
from models.errors import EngineUnavailable
from models.messages import Message

SECONDS = 30.0
"""How long a lease lasts. The clocks of machines that write have to agree to within some seconds."""

RENEWALS = 3
"""Times that it is renewed meanwhile."""

Clock = Callable[[], float]


class Lease:
    """Held from the start until ``release``. Raises ``Conflict`` where another process holds it. Threads may share one."""

    def __init__(self, client: Elasticsearch, door: str, name: str, *, clock: Clock = time.time) -> None:
        self._name = name
        self._clock = clock
        self._holder = f"{socket.gethostname()} {uuid4().hex}"
        self._document = Kept(client, door, LEASE_KEY)
        self._ended = threading.Event()
        self._until = 0.0
        self._take()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise ``EngineUnavailable`` unless it is still held, for certain."""
        if time.monotonic() > self._until:
            raise lost(self._name)

    def release(self) -> None:
        """Let the next writer in."""
        self._ended.set()
        self._thread.join()
        if time.monotonic() <= self._until:
            # one that cannot be given back is over by itself
            with suppress(EngineUnavailable, Overtaken, NotFoundError), answering():
                self._document.write({"holder": "", "until": 0.0})

    def _take(self) -> None:
        with answering():
            try:
                held = self._document.read()
                if held is not None and held["until"] > self._clock():
                    raise is_written(self._name)
                self._renew()
            except Overtaken:
                raise is_written(self._name) from None
            except NotFoundError:
                raise no_generation(self._name) from None

    def _renew(self) -> None:
        """What counts here is the time before the request: others see the lease end no earlier."""
        now = time.monotonic()
        self._document.write({"holder": self._holder, "until": self._clock() + SECONDS})
        self._until = now + SECONDS

    def _keep(self) -> None:
        while not self._ended.wait(SECONDS / RENEWALS):
            try:
                with answering():
                    self._renew()
            except (Overtaken, NotFoundError):
                self._until = 0.0
                return
            except EngineUnavailable:
                continue  # it may answer again before the lease is over


def held(client: Elasticsearch, door: str, *, clock: Clock = time.time) -> bool:
    """Whether somebody holds the lease."""
    found = Kept(client, door, LEASE_KEY).read()
    return found is not None and bool(found["until"] > clock())


def lost(name: str) -> EngineUnavailable:
    """The lease is over, or somebody else has it."""
    return EngineUnavailable(
        Message(
            en="Another process may be writing the index {name} by now.",
            zh="索引{name}现在可能由另一进程写入。",
            name=name,
        ),
        advice=Message(
            en="It goes on by itself where the index can be owned again.", zh="一旦可以重新取得索引，将自动继续。"
        ),
    )
