"""What an operator sees: JSON logs, a request id on every line and answer, and Prometheus metrics."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from models.ports import IndexState

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = re.compile(r"^[A-Za-z0-9._\-]{1,64}$")
HEADER = b"x-request-id"

log = structlog.get_logger()


def configure_logs(level: str) -> None:
    """JSON lines on stderr at ``level`` and above, the server's own among them."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )


def _to_stderr(*_given: object) -> structlog.PrintLogger:
    """A logger on what is stderr now: it may have been replaced, or closed, since the logs were configured."""
    return structlog.PrintLogger(sys.stderr)


class Metrics:
    """The counters of one application, on a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "zhiqiao_requests_total", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "zhiqiao_request_seconds", "Time to answer a request.", ["method", "route"], registry=self.registry
        )
        self.searches = Counter(
            "zhiqiao_searches_total", "Searches made, by whether anything passed.", ["found"], registry=self.registry
        )
        self.up = Gauge("zhiqiao_index_up", "Whether the index can be read.", registry=self.registry)
        self.listings = Gauge("zhiqiao_index_listings", "Listings in the index.", registry=self.registry)
        self.units = Gauge("zhiqiao_index_units", "Sides of listings in the index, by tier.", registry=self.registry)
        self.encoded = Gauge("zhiqiao_index_encoded_units", "Of these, found by meaning.", registry=self.registry)
        self.sequence = Gauge("zhiqiao_index_sequence", "The last change that the index holds.", registry=self.registry)

    def searched(self, found: bool) -> None:
        """Count a search."""
        self.searches.labels("yes" if found else "no").inc()

    def note(self, state: IndexState | None) -> None:
        """Take the state of the index as it is when the metrics are read; the last one stands where it cannot be read."""
        self.up.set(state is not None)
        if state is not None:
            self.listings.set(state.listings)
            self.units.set(state.units)
            self.encoded.set(state.encoded)
            self.sequence.set(state.sequence)


class Observed:
    """Gives every request an id, logs its answer as one line, and counts it (pure ASGI)."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what is no HTTP request goes through untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 500
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((HEADER, request_id.encode()))
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self._note(scope, status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id")

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self.metrics.requests.labels(scope["method"], route, status).inc()
        self.metrics.seconds.labels(scope["method"], route).observe(seconds)
        log.info("request", method=scope["method"], path=scope["path"], status=status, seconds=round(seconds, 4))


def _request_id(scope: Scope) -> str:
    """The caller's own id where it is a plain one, else a new one."""
    given = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
    return given if REQUEST_ID.match(given) else uuid.uuid4().hex[:16]
