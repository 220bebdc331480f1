"""The sources: one file a format. ``SOURCES`` is the registry; a new format is a module here and a line in it.

A module names its source ``SOURCE``, an ``indexer.sources.base.Source``. The order matters where two could recognise one file:
offices' formats and data sets come before the general forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.sources import (
    cnipa_legal,
    cnipa_patents,
    cpc_scheme,
    epo,
    forms,
    google_patents,
    kppatent,
    nasa,
    reading,
    sbir,
    uspto_assignment,
    uspto_patents,
    uspto_wrapper,
    vc_funds,
)
from indexer.sources.base import Context, Head, Progress, Source
from indexer.sources.reading import Reading

SOURCES: tuple[Source, ...] = (
    uspto_patents.GRANT,
    uspto_patents.APPLICATION,
    uspto_wrapper.SOURCE,
    uspto_assignment.SOURCE,
    epo.SOURCE,
    cnipa_patents.SOURCE,
    cnipa_legal.SOURCE,
    cpc_scheme.SOURCE,
    google_patents.SOURCE,
    sbir.AWARD_SOURCE,
    sbir.TOPIC_SOURCE,
    nasa.SOURCE,
    vc_funds.SOURCE,
    kppatent.SOURCE,
    forms.SOURCE,
)

__all__ = ["SOURCES", "Context", "Head", "Progress", "Reading", "Source", "read_paths", "recognise"]


def recognise(path: Path) -> Source:
    """The source that reads the file at ``path``, compressed or not; raises ``UnknownFormat`` where none does."""
    return reading.recognise(path, SOURCES)


def read_paths(paths: Sequence[Path], context: Context | None = None) -> Reading:
    """Read files, folders and archives: iterate over it for pairs of progress and record or refusal."""
    return Reading(paths, SOURCES, context or Context())
