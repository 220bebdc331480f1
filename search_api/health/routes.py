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
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "Questions cannot be answered, or not yet."}},
)
def ready(request: Request) -> Response:
    """Whether questions may be sent here (200), and what every part says; where one is not ready, what to do."""
    service: HealthService = request.app.state.health
    found = service.readiness()
    return JSONResponse(found.model_dump(exclude_none=True), status_code=200 if found.status.answers else 503)


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
