"""The Elasticsearch that ZHIQIAO_TEST_ELASTICSEARCH_URL names, and names on it that are one test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

from elasticsearch import Elasticsearch

from indexer.engines.elasticsearch import open_client
from tests import servers

VARIABLE = "ZHIQIAO_TEST_ELASTICSEARCH_URL"


def server_url() -> str:
    """Where it is; without one the test is left out, or fails where servers are required."""
    return servers.server_url(VARIABLE, "nothing is tested on Elasticsearch")


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
