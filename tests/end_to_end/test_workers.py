"""Workers as processes: killed in mid-batch, without their broker, of both kinds at once; every passage is encoded once, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.centring import PASSAGE
from models.settings import load_settings
from models.store.jobs import JobState
from search_api.assembly import assemble
from tests.servers import POSTGRES, REDIS, Embeddings, eventually, kill_group, own_redis_in, own_schema, server_url

BUILT_IN = [str(Path(sys.executable).with_name("zhiqiao")), "worker"]
CELERY = [sys.executable, "-m", "celery", "-A", "search_api.celery_app", "worker", "-l", "warning"]
LEASE = "2"


class Place:
    """A store with listings, an encoder that counts, and processes that work on them."""

    def __init__(self, folder, url, embeddings):
        self.folder, self.embeddings, self.processes = folder, embeddings, []
        self.settings = {
            "ZHIQIAO_DATA": str(folder / "data"),
            "ZHIQIAO_DATABASE_URL": url,
            "ZHIQIAO_ENCODER": embeddings.setting,
            "ZHIQIAO_LEASE_SECONDS": LEASE,
            "ZHIQIAO_ENCODE_BY": "workers",
        }
        self.application = None

    def open(self, **settings):
        self.settings |= settings
        self.application = assemble(load_settings(self.settings))
        return self

    @property
    def jobs(self):
        return self.application.store.jobs

    def load(self, count, start=0):
        path = self.folder / f"{start}.jsonl"
        ids = [f"t-{number}" for number in range(start, start + count)]
        rows = [
            {"id": one, "kind": "technology", "title_en": f"Title {one}", "offers_en": f"Text of {one}"} for one in ids
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        self.run("load", str(path), "--json")
        return ids

    def hand_out(self, ids, size=1):
        """A job for each few of the listings, as the owner of an index hands them out."""
        encoding = self.application.encoding(workers=True)
        for first in range(0, len(ids), size):
            encoding.begin(ids[first : first + size])

    def run(self, *arguments):
        ended = subprocess.run(
            [BUILT_IN[0], *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def start(self, *command):
        with (self.folder / f"{len(self.processes)}.log").open("w") as log:
            self.processes.append(
                subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)
            )
        return self.processes[-1]

    @property
    def environment(self):
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIQIAO_")}
        return plain | self.settings

    def states(self):
        return Counter(job.state for job in self.jobs.list(limit=1000))

    def all_done(self):
        return set(self.states()) == {JobState.DONE}

    def assert_once(self, ids):
        """Every passage was encoded once, and the store has the vector of each."""
        counts = self.embeddings.counts
        assert set(counts.values()) == {1}, counts
        application = self.application
        assert application.store.vectors.count(application.encoder.fingerprint, PASSAGE) == len(counts)
        assert all(any(one in text for text in counts) for one in ids)

    def close(self):
        self.embeddings.close()
        for process in self.processes:
            kill_group(process)
        if self.application is not None:
            self.application.close()


@contextmanager
def opened_url(kind, folder):
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.sqlite'}"
        return
    with own_schema(server_url(POSTGRES, "workers are not tested on PostgreSQL")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """A place on each database."""
    with opened_url(request.param, tmp_path) as url:
        found = Place(tmp_path, url, Embeddings())
        yield found
        found.close()


@pytest.fixture
def redis():
    """An empty Redis, by its URL."""
    url = server_url(REDIS, "Celery workers are not tested")
    from redis import Redis  # noqa: PLC0415 — installed with Celery

    with Redis.from_url(url) as connection:
        connection.flushdb()
    return url


@pytest.fixture
def own_redis(tmp_path):
    found = own_redis_in(tmp_path)
    found.start()
    yield found
    found.kill()


def test_an_index_is_encoded_by_workers_and_goes_on_after_one_is_killed(place):
    place.open()
    ids = place.load(40)
    place.embeddings.going.clear()
    index = place.start(BUILT_IN[0], "index", "--workers")
    first = place.start(*BUILT_IN)
    assert place.embeddings.asked.wait(60)
    (job,) = place.jobs.list(kind="encoding")
    assert (job.state, job.attempts) == (JobState.LEASED, 1)
    kill_group(first)
    eventually(lambda: not place.embeddings.waiting, "the end of all that was started")
    place.embeddings.going.set()
    second = place.start(*BUILT_IN)
    assert index.wait(60) == 0
    found = place.jobs.get(job.id)
    assert (found.state, found.attempts) == (JobState.DONE, 2)
    assert found.worker.split(":")[1] == str(second.pid)
    assert (found.done, found.total) == (len(place.embeddings.counts), len(place.embeddings.counts))
    place.assert_once(ids)
    state = place.application.generations.reader().state()
    assert state.encoded == state.units == 40


def test_a_celery_worker_that_is_killed_loses_nothing(place, redis):
    place.open(ZHIQIAO_BROKER_URL=redis)
    ids = place.load(6)
    place.embeddings.going.clear()
    place.hand_out(ids, size=3)
    first = place.start(*CELERY)
    assert place.embeddings.asked.wait(60)
    kill_group(first)
    eventually(lambda: not place.embeddings.waiting, "the end of all that was started")
    place.embeddings.going.set()
    place.start(*CELERY)
    eventually(place.all_done, "all jobs")
    assert sorted(job.attempts for job in place.jobs.list()) == [1, 2]
    place.assert_once(ids)


def test_both_kinds_of_worker_at_once_do_each_job_once(place, redis):
    place.open(ZHIQIAO_BROKER_URL=redis)
    ids = place.load(30)
    place.embeddings.going.clear()
    place.hand_out(ids)
    place.start(*CELERY, "-c", "2")
    place.start(*BUILT_IN, "--queues", "encoding")
    place.start(*BUILT_IN, "--queues", "encoding")
    eventually(lambda: place.states()[JobState.LEASED] == 4, "four jobs at once")
    place.embeddings.going.set()
    eventually(place.all_done, "all jobs")
    assert {job.attempts for job in place.jobs.list()} == {1}
    assert len({job.worker for job in place.jobs.list()}) == 4
    place.assert_once(ids)


def test_jobs_wait_in_the_store_while_the_broker_is_away(place, own_redis):
    place.open(ZHIQIAO_BROKER_URL=own_redis.url)
    ids = place.load(12)
    place.embeddings.going.clear()
    place.hand_out(ids[:6])
    place.start(*CELERY)
    assert place.embeddings.asked.wait(60)
    own_redis.kill()
    place.hand_out(ids[6:])
    place.embeddings.going.set()
    # the one at work is done without the broker, and the others wait
    eventually(lambda: place.states() == {JobState.DONE: 1, JobState.WAITING: 11}, "the job at work")
    own_redis.start()
    eventually(place.all_done, "all jobs")
    place.assert_once(ids)


def test_what_fails_is_tried_again_by_itself(place, redis):
    place.open(ZHIQIAO_BROKER_URL=redis)
    ids = place.load(3)
    place.embeddings.failing = 1
    place.hand_out(ids)
    place.start(*CELERY)
    eventually(place.all_done, "all jobs")
    assert sorted(job.attempts for job in place.jobs.list()) == [1, 1, 2]
    place.assert_once(ids)


def test_a_worker_without_a_broker_drains_what_is_due_and_ends(place):
    place.open()
    ids = place.load(4)
    place.hand_out(ids)
    assert place.run("worker", "--once", "--json") == {"done": 4, "retried": 0, "given_back": 0, "failed": 0, "lost": 0}
    assert place.run("worker", "--once", "--json")["done"] == 0
    place.assert_once(ids)


def test_a_worker_that_is_asked_to_end_gives_its_job_back(place):
    place.open()
    place.load(3)
    place.embeddings.failing = 10**6
    place.hand_out(place.load(3, start=10))
    place.embeddings.going.clear()
    worker = place.start(*BUILT_IN)
    assert place.embeddings.asked.wait(60)
    worker.send_signal(signal.SIGINT)
    place.embeddings.failing = 0
    place.embeddings.going.set()
    assert worker.wait(60) == 0
    states = place.states()
    assert states[JobState.LEASED] == 0
    assert states[JobState.WAITING] >= 2


def test_a_worker_with_another_encoder_says_so_in_the_job(place):
    place.open()
    place.hand_out(place.load(1))
    place.settings["ZHIQIAO_ENCODER"] += "-other"
    assert place.run("worker", "--once", "--json")["failed"] == 1
    (job,) = place.run("jobs", "--json")["jobs"]
    assert job["state"] == "failed"
    assert "This worker encodes with openai:test-other" in job["error"]
