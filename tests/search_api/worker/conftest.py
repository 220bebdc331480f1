"""A store to do jobs from, on a clock that stands still, and handlers that do what a test says."""

import threading

import pytest

from models.store import open_store
from search_api.worker.runner import Runner
from tests.clock import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    found = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}", now=clock)
    found.migrate()
    yield found
    found.dispose()


@pytest.fixture
def runner(store, clock):
    """Makes what runs jobs of the kind ``thing`` by a function of the work."""

    def make(function, **more):
        class Does:
            def run(self, work):
                function(work)

        return Runner(store.jobs, {"thing": Does()}, 60.0, now=clock, chance=lambda: 0.5, **more)

    return make


@pytest.fixture
def leased(store):
    """Takes a job of the kind ``thing``."""

    def take(payload=None, seconds=60.0):
        store.jobs.add("thing", payload or {})
        return store.jobs.lease(["thing"], "worker", seconds)

    return take


@pytest.fixture
def stopped():
    return threading.Event()
