"""The HTTP routes of health: for load balancers, operators and Prometheus."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from search_api.health.schemas import Alive, Readiness
from search_api.health.service import HealthService
from search_api.observability import Metrics

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process up?")
def alive() -> Alive:
    """Whether the process answers."""
    return Alive(version=version("zhiqiao"))


@router.get(
    "/readyz",
    summary="Is each part ready?",
    responses={503: {"model": Readiness, "description": "A part is not ready."}},
)
def ready(request: Request) -> Response:
    """Whether each part that searches need is ready, and if not, what to do."""
    service: HealthService = request.app.state.health
    found = service.readiness()
    return JSONResponse(found.model_dump(exclude_none=True), status_code=200 if found.ready else 503)


@router.get(
    "/metrics",
    summary="Measurements for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics(request: Request) -> Response:
    """Requests, searches, latencies, and the state of the index, in Prometheus' text format."""
    service: HealthService = request.app.state.health
    counted: Metrics = request.app.state.metrics
    counted.note(service.state())
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
