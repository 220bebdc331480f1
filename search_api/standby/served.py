"""The index that questions are answered from: the engine's; while its servers are away, the standby's, and that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import structlog

from models.constraints import EVERYTHING, Constraint, Facts
from models.errors import EngineAway
from models.ports import Candidate, Counts, IndexState, KeywordQuery, Page, Reader, Served, Statistics
from models.units import FloatArray
from search_api.standby.latest import Gap, LatestListings, Standing

Answer = TypeVar("Answer")

MOST_TURNS = 3
"""How often a question is asked again because the engine went or came back on the way."""

log = structlog.get_logger()


class ServedIndex:
    """The engine's index, or the ``standby`` where there is one and the engine is away. Implements ``models.ports.Served``.

    Once a question found the engine away, none is sent there until ``came_back``: nobody waits for servers that do not answer.
    """

    def __init__(self, engine: Served, standby: LatestListings | None) -> None:
        self.standby = standby
        self._engine = engine
        self._reader = engine.reader()
        self._away: EngineAway | None = None
        self._turns = 0
        self._made_by: tuple[str, Mapping[str, object]] | None = None

    @property
    def away(self) -> EngineAway | None:
        """Why the engine is not asked, where it is not."""
        return self._away

    def came_back(self) -> None:
        """Ask the engine again."""
        log.info("engine", away=False)
        self._turns += 1
        self._away = None

    def gap(self, generation: str) -> Gap | None:
        """What an answer of ``generation`` was taken from, where that is the standby's."""
        standing = self._standing()
        return standing.gap if standing is not None and generation == standing.generation else None

    def stand_by(self) -> bool:
        """Take up the next changes into the standby; whether there may be more of them."""
        known = self._made_by
        return self.standby is not None and self.standby.step(known[1] if known else None)

    def steadily(self, ask: Callable[[], Answer]) -> Answer:
        """An answer for which the index is read several times, all of it from one and the same: asked again where that changed on the way."""
        for _ in range(MOST_TURNS):
            turns, answer = self._turns, ask()
            if turns == self._turns:
                return answer
        return ask()

    def answers(self) -> bool:
        """See ``Served.answers``: of the engine."""
        return self._engine.answers()

    def live(self) -> str | None:
        """See ``Served.live``."""
        return self._asked(self._engine.live, lambda standing: standing.generation)

    def made_by(self, generation: str) -> Mapping[str, object]:
        """See ``Served.made_by``."""
        standing = self._standing()
        if standing is not None and generation == standing.generation:
            return standing.made_by
        known = self._made_by
        if known is not None and known[0] == generation:
            return known[1]
        return self._asked(lambda: self._engine_made_by(generation), lambda standing: standing.made_by)

    def reader(self) -> ServedReader:
        """See ``Served.reader``."""
        return ServedReader(self)

    def read(self, question: Callable[[Reader], Answer]) -> Answer:
        """What the reader of the index answers that is asked now. Raises ``EngineAway`` where that is none."""
        return self._asked(lambda: question(self._reader), lambda standing: question(standing.reader))

    def _standing(self) -> Standing | None:
        return self.standby.standing if self.standby is not None else None

    def _engine_made_by(self, generation: str) -> Mapping[str, object]:
        made_by = self._engine.made_by(generation)
        self._made_by = generation, made_by
        return made_by

    def _asked(self, of_engine: Callable[[], Answer], of_standby: Callable[[Standing], Answer]) -> Answer:
        away = self._away
        if away is None:
            try:
                return of_engine()
            except EngineAway as error:
                if self.standby is None:
                    raise
                log.warning("engine", away=True, problem=error.message)
                self._turns += 1
                self._away = away = error
        standing = self._standing()
        if standing is None:
            raise EngineAway(away.said, advice=away.advised)
        return of_standby(standing)


class ServedReader:
    """Reads whichever index is asked. Implements ``models.ports.Reader``."""

    def __init__(self, served: ServedIndex) -> None:
        self._served = served

    def state(self) -> IndexState:
        """See ``Reader.state``."""
        return self._served.read(lambda reader: reader.state())

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """See ``Reader.statistics``."""
        return self._served.read(lambda reader: reader.statistics(terms))

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
        return self._served.read(lambda reader: reader.retrieve(keyword, vectors, where, depth=depth, mark=mark))

    def count(self, where: Constraint, facets: Sequence[str] = (), *, keyword: KeywordQuery | None = None) -> Counts:
        """See ``Reader.count``."""
        return self._served.read(lambda reader: reader.count(where, facets, keyword=keyword))

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
        return self._served.read(
            lambda reader: reader.scan(
                where, order=order, descending=descending, after=after, limit=limit, keyword=keyword
            )
        )

    def facts(self, units: Sequence[str]) -> list[Facts]:
        """See ``Reader.facts``."""
        return self._served.read(lambda reader: reader.facts(units))
