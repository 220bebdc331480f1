"""Matches everybody, as ``zhiqiao match --all`` does."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.assembly import Application
from search_api.matching.everybody import MATCHING, Everybody, asked_of
from search_api.worker.base import Work
from search_api.worker.handlers.indexing import check_index_is_here

__all__ = ["MATCHING", "MATCHING_PRIORITY", "MatchingHandler"]

MATCHING_PRIORITY = 1


@dataclass(frozen=True)
class MatchingHandler:
    """Payload, where it is not the usual: ``kinds`` to match (none: all), ``kept`` of a list, ``rebuild``. A killed run's lists are kept."""

    application: Application

    def run(self, work: Work) -> None:
        """See ``Handler.run``."""
        check_index_is_here(self.application)
        owner = self.application.own_index()
        if owner is not None:  # no server follows the store: what was loaded is to be matched too
            try:
                owner.catch_up(work.report)
            finally:
                owner.close()
        asked = asked_of(work.payload)
        Everybody(self.application, asked["kept"]).run(
            asked["kinds"],
            rebuild=asked["rebuild"],
            report=lambda _what, done, of: work.report(done, of),
            hold=work.check,
        )
