"""An Elasticsearch index to look into."""

import pytest

from indexer.engines.elasticsearch import ElasticsearchGenerations
from tests.indexer.engines.conftest import elasticsearch_client


@pytest.fixture
def client():
    return elasticsearch_client()


@pytest.fixture
def generations(client, elasticsearch_options):
    return ElasticsearchGenerations(client, elasticsearch_options, dimensions=8)
