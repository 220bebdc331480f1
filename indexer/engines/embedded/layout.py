"""Where the files of an index stand, its header, and the pointer to the generation that is live.

::

    FOLDER/live                  the name of the live generation
    FOLDER/GENERATION/index.json the header: what made it, its schema, how far it has come
    FOLDER/GENERATION/state-*    states, see ``state``
    FOLDER/GENERATION/keywords/  tantivy
    FOLDER/GENERATION/segments/  tables, vectors, and their sums
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.engines.embedded.files import replace_file
from models.errors import NotFound, RebuildNeeded
from models.messages import Message

LIVE = "live"
INDEX = "index.json"
KEYWORDS = "keywords"
SEGMENTS = "segments"
LOCK = "writer.lock"

AGAIN = Message(
    en="Rebuild the index from the store: `zhiqiao index --rebuild`.",
    zh="请从数据库重建索引：`zhiqiao index --rebuild`。",
)
"""What to do about an index that cannot be read."""

SCHEMA = 1
"""Raised whenever files of an older form can no longer be read."""


@dataclass(frozen=True, slots=True)
class Header:
    """``index.json``: ``sequence`` is the last change that the generation holds, ``stamp`` and ``revision`` name its state."""

    made_by: Mapping[str, object]
    dimensions: int
    schema: int = SCHEMA
    sequence: int = 0
    stamp: int = 0
    revision: int = 0

    def save(self, folder: Path) -> None:
        """Write the header; readers see that something changed."""
        replace_file(folder / INDEX, [json.dumps(asdict(self), ensure_ascii=False, indent=2).encode()])


def read_header(folder: Path) -> Header:
    """The header of a generation; ``NotFound`` where there is none, ``RebuildNeeded`` where another version wrote it."""
    try:
        content = json.loads((folder / INDEX).read_bytes())
    except FileNotFoundError:
        raise NotFound(
            Message(en="There is no index named {name}.", zh="没有名为{name}的索引。", name=folder.name), advice=AGAIN
        ) from None
    if content.get("schema") != SCHEMA:
        raise RebuildNeeded(
            Message(
                en="The index {name} has form {form}, this version reads form {reads}.",
                zh="索引{name}的格式为{form}，本版本读取格式{reads}。",
                name=folder.name,
                form=content.get("schema"),
                reads=SCHEMA,
            ),
            advice=AGAIN,
        )
    return Header(**content)


def fitting_header(folder: Path, dimensions: int) -> Header:
    """The header of a generation; ``RebuildNeeded`` also where it holds vectors of another length."""
    header = read_header(folder)
    if header.dimensions != dimensions:
        raise RebuildNeeded(
            Message(
                en="The index {name} holds vectors of {held} numbers, the encoder makes {made}.",
                zh="索引{name}的向量为{held}维，而编码器生成{made}维。",
                name=folder.name,
                held=header.dimensions,
                made=dimensions,
            ),
            advice=AGAIN,
        )
    return header


def read_live(folder: Path) -> str | None:
    """The name of the live generation."""
    try:
        return (folder / LIVE).read_text().strip() or None
    except FileNotFoundError:
        return None
