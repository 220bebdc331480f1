"""A Celery worker that is asked to end gives the job that it is at back, with either of the pools that it can have."""

import signal

import pytest

from indexer.encoding import SLICE
from models.store.jobs import JobState
from tests.end_to_end.test_workers import CELERY, Place
from tests.servers import REDIS, Embeddings, eventually, kill_group, server_url


@pytest.fixture
def place(tmp_path):
    """A place whose leases outlast any test: what is taken again was given back. One thing is encoded at a time."""
    url = server_url(REDIS, "Celery workers are not tested")
    from redis import Redis  # noqa: PLC0415 — installed with Celery

    with Redis.from_url(url) as connection:
        connection.flushdb()
    found = Place(tmp_path, f"sqlite:///{tmp_path / 'store.sqlite'}", Embeddings())
    yield found.open(ZHIQIAO_BROKER_URL=url, ZHIQIAO_LEASE_SECONDS="3600")
    found.close()


@pytest.fixture
def slices(place):
    """A batch of listings that is encoded in more than one slice."""
    return place.load(300)


@pytest.mark.parametrize("pool", [("prefork", "-c", "2"), ("solo",), ("threads", "-c", "2")], ids=lambda one: one[0])
def test_the_job_is_given_back_and_done_by_another_at_once(place, slices, pool):
    place.embeddings.going.clear()
    place.hand_out(slices, size=300)
    first = place.start(*CELERY, "-P", *pool)
    assert place.embeddings.asked.wait(60)
    (job,) = place.jobs.list()
    assert (job.state, job.attempts) == (JobState.LEASED, 1)

    first.send_signal(signal.SIGTERM)
    # it is heard while the worker waits for the first of its slices, and the second is never begun
    eventually(lambda: "Warm shutdown" in (place.folder / "0.log").read_text(), "hearing the signal")
    place.embeddings.going.set()

    assert first.wait(60) == 0
    (job,) = place.jobs.list()
    assert (job.state, job.attempts, job.error, job.worker) == (JobState.WAITING, 0, None, None)
    assert len(place.embeddings.counts) == SLICE
    place.start(*CELERY)
    eventually(place.all_done, "the job")
    (job,) = place.jobs.list()
    assert job.attempts == 1
    place.assert_once(slices)


def test_no_job_is_begun_while_the_worker_ends(place):
    ids = place.load(4)
    place.embeddings.going.clear()
    place.hand_out(ids)
    first = place.start(*CELERY)
    assert place.embeddings.asked.wait(60)
    first.send_signal(signal.SIGTERM)
    place.embeddings.going.set()
    assert first.wait(60) == 0
    states = place.states()
    assert states[JobState.LEASED] == 0
    assert states[JobState.WAITING] >= 3
    kill_group(first)
    place.start(*CELERY)
    eventually(place.all_done, "all jobs")
    assert {job.attempts for job in place.jobs.list()} == {1}
    place.assert_once(ids)
