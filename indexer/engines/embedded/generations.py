"""The generations of an embedded index: folders side by side, and a pointer to the one that is live."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from indexer.engines.embedded.files import Lock, replace_file, sync_folder
from indexer.engines.embedded.following import Follower
from indexer.engines.embedded.keywords import create_keywords
from indexer.engines.embedded.layout import (
    INDEX,
    KEYWORDS,
    LIVE,
    LOCK,
    SEGMENTS,
    Header,
    read_header,
    read_live,
)
from indexer.engines.embedded.reader import EmbeddedReader
from indexer.engines.embedded.state import State
from indexer.engines.embedded.writer import EmbeddedWriter
from indexer.engines.refusals import is_live, no_generation
from models.errors import Conflict
from models.messages import Message

DRAFT = ".draft-"
DROPPED = ".dropped-"


class EmbeddedGenerations:
    """The index in ``folder``, of vectors with ``dimensions`` numbers. Implements ``models.ports.Generations``."""

    def __init__(self, folder: Path, *, dimensions: int) -> None:
        self._folder = folder
        self._dimensions = dimensions
        folder.mkdir(parents=True, exist_ok=True)

    def live(self) -> str | None:
        """See ``Generations.live``."""
        return read_live(self._folder)

    def answers(self) -> bool:
        """See ``Served.answers``: it needs no server."""
        return True

    def reader(self) -> EmbeddedReader:
        """See ``Generations.reader``. Its methods raise ``EngineUnavailable`` while no generation is live."""
        return EmbeddedReader(Follower(self._folder, self._dimensions))

    def writer(self, generation: str) -> EmbeddedWriter:
        """See ``Generations.writer``. ``RebuildNeeded`` where the generation holds vectors of another length."""
        return EmbeddedWriter(self._folder / generation, self._dimensions)

    def owned(self, generation: str) -> bool:
        """See ``Generations.owned``. ``NotFound`` where there is no such generation."""
        folder = self._folder / generation
        read_header(folder)
        try:
            _lock(folder).release()
        except Conflict:
            return True
        return False

    def create(self, made_by: Mapping[str, object]) -> str:
        """See ``Generations.create``. The folder appears at once and whole."""
        number = 1 + max((_number(path.name) for path in self._folder.glob("[0-9]*-*")), default=0)
        name = f"{number:04d}-{uuid4().hex[:8]}"
        draft = self._folder / f"{DRAFT}{name}"
        draft.mkdir()
        self._fill(draft, made_by)
        draft.rename(self._folder / name)
        sync_folder(self._folder)
        return name

    def made_by(self, generation: str) -> Mapping[str, object]:
        """See ``Generations.made_by``. ``NotFound`` where there is no such generation."""
        return read_header(self._folder / generation).made_by

    def switch(self, generation: str) -> None:
        """See ``Generations.switch``. ``NotFound`` where there is no such generation. What builds that were broken off have left is removed."""
        read_header(self._folder / generation)
        before = self.live()
        replace_file(self._folder / LIVE, [generation.encode()])
        sync_folder(self._folder)
        self._sweep(generation, before)

    def drop(self, generation: str) -> None:
        """See ``Generations.drop``. ``Conflict`` where it is live or being written, ``NotFound`` where there is none."""
        folder = self._folder / generation
        if not (folder / INDEX).exists():  # one of another form is dropped like any
            raise no_generation(generation)
        if generation == self.live():
            raise is_live(generation)
        self._remove(folder)

    def _sweep(self, live: str, before: str | None) -> None:
        """Remove what builds have left that a crash broke off: all that is older than the live generation, but for the one before it."""
        for prefix, folder in (
            (one, path) for one in ("", DRAFT, DROPPED) for path in self._folder.glob(f"{one}[0-9]*-*")
        ):
            name = folder.name.removeprefix(prefix)
            if _number(name) < _number(live) and name != before:
                with suppress(Conflict, FileNotFoundError):
                    self._remove(folder)

    def _remove(self, folder: Path) -> None:
        """Raises ``Conflict`` where it is being written."""
        lock = _lock(folder)
        gone = self._folder / f"{DROPPED}{folder.name.removeprefix(DROPPED)}"
        try:
            folder.rename(gone)
        finally:
            lock.release()
        shutil.rmtree(gone)

    def _fill(self, folder: Path, made_by: Mapping[str, object]) -> None:
        (folder / SEGMENTS).mkdir()
        create_keywords(folder / KEYWORDS)
        State().save(folder)
        Header(dict(made_by), self._dimensions).save(folder)


def _lock(folder: Path) -> Lock:
    return Lock(folder / LOCK, Message(en="The index {name}", zh="索引{name}", name=folder.name))


def _number(generation: str) -> int:
    return int(generation.partition("-")[0])
