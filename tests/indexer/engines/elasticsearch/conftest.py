"""An Elasticsearch index to look into."""

import pytest

from indexer.engines.elasticsearch import ElasticsearchGenerations
from tests.elasticsearch_server import server_client


@pytest.fixture
def client():
    return server_client()


@pytest.fixture
def generations(client, elasticsearch_options):
    return ElasticsearchGenerations(client, elasticsearch_options, dimensions=8)
