"""Encoding in threads of the process that owns the index, which goes on following the log meanwhile."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from indexer.encoding.base import open_batches
from indexer.encoding.missing import encode_missing, passages_of
from models.ports import Encoder
from models.store import Store


@dataclass(frozen=True)
class _Batch:
    ids: Sequence[str]
    result: Future[None] = field(default_factory=Future)
    stopped: threading.Event = field(default_factory=threading.Event)


@dataclass
class EncodingHere:
    """One batch is encoded at a time; the next reads its listings meanwhile, so that the encoder never waits for the store."""

    store: Store
    encoder: Encoder
    batch: int = 512
    ahead: int = 2
    _batches: deque[_Batch] = field(default_factory=deque, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    @property
    def under_way(self) -> Collection[Sequence[str]]:
        """See ``Encoding.under_way``."""
        return [one.ids for one in self._batches]

    def start(self) -> None:
        """See ``Encoding.start``: nobody waits any more for what was handed out and no worker has, as it is encoded here."""
        self.store.jobs.withdraw(job.id for job in open_batches(self.store, self.encoder))

    def begin(self, ids: Sequence[str]) -> None:
        """See ``Encoding.begin``."""
        batch = _Batch(ids)
        self._batches.append(batch)
        threading.Thread(target=self._run, args=(batch,), name="encoding", daemon=True).start()

    def ended(self, seconds: float) -> Sequence[str] | None:
        """See ``Encoding.ended``."""
        first = self._batches[0]
        wait([first.result], seconds)
        if not first.result.done():
            return None
        self._batches.popleft()
        first.result.result()
        return first.ids

    def stop(self) -> None:
        """See ``Encoding.stop``: end after the slice that is being encoded, and wait for that."""
        for one in self._batches:
            one.stopped.set()
        wait([one.result for one in self._batches])

    def _run(self, batch: _Batch) -> None:
        try:
            items = self.store.listings.for_index(batch.ids).values()
            passages = list(passages_of(items, remote=self.encoder.remote))
            with self._turn:
                encode_missing(self.store, self.encoder, passages, lambda _done, _of: not batch.stopped.is_set())
        except BaseException as error:  # noqa: BLE001 — handed over to the thread that waits
            batch.result.set_exception(error)
        else:
            batch.result.set_result(None)
