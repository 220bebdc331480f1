"""The Elasticsearch that ZHIQIAO_TEST_ELASTICSEARCH_URL names, and names on it that are one test's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from indexer.engines.elasticsearch import open_client

VARIABLE = "ZHIQIAO_TEST_ELASTICSEARCH_URL"


def server_url() -> str:
    """Where it is; without one the test is left out, or fails where servers are required."""
    url = os.environ.get(VARIABLE, "")
    if not url and os.environ.get("REQUIRE_SERVERS") == "1":
        pytest.fail(f"REQUIRE_SERVERS=1, and {VARIABLE} is not set")
    if not url:
        pytest.skip(f"no Elasticsearch: set {VARIABLE}")
    return url


@cache
def _client(url: str) -> Elasticsearch:
    return open_client([url])


def server_client() -> Elasticsearch:
    """A client of it."""
    return _client(server_url())


@contextmanager
def own_name() -> Iterator[str]:
    """A name for indices, which are gone afterwards."""
    name = f"zhiqiao-test-{uuid4().hex[:12]}"
    yield name
    for index in server_client().indices.get_alias(index=f"{name}-*"):
        server_client().indices.delete(index=index)
