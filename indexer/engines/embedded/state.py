"""The state of a generation at a checkpoint: which segments stand, which of their listings are gone, and how far the change log was read.

A state's file is named by the stamp of the last tantivy operation that it needs, and by a revision. The newest one whose stamp tantivy's
commit has reached is the truth: see the package's docstring.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from indexer.engines.embedded.files import sync_folder
from indexer.engines.embedded.segments.arrays import load, save
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.refusals import AGAIN
from models.errors import EngineUnavailable
from models.messages import Message

PREFIX = "state-"


@dataclass(frozen=True, slots=True)
class State:
    """``gone``: by segment, which of its listings are replaced or removed. ``slots``: the column in tantivy of each interval field.

    ``next_key``: the first key not yet given. ``moments``: the file of the vector statistics that stand (``None``: none yet), and
    ``moved``: passages that came or went since they were made.
    """

    stamp: int = 0
    revision: int = 0
    sequence: int = 0
    next_key: int = 0
    segments: tuple[str, ...] = ()
    slots: Mapping[str, int] = field(default_factory=dict)
    moments: str | None = None
    moved: int = 0
    gone: tuple[Mask, ...] = ()

    @property
    def file_name(self) -> str:
        """Sorts by stamp, then by revision."""
        return f"{PREFIX}{self.stamp:016d}-{self.revision:06d}"

    def save(self, folder: Path) -> None:
        """Write the state, durably."""
        header = {name: value for name, value in asdict(self).items() if name != "gone"}
        header["sizes"] = [len(gone) for gone in self.gone]
        save(folder / self.file_name, header, {str(place): np.packbits(gone) for place, gone in enumerate(self.gone)})
        sync_folder(folder)

    @classmethod
    def load(cls, path: Path) -> State:
        """The state in a file; ``FileNotFoundError`` where it is gone."""
        header, arrays = load(path)
        sizes = header.pop("sizes")
        gone = [np.unpackbits(arrays[str(place)], count=size).astype(np.bool_) for place, size in enumerate(sizes)]
        return cls(**{**header, "segments": tuple(header["segments"])}, gone=tuple(gone))


def committed_stamp(keywords: Path) -> int:
    """How far tantivy's last commit reached."""
    stamp: int = json.loads((keywords / "meta.json").read_bytes())["opstamp"]
    return stamp


def states(folder: Path) -> Iterator[tuple[int, Path]]:
    """Every state's stamp and file, the oldest first."""
    for path in sorted(folder.glob(f"{PREFIX}*")):
        yield int(path.name.removeprefix(PREFIX).partition("-")[0]), path


def newest_state(folder: Path, committed: int) -> State:
    """The state that counts when tantivy has committed so far."""
    reached = [path for stamp, path in states(folder) if stamp <= committed]
    if not reached:
        raise EngineUnavailable(
            Message(en="The index {name} has lost its state.", zh="索引{name}的状态已丢失。", name=folder.name),
            advice=AGAIN,
        )
    return State.load(reached[-1])
