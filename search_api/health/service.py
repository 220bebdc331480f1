"""Whether each part is ready, and if not, what is wrong and what to do. No HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.errors import EngineAway, ZhiqiaoError
from models.ports import IndexState
from search_api.assembly import Application
from search_api.health.schemas import Dependency, Readiness, Status
from search_api.index_check import IndexCheck
from search_api.keeper import IndexKeeper
from search_api.standby import Gap


@dataclass
class HealthService:
    """Checks the parts of one application. ``keeper`` follows the store, where this process does that."""

    application: Application
    keeper: IndexKeeper | None = None

    def readiness(self) -> Readiness:
        """Every part."""
        checks = {"store": self._store, "index": self._index, "encoder": self._encoder}
        parts = {name: _checked(name, check) for name, check in checks.items()}
        return Readiness(status=self._status(parts), dependencies=list(parts.values()))

    def state(self) -> IndexState | None:
        """How far the index has come; ``None`` where it cannot be read."""
        try:
            return None if self.application.served.away else self.application.searcher.reader.state()
        except ZhiqiaoError:
            return None

    def _status(self, parts: Mapping[str, Dependency]) -> Status:
        if not parts["store"].ready or not (parts["index"].ready or self._answered()):
            return Status.UNAVAILABLE
        warming = not parts["encoder"].ready and self.application.encoder.problem is None
        if warming or parts["index"].filling:
            return Status.STARTING
        return Status.READY if all(one.ready for one in parts.values()) else Status.DEGRADED

    def _answered(self) -> bool:
        """Whether questions are, by the index or by what stands in for it."""
        try:
            IndexCheck(self.application)()
            self.application.searcher.reader.state()
        except ZhiqiaoError:
            return False
        return True

    def _store(self) -> Dependency:
        health = self.application.store.check()
        if health.problem:
            advice = health.advice or "Run `zhiqiao doctor`."
            return Dependency(name="store", ready=False, detail=health.problem, advice=advice)
        listings = (health.counts or {}).get("listings", 0)
        return Dependency(name="store", ready=True, detail=f"{listings} listings, revision {health.revision}.")

    def _index(self) -> Dependency:
        served = self.application.served
        if served.away is None and self.keeper is not None and self.keeper.problem:
            return Dependency(name="index", ready=False, detail=self.keeper.problem)
        IndexCheck(self.application)()
        state = self.application.searcher.reader.state()
        if served.away is not None:
            return _away(served.away, served.gap(state.generation))
        behind = self.application.store.changes.last() - state.sequence
        detail = f"{_found(state)}, {behind} changes behind the store."
        filling = bool(behind) and not state.listings
        return Dependency(name="index", ready=not filling, detail=detail, filling=filling)

    def _encoder(self) -> Dependency:
        encoder = self.application.encoder
        if encoder.ready:
            return Dependency(name="encoder", ready=True, detail=encoder.fingerprint)
        problem = encoder.problem
        detail = problem.message if problem else "It is being made ready: questions are answered by their words alone."
        advice = problem.advice if problem else "Wait: the first start takes about a minute."
        return Dependency(name="encoder", ready=False, detail=detail, advice=advice)


def _away(why: EngineAway, gap: Gap | None) -> Dependency:
    meanwhile = f" Meanwhile the {gap.latest} latest of {gap.stored} listings are searched." if gap else ""
    return Dependency(name="index", ready=False, detail=f"{why.message}{meanwhile}", advice=why.advice)


def _found(state: IndexState) -> str:
    if not state.listings:
        return "Nothing is indexed yet"
    share = state.encoded / state.units if state.units else 0.0
    return f"{state.listings} listings, {share:.0%} of them found by meaning"


def _checked(name: str, check: Callable[[], Dependency]) -> Dependency:
    try:
        return check()
    except ZhiqiaoError as error:
        return Dependency(name=name, ready=False, detail=error.message, advice=error.advice or None)
