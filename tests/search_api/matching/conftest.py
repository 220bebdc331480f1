"""Matching over small pools of listings with both sides."""

import pytest

from models.viewer import ANONYMOUS
from search_api.matching.service import MatchQuery, MatchService
from tests.two_sided import two_sided


@pytest.fixture(scope="session")
def write():
    return two_sided


@pytest.fixture
def service(pool):
    return MatchService(pool.application)


@pytest.fixture(scope="session")
def world_service(world):
    return MatchService(world.application)


@pytest.fixture
def ask(service):
    """Whom a listing fits."""

    def asked(name, viewer=ANONYMOUS, **query):
        return service.matches(name, MatchQuery(**query), viewer)

    return asked
