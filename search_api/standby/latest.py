"""The standby: an embedded index of the latest listings of the store, made when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from indexer.engines.embedded import EmbeddedGenerations
from indexer.made_by import MadeBy
from indexer.pipeline import BATCH, Follower, IndexParts
from models.ports import Reader


class Gap(NamedTuple):
    """What answers of the standby are taken from: so many of so many listings."""

    latest: int
    stored: int


class Standing(NamedTuple):
    """A standby that can be asked. ``made_by``: see ``Served.made_by``."""

    generation: str
    reader: Reader
    made_by: Mapping[str, object]
    gap: Gap


class _Begun(NamedTuple):
    folder: TemporaryDirectory[str]
    generations: EmbeddedGenerations
    follower: Follower


@dataclass
class LatestListings:
    """The latest ``most`` listings of the store, with the vectors that it has of them; nothing is encoded for it.

    One thread steps and closes; any may look at ``standing``, which is ``None`` until it can be asked. It lives in a folder of its own,
    which is gone with it.
    """

    parts: IndexParts
    most: int
    standing: Standing | None = field(default=None, init=False)
    _begun: _Begun | None = field(default=None, init=False)

    def step(self, made_by: Mapping[str, object] | None) -> bool:
        """Take up the next changes; whether there may be more. ``made_by``: of the index that it stands in for, where that is known."""
        try:
            begun = self._begun
            if begun is None or self._behind(begun) > max(self.most, BATCH):
                begun = self._begin(made_by)
            more = begun.follower.step() > 0
            self._stand(begun)
        except BaseException:  # a writer that failed half-way takes nothing more
            self.close()
            raise
        return more

    def close(self) -> None:
        """Let go of it and of its folder."""
        self.standing = None
        if self._begun is not None:
            self._begun.follower.writer.close()
            self._begun.folder.cleanup()
        self._begun = None

    def _behind(self, begun: _Begun) -> int:
        """Changes that it has not seen, at most: the log keeps only the last of a listing."""
        return self.parts.store.changes.last() - begun.follower.sequence

    def _begin(self, made_by: Mapping[str, object] | None) -> _Begun:
        self.close()
        folder = TemporaryDirectory(prefix="zhiqiao-standby-")
        index = EmbeddedGenerations(Path(folder.name), dimensions=self.parts.encoder.dimensions)
        known = made_by or self.parts.made_by(self.parts.prior, 0).as_json()
        generation = index.create(known)
        follower = Follower(
            parts=replace(self.parts, generations=index),
            generation=generation,
            writer=index.writer(generation),
            made_by=MadeBy.from_json(known),
            sequence=self.parts.store.changes.before_latest(self.most),
        )
        self._begun = _Begun(folder, index, follower)
        return self._begun

    def _stand(self, begun: _Begun) -> None:
        """Let it be asked, from its first listings on, and know how much of the whole it holds."""
        generation, index = begun.follower.generation, begun.generations
        if index.live() is None:
            index.switch(generation)
        reader = self.standing.reader if self.standing else index.reader()
        if self.standing is None or reader.state().listings != self.standing.gap.latest:
            gap = Gap(reader.state().listings, self.parts.store.listings.number())
            self.standing = Standing(generation, reader, index.made_by(generation), gap)
