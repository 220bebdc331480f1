"""Teams over the fixture world and over small pools of listings with both sides."""

import pytest

from search_api.matching.service import MatchService
from tests.two_sided import two_sided


@pytest.fixture(scope="session")
def write():
    return two_sided


@pytest.fixture(scope="session")
def world_service(world):
    return MatchService(world.application)
