"""A lease is extended while a job is done, and a worker that lost it is told."""

import threading

import pytest

from models.store import open_store
from search_api.worker.base import LeaseLost
from search_api.worker.held import Held
from tests.servers import eventually


@pytest.fixture
def jobs(tmp_path):
    """On the machine's clock: leases are extended by a thread."""
    store = open_store(f"sqlite:///{tmp_path / 'real.sqlite'}")
    store.migrate()
    yield store.jobs
    store.dispose()


def test_a_lease_outlives_its_seconds_while_the_job_is_done(jobs, stopped):
    jobs.add("thing", {})
    job = jobs.lease(["thing"], "one", 0.6)
    first = job.due
    with Held(jobs, job, 0.6, stopped):
        eventually(lambda: (jobs.get(job.id).due - first).total_seconds() > 1.2)
        assert jobs.lease(["thing"], "two", 60) is None
    eventually(lambda: jobs.lease(["thing"], "two", 60))


def test_progress_can_be_seen_while_the_job_is_done(jobs, stopped):
    jobs.add("thing", {})
    job = jobs.lease(["thing"], "one", 60)
    with Held(jobs, job, 60, stopped) as held:
        held.report(4, 9)
        eventually(lambda: (jobs.get(job.id).done, jobs.get(job.id).total) == (4, 9))


def test_a_worker_that_lost_its_lease_is_told(jobs, stopped):
    jobs.add("thing", {})
    job = jobs.lease(["thing"], "one", 0.6)
    jobs.take(job.id, "two", 60, now=job.due)
    lost = threading.Event()
    with Held(jobs, job, 0.6, stopped) as held:

        def told():
            try:
                held.report(1, 2)
            except LeaseLost:
                lost.set()
            return lost.is_set()

        eventually(told)
