"""The HTTP application: the API under ``/api/v1``, the pages, health and metrics, over one assembled application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from search_api.assembly import Application
from search_api.background import Background
from search_api.health.routes import router as health_router
from search_api.health.service import HealthService
from search_api.jobs.routes import router as job_router
from search_api.jobs.service import JobService
from search_api.keeper import IndexKeeper
from search_api.listings.routes import router as listings_router
from search_api.listings.service import ListingService
from search_api.matching.readiness import MatchReadiness
from search_api.matching.routes import router as matching_router
from search_api.matching.service import MatchService
from search_api.observability import Metrics, Observed
from search_api.problems import install_problems
from search_api.search.routes import router as search_router
from search_api.search.service import SearchService
from search_api.standby import EngineWatch
from search_api.teams.routes import router as team_router
from search_api.teams.service import TeamService
from search_api.web.pages import install_pages
from search_api.web.security import Guarded

DESCRIPTION = """Search for technologies, projects, capital, services and needs, in English and Chinese.

Every error is a problem detail (RFC 9457). Texts, labels and messages come in the language of `lang`, else of `Accept-Language`."""


def create_app(application: Application, *, follow: bool = True) -> FastAPI:
    """The HTTP application. ``follow``: keep the index up to date while serving, where no other process does.

    Closing ``application`` stays with whoever assembled it.
    """
    metrics = Metrics()
    keeper = IndexKeeper(application) if follow else None
    readiness, watch = MatchReadiness(application), EngineWatch(application)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(_open, app, application, metrics, keeper)
        readiness.start()
        watch.start()
        yield
        threads: list[Background] = [readiness, watch, *([keeper] if keeper is not None else [])]
        for one in threads:
            one.end()
        for one in threads:
            await run_in_threadpool(one.stop)

    app = FastAPI(
        title="Zhiqiao 知桥",
        version=version("zhiqiao"),
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.application = application
    app.state.metrics = metrics
    install_problems(app)
    for router in (search_router, listings_router, matching_router, team_router, job_router, health_router):
        app.include_router(router)
    install_pages(app)
    app.add_middleware(Guarded)
    app.add_middleware(Observed, metrics=metrics)
    return app


def _open(app: FastAPI, application: Application, metrics: Metrics, keeper: IndexKeeper | None) -> None:
    """Open what answers need: the store at once, the encoder in the background."""
    app.state.search = SearchService(application, metrics.searched)
    app.state.listings = ListingService(application)
    app.state.matching = MatchService(application)
    app.state.team = TeamService(application)
    app.state.jobs = JobService(application)
    app.state.health = HealthService(application, keeper)
    application.encoder.warm()
    if keeper is not None:
        keeper.start()
