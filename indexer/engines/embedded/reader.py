"""The reader: answers each call from one snapshot of the live generation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.engines.embedded.candidates import retrieved
from indexer.engines.embedded.counting import counted
from indexer.engines.embedded.following import Follower
from indexer.engines.embedded.scanning import scanned
from models.constraints import EVERYTHING, Constraint, Facts
from models.ports import Candidate, Counts, Held, IndexState, KeywordQuery, Page, Statistics
from models.units import TERMS, FloatArray


class EmbeddedReader:
    """Reads the live generation as it is at the last checkpoint. Threads may share one."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower

    def state(self) -> IndexState:
        """See ``Reader.state``."""
        snapshot = self._follower.current()
        listings = sum(part.listings for part in snapshot.parts)
        encoded = sum(part.encoded for part in snapshot.parts)
        return IndexState(snapshot.generation, snapshot.state.sequence, snapshot.units, listings, encoded)

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """See ``Reader.statistics``. A unit that was replaced counts in the frequencies until tantivy merges its segment."""
        snapshot = self._follower.current()
        return Statistics(
            units=snapshot.units,
            average_length=snapshot.recall_terms / max(snapshot.units, 1),
            frequencies={term: snapshot.searcher.doc_freq(TERMS, term) for term in terms},
            passages=snapshot.moments.count,
            mean=snapshot.mean,
            covariance=snapshot.covariance,
        )

    def retrieve(
        self,
        keyword: KeywordQuery | None,
        vectors: FloatArray | None,
        where: Constraint,
        *,
        depth: int,
        mark: Constraint = EVERYTHING,
    ) -> list[Candidate]:
        """See ``Reader.retrieve``."""
        return retrieved(self._follower.current(), keyword, vectors, where, depth, mark)

    def count(self, where: Constraint, facets: Sequence[str] = (), *, keyword: KeywordQuery | None = None) -> Counts:
        """See ``Reader.count``."""
        snapshot = self._follower.current()
        return counted(snapshot, snapshot.passing(where, keyword), facets)

    def scan(
        self,
        where: Constraint,
        *,
        order: str,
        descending: bool,
        after: str | None,
        limit: int,
        keyword: KeywordQuery | None = None,
    ) -> Page:
        """See ``Reader.scan``."""
        snapshot = self._follower.current()
        passing = snapshot.passing(where, keyword)
        return scanned(snapshot, passing, order=order, descending=descending, after=after, limit=limit)

    def facts(self, units: Sequence[str]) -> list[Facts]:
        """See ``Reader.facts``."""
        found = self._follower.current().locate(units)
        return [found[unit][0].segment.table.facts_of(found[unit][1]) if unit in found else {} for unit in units]

    def held(self) -> Iterator[Held]:
        """See ``Reader.held``."""
        for part in self._follower.current().parts:
            table = part.segment.table
            listings, units = np.unique(table.listing_of[part.alive], return_counts=True)
            rows = (table.listings.at(listings), table.versions[listings].tolist(), units.tolist())
            yield from map(Held, *rows)

    def refusals(self, _listings: Sequence[str]) -> Mapping[str, str]:
        """See ``Reader.refusals``: whatever passes the checks of ``apply`` is taken."""
        return {}
