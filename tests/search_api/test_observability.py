"""Logs are lines of JSON on whatever stderr is at the moment."""

import io
import json

import structlog

from search_api.observability import configure_logs


def test_logs_follow_stderr_when_it_is_replaced(monkeypatch):
    closed, current = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", closed)
    configure_logs("info")
    closed.close()
    monkeypatch.setattr("sys.stderr", current)
    structlog.get_logger().info("request", path="/搜索")
    structlog.get_logger().debug("not this")
    (line,) = current.getvalue().splitlines()
    assert {name: json.loads(line)[name] for name in ("event", "path", "level")} == {
        "event": "request",
        "path": "/搜索",
        "level": "info",
    }
