"""The kinds of jobs, the queue of each, and what does them. A further kind is a handler of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from indexer.encoding import KIND as ENCODING
from models.errors import BadInput, EngineAway
from models.messages import Message
from models.store.jobs import Job
from search_api.assembly import Application
from search_api.engines import EMBEDDED
from search_api.worker.base import Handler, Queue
from search_api.worker.handlers.encoding import EncodingHandler
from search_api.worker.handlers.indexing import INDEXING, IndexingHandler
from search_api.worker.handlers.matching import MATCHING, MatchingHandler


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. ``at_index``: it is done where the index can be reached; any other needs the store alone."""

    name: str
    queue: Queue
    opened: Callable[[Application], Handler]
    at_index: bool = False


KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        Kind(ENCODING, Queue.ENCODING, EncodingHandler),
        Kind(INDEXING, Queue.INDEXING, IndexingHandler, at_index=True),
        Kind(MATCHING, Queue.MATCHING, MatchingHandler, at_index=True),
    )
}


def queue_of(job: Job) -> Queue | None:
    """The queue of a job; ``None`` for one that no worker does."""
    return KINDS[job.kind].queue if job.kind in KINDS else None


def kinds_in(queues: Iterable[Queue]) -> list[str]:
    """The kinds of jobs in these queues."""
    wanted = set(queues)
    return [one.name for one in KINDS.values() if one.queue in wanted]


def usual_queues(application: Application) -> list[Queue]:
    """The queues that a worker serves where nobody names any: those that something is done in, with the index only where it lies here."""
    settings = application.settings
    here = settings.engine != EMBEDDED or (settings.data / "index").exists()
    try:
        here = here and application.generations.live() is not None
    except EngineAway:
        here = True  # it is there again some time, and what needs it waits until then
    return list(dict.fromkeys(one.queue for one in KINDS.values() if here or not one.at_index))


def named_queues(names: str) -> list[Queue]:
    """Queues by their names, apart by commas. Raises ``BadInput`` for one that is not there, or that nothing is done in."""
    found = []
    for name in filter(None, map(str.strip, names.split(","))):
        if name not in {one.queue for one in KINDS.values()}:
            there = [str(one) for one in Queue if kinds_in([one])]
            raise BadInput(
                Message(en="No job is done in a queue '{name}'.", zh="没有队列“{name}”的任务。", name=name),
                advice=Message(en="Queues are: {names}.", zh="可选队列：{names}。", names=there),
            )
        found.append(Queue(name))
    return found


@dataclass
class Handlers(Mapping[str, Handler]):
    """The handlers of one application, each made when it is first asked for."""

    application: Application
    _made: dict[str, Handler] = field(default_factory=dict, init=False)

    def __getitem__(self, kind: str) -> Handler:
        if kind not in self._made:
            self._made[kind] = KINDS[kind].opened(self.application)
        return self._made[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)
