"""Following the live generation: a snapshot is replaced as soon as a checkpoint or a switch stands, for the price of two ``stat`` a call."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import tantivy

from indexer.engines.embedded.files import Stamp, stamp
from indexer.engines.embedded.holdings import STATISTICS
from indexer.engines.embedded.keywords import open_keywords
from indexer.engines.embedded.layout import INDEX, KEYWORDS, LIVE, SEGMENTS, fitting_header, read_live
from indexer.engines.embedded.segments.arrays import load
from indexer.engines.embedded.segments.segment import Segment
from indexer.engines.embedded.snapshot import Snapshot, parts_of
from indexer.engines.embedded.state import State, committed_stamp, newest_state
from indexer.engines.moments import Moments
from indexer.engines.refusals import no_index
from models.errors import EngineUnavailable, NotFound
from models.messages import Message

ATTEMPTS = 50
"""A writer that commits between two of our steps makes us start again; so many times in a row is no coincidence."""


class Follower:
    """Gives the newest snapshot of whatever generation is live. Threads may share one."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._lock = Lock()
        self._seen: tuple[Stamp | None, Stamp | None] | None = None
        self._opened: _Opened | None = None
        self._snapshot: Snapshot | None = None

    def current(self) -> Snapshot:
        """The snapshot of the last checkpoint; ``EngineUnavailable`` where nothing is live."""
        with self._lock:
            seen = self._stamps()
            if self._snapshot is None or seen != self._seen:
                self._snapshot = self._refreshed()
                self._seen = seen
            return self._snapshot

    def _stamps(self) -> tuple[Stamp | None, Stamp | None]:
        index = stamp(self._opened.folder / INDEX) if self._opened else None
        return stamp(self._folder / LIVE), index

    def _refreshed(self) -> Snapshot:
        """The newest snapshot; once more from the start where the generation was replaced, and dropped, while it was being opened."""
        while True:
            generation = read_live(self._folder)
            if generation is None:
                raise no_index()
            try:
                if self._opened is None or self._opened.folder.name != generation:
                    self._opened = _Opened(self._folder / generation, self._dimensions)
                return self._opened.snapshot()
            except (OSError, ValueError, NotFound, EngineUnavailable):
                if read_live(self._folder) == generation:
                    raise


class _Opened:
    """A generation that is open for reading."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        fitting_header(folder, dimensions)
        self.folder = folder
        self._dimensions = dimensions
        self._index = open_keywords(folder / KEYWORDS)
        self._segments: dict[str, Segment] = {}

    def snapshot(self) -> Snapshot:
        """A state and tantivy's searcher that belong together: no commit came between."""
        for _ in range(ATTEMPTS):
            committed = committed_stamp(self.folder / KEYWORDS)
            try:
                state = newest_state(self.folder, committed)
                searcher = self._searcher()
                if committed_stamp(self.folder / KEYWORDS) == committed:
                    return self._assembled(state, searcher)
            except FileNotFoundError:
                continue
        raise EngineUnavailable(
            Message(
                en="The index {name} changes too fast to be read.",
                zh="索引{name}变化过快，无法读取。",
                name=self.folder.name,
            ),
            advice=Message(en="Try again.", zh="请重试。"),
        )

    def _searcher(self) -> tantivy.Searcher:
        self._index.reload()
        return self._index.searcher()

    def _assembled(self, state: State, searcher: tantivy.Searcher) -> Snapshot:
        self._segments = {name: self._segments.get(name) or self._open(name) for name in state.segments}
        parts = parts_of([self._segments[name] for name in state.segments], state.gone)
        return Snapshot(self.folder.name, state, searcher, self._index.schema, parts, self._moments(state))

    def _open(self, name: str) -> Segment:
        return Segment.open(self.folder / SEGMENTS, name, self._dimensions)

    def _moments(self, state: State) -> Moments:
        if state.moments is None:
            return Moments.none(self._dimensions)
        header, arrays = load(self.folder / SEGMENTS / f"{state.moments}{STATISTICS}")
        return Moments(header["count"], arrays["total"], arrays["products"])
