"""Outcomes that a command is given: read, with the lines that cannot be used and the listings that are gone told on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from search_api.cli.console import say
from search_api.cli.refusals import tell_refused

if TYPE_CHECKING:
    from indexer.training.pairs.outcomes import Outcome
    from search_api.assembly import Application


def read_outcomes(application: Application, path: Path) -> list[Outcome]:
    """The outcomes of a file whose listings are stored. Raises ``BadInput`` where it cannot be read, or no line of it can be used."""
    from search_api.encoders.comparing import outcomes_of  # noqa: PLC0415 — help is shown without the engine
    from search_api.learning.judged import read_judged  # noqa: PLC0415 — as above

    judged = read_judged(path)
    tell_refused(len(judged.pairs), judged.refusals)
    found = outcomes_of(application, judged.pairs)
    if gone := len(judged.pairs) - len(found):
        say(
            f"{gone:,} of {len(judged.pairs):,} outcomes are of listings that are gone, or say nothing to everyone.",
            "yellow",
        )
    return found
