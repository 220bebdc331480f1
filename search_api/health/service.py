"""Whether each part is ready, and if not, what is wrong and what to do. No HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indexer.pipeline import check_made_by
from models.errors import ZhiqiaoError
from models.ports import IndexState
from search_api.assembly import Application
from search_api.health.schemas import Dependency, Readiness
from search_api.keeper import IndexKeeper


@dataclass(frozen=True)
class HealthService:
    """Checks the parts of one application. ``keeper`` follows the store, where this process does that."""

    application: Application
    keeper: IndexKeeper | None = None

    def readiness(self) -> Readiness:
        """Every part."""
        checks = {"store": self._store, "index": self._index, "encoder": self._encoder}
        dependencies = [_checked(name, check) for name, check in checks.items()]
        return Readiness(ready=all(one.ready for one in dependencies), dependencies=dependencies)

    def state(self) -> IndexState | None:
        """How far the index has come; ``None`` where it cannot be read."""
        try:
            return self.application.searcher.reader.state()
        except ZhiqiaoError:
            return None

    def _store(self) -> Dependency:
        health = self.application.store.check()
        if health.problem:
            return Dependency(name="store", ready=False, detail=health.problem, advice="Run `zhiqiao doctor`.")
        listings = (health.counts or {}).get("listings", 0)
        return Dependency(name="store", ready=True, detail=f"{listings} listings, revision {health.revision}.")

    def _index(self) -> Dependency:
        if self.keeper is not None and self.keeper.problem:
            return Dependency(name="index", ready=False, detail=self.keeper.problem)
        check_made_by(self.application.parts)
        state = self.application.searcher.reader.state()
        behind = self.application.store.changes.last() - state.sequence
        detail = f"{_found(state)}, {behind} changes behind the store."
        return Dependency(name="index", ready=True, detail=detail)

    def _encoder(self) -> Dependency:
        encoder = self.application.encoder
        if encoder.ready:
            return Dependency(name="encoder", ready=True, detail=encoder.fingerprint)
        problem = encoder.problem
        detail = problem.message if problem else "It is being made ready: questions are answered by their words alone."
        advice = problem.advice if problem else "Wait: the first start takes about a minute."
        return Dependency(name="encoder", ready=False, detail=detail, advice=advice)


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
