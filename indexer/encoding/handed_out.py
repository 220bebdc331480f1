"""Encoding by workers, in this machine's processes or others': a batch is a job in the store, and its vectors come into the store.

Whoever owns the index plans and puts vectors into it. One that ends leaves its jobs to the workers; the next takes them up again.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from indexer.encoding.base import BATCH_PRIORITY, KIND, OPEN, open_batches
from indexer.encoding.missing import lacking
from models.errors import EncoderUnavailable
from models.messages import Message
from models.ports import Encoder
from models.store import Store
from models.store.jobs import Job, JobState


@dataclass
class EncodingJobs:
    """Hands out what of a batch lacks vectors. ``encoder``: whose are wanted; ``announce`` tells a broker of a new job.

    A batch is small, so that many workers share the work and a dead one costs little. One whose vectors the store has already, such as one that
    workers ended while nobody owned the index, comes back as it is.
    """

    store: Store
    encoder: Encoder
    announce: Callable[[Job], None] = lambda _job: None
    batch: int = 128
    ahead: int = 16
    _open: dict[int, Sequence[str]] = field(default_factory=dict, init=False)
    _whole: deque[Sequence[str]] = field(default_factory=deque, init=False)

    @property
    def under_way(self) -> Collection[Sequence[str]]:
        """See ``Encoding.under_way``."""
        return [*self._open.values(), *self._whole]

    def start(self) -> None:
        """See ``Encoding.start``: take up what is with the workers."""
        self._open |= {job.id: job.payload["listings"] for job in open_batches(self.store, self.encoder)}

    def begin(self, ids: Sequence[str]) -> None:
        """See ``Encoding.begin``."""
        if not (wanted := lacking(self.store, self.encoder, ids)):
            self._whole.append(ids)
            return
        payload = {"encoder": self.encoder.fingerprint, "listings": wanted}
        key = f"{KIND}:{blake2b(json.dumps(payload).encode(), digest_size=16).hexdigest()}"
        job = self.store.jobs.add(KIND, payload, priority=BATCH_PRIORITY, unique_key=key)
        self._open[job.id] = ids
        self.announce(job)

    def ended(self, seconds: float) -> Sequence[str] | None:
        """See ``Encoding.ended``. Raises ``EncoderUnavailable`` where the workers have given a batch up."""
        if self._whole:
            return self._whole.popleft()
        if (ended := self._one_ended()) is None:
            time.sleep(seconds)
            if (ended := self._one_ended()) is None:
                return None
        number, job = ended
        ids = self._open.pop(number)
        if job is not None and job.state is JobState.FAILED:
            raise _given_up(job)
        return ids

    def stop(self) -> None:
        """See ``Encoding.stop``: what is handed out stays handed out."""
        self._open.clear()
        self._whole.clear()

    def _one_ended(self) -> tuple[int, Job | None] | None:
        """A batch that is no longer open, by its number; without a job, which another owner has withdrawn, it comes back as it is."""
        jobs = {job.id: job for job in self.store.jobs.many(self._open)}
        found = ((number, jobs.get(number)) for number in self._open)
        return next((one for one in found if one[1] is None or one[1].state not in OPEN), None)


def _given_up(job: Job) -> EncoderUnavailable:
    said = Message(
        en="The workers could not encode a batch (job {id}): {error}",
        zh="后台进程无法编码一批信息（任务{id}）：{error}",
        id=job.id,
        error=job.error,
    )
    advice = Message(
        en="Start workers with the same ZHIQIAO_ENCODER as the process that owns the index; `zhiqiao jobs` lists what failed.",
        zh="请以与索引所属进程相同的 ZHIQIAO_ENCODER 启动后台进程；`zhiqiao jobs` 列出失败的任务。",
    )
    return EncoderUnavailable(said, advice=advice)
