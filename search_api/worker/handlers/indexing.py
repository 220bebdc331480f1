"""Builds the index anew from the store, beside the old one, and switches to it."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.pipeline import IndexOwner, replace_index
from models.errors import Conflict
from models.messages import Message
from search_api.assembly import Application
from search_api.worker.base import Stopped, Work

INDEXING = "indexing"
"""The kind of a job that rebuilds the index, and its unique key: one rebuild is due at a time."""

INDEXING_PRIORITY = 5


@dataclass(frozen=True)
class IndexingHandler:
    """Payload: nothing. Where a running process owns the index, that one does it; see ``OwnersHandler``."""

    application: Application

    def run(self, work: Work) -> None:
        """See ``Handler.run``. ``Conflict`` where another process owns the index, or it lies on another machine."""
        check_index_is_here(self.application)
        owner = replace_index(self.application.parts, self.application.encoding(), stop=work.stopped)
        if owner is None:
            raise Stopped
        try:
            owner.catch_up(work.report)
            OwnersHandler(owner).run(work)
        finally:
            owner.close()


@dataclass(frozen=True)
class OwnersHandler:
    """The same for whoever owns the index already."""

    owner: IndexOwner

    def run(self, work: Work) -> None:
        """See ``Handler.run``."""
        if not self.owner.rebuild(work.report, stop=work.stopped):
            raise Stopped


def check_index_is_here(application: Application) -> None:
    """Raises ``Conflict`` on a machine that has no index: the job is another worker's."""
    if application.generations.live() is None:
        raise Conflict(
            Message(en="There is no index on this machine.", zh="本机没有索引。"),
            advice=Message(
                en="`zhiqiao index` or `zhiqiao serve` makes it; elsewhere, start workers with `--queues encoding`.",
                zh="`zhiqiao index` 或 `zhiqiao serve` 会建立索引；其他机器请用 `--queues encoding`。",
            ),
        )
