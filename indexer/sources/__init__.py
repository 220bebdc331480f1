"""The sources: one file a format. ``SOURCES`` is the registry; a new format is a module here and a line in it.

Every module names its source ``SOURCE``, an ``indexer.sources.base.Source``. The order matters where two could recognise one
file: offices' formats come before the general forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.sources import reading
from indexer.sources.base import Context, Head, Progress, Source
from indexer.sources.reading import Reading

SOURCES: tuple[Source, ...] = ()

__all__ = ["SOURCES", "Context", "Head", "Progress", "Reading", "Source", "read_paths", "recognise"]


def recognise(path: Path) -> Source:
    """The source that reads the file at ``path``, compressed or not; raises ``UnknownFormat`` where none does."""
    return reading.recognise(path, SOURCES)


def read_paths(paths: Sequence[Path], context: Context | None = None) -> Reading:
    """Read files, folders and archives: iterate over it for pairs of progress and record or refusal."""
    return Reading(paths, SOURCES, context or Context())
