"""The reader: asks the live generation, whichever it is by then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from elasticsearch import NotFoundError

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Cluster, Gone, answering
from indexer.engines.elasticsearch.counting import counted
from indexer.engines.elasticsearch.holding import held_after, refusals
from indexer.engines.elasticsearch.mappings import fitting_header
from indexer.engines.elasticsearch.retrieval import retrieved
from indexer.engines.elasticsearch.scanning import scanned
from indexer.engines.elasticsearch.snapshot import Snapshot, taken, visible_state
from indexer.engines.elasticsearch.values import facts_of
from indexer.engines.refusals import no_generation, no_index
from models.constraints import EVERYTHING, Constraint, Facts
from models.errors import NotFound
from models.ports import Candidate, Counts, Held, IndexState, KeywordQuery, Page, Statistics
from models.units import FloatArray

Answer = TypeVar("Answer")

FACTS_AT_ONCE = 5_000


class ElasticsearchReader:
    """Reads the live generation as it is at the last checkpoint. Threads may share one."""

    def __init__(self, cluster: Cluster, dimensions: int) -> None:
        self._cluster = cluster
        self._dimensions = dimensions
        self._fitting: str | None = None
        self._snapshot: Snapshot | None = None

    def state(self) -> IndexState:
        """See ``Reader.state``."""
        return self._asked(self._current).state

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """See ``Reader.statistics``."""
        return self._asked(lambda generation: self._statistics(generation, terms))

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
        return self._asked(
            lambda generation: retrieved(self._cluster, generation, keyword, vectors, where, depth, mark)
        )

    def count(self, where: Constraint, facets: Sequence[str] = (), *, keyword: KeywordQuery | None = None) -> Counts:
        """See ``Reader.count``."""
        return self._asked(lambda generation: counted(self._cluster, generation, where, facets, keyword))

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
        return self._asked(
            lambda generation: scanned(
                self._cluster,
                generation,
                where,
                keyword,
                order=order,
                descending=descending,
                after=after,
                limit=limit,
            )
        )

    def facts(self, units: Sequence[str]) -> list[Facts]:
        """See ``Reader.facts``."""
        found = self._asked(lambda generation: self._facts(generation, list(dict.fromkeys(units))))
        return [found.get(unit, {}) for unit in units]

    def held(self) -> Iterator[Held]:
        """See ``Reader.held``."""
        after: str | None = None
        while True:
            some, after = self._asked(lambda generation, after=after: held_after(self._cluster, generation, after))  # type: ignore[misc]
            yield from some
            if after is None:
                return

    def refusals(self, listings: Sequence[str]) -> Mapping[str, str]:
        """See ``Reader.refusals``."""
        return self._asked(lambda generation: refusals(self._cluster, generation, listings))

    def _asked(self, question: Callable[[str], Answer]) -> Answer:
        """The live generation's answer; once more where it was replaced, and dropped, in the meantime."""
        while True:
            generation = self._cluster.live()
            if generation is None:
                raise no_index()
            try:
                with answering():
                    self._check(generation)
                    return question(generation)
            except (Gone, NotFound, NotFoundError):
                if self._cluster.live() == generation:
                    raise no_generation(generation) from None

    def _check(self, generation: str) -> None:
        if generation != self._fitting:
            fitting_header(self._cluster, generation, self._dimensions)
            self._fitting = generation

    def _current(self, generation: str) -> Snapshot:
        state, known = visible_state(self._cluster, generation), self._snapshot
        if known is None or (known.state.generation, known.stamp) != (generation, state["stamp"]):
            known = self._snapshot = taken(self._cluster, generation, state, self._dimensions)
        return known

    def _statistics(self, generation: str, terms: Sequence[str]) -> Statistics:
        snapshot = self._current(generation)
        return Statistics(
            units=snapshot.state.units,
            average_length=snapshot.average_length,
            frequencies=snapshot.frequencies_of(self._cluster, terms),
            passages=snapshot.passages,
            mean=snapshot.mean,
            covariance=snapshot.covariance,
        )

    def _facts(self, generation: str, units: Sequence[str]) -> dict[str, Facts]:
        parts = [units[start : start + FACTS_AT_ONCE] for start in range(0, len(units), FACTS_AT_ONCE)]
        searches = [
            {
                "query": {"bool": {"filter": [{"terms": {m.UNIT: part}}]}},
                "size": len(part),
                "track_total_hits": False,
                "_source": [m.FACTS],
                "docvalue_fields": [m.UNIT],
            }
            for part in parts
        ]
        answers = self._cluster.search(generation, searches) if searches else []
        hits = (hit for answer in answers for hit in answer["hits"]["hits"])
        return {hit["fields"][m.UNIT][0]: facts_of(hit["_source"][m.FACTS]) for hit in hits}
