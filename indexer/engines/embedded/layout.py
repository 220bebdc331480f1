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
from indexer.engines.refusals import no_generation, other_dimensions, other_form

LIVE = "live"
INDEX = "index.json"
KEYWORDS = "keywords"
SEGMENTS = "segments"
LOCK = "writer.lock"

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
        raise no_generation(folder.name) from None
    if content.get("schema") != SCHEMA:
        raise other_form(folder.name, content.get("schema"), SCHEMA)
    return Header(**content)


def fitting_header(folder: Path, dimensions: int) -> Header:
    """The header of a generation; ``RebuildNeeded`` also where it holds vectors of another length."""
    header = read_header(folder)
    if header.dimensions != dimensions:
        raise other_dimensions(folder.name, header.dimensions, dimensions)
    return header


def read_live(folder: Path) -> str | None:
    """The name of the live generation."""
    try:
        return (folder / LIVE).read_text().strip() or None
    except FileNotFoundError:
        return None
