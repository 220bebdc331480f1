"""``zhiqiao doctor`` on the work in the background: jobs that nobody takes, and the broker."""

import datetime as dt

import pytest

from models.store import open_store
from tests.servers import REDIS, free_port, own_redis_in, server_url

MINUTES = dt.timedelta(minutes=1)


@pytest.fixture
def store(zhiqiao, form, data):
    """The store of an installation that has an index."""
    zhiqiao("load", form({"one": "A pump"}))
    zhiqiao("index")
    found = open_store(f"sqlite:///{data / 'zhiqiao.sqlite'}")
    yield found
    found.dispose()


@pytest.fixture
def said(zhiqiao):
    """What the doctor says of a part."""

    def ask(part):
        return [one for one in zhiqiao("doctor", "--json").document if one["part"] == part]

    return ask


def ago(minutes):
    return dt.datetime.now(dt.UTC) - minutes * MINUTES


def test_no_job_waits(store, said):
    (found,) = said("jobs")
    assert (found["level"], found["message"]) == ("ok", "No job waits.")


def test_jobs_that_nobody_takes_are_told_by_queue_with_what_to_do(store, said):
    for minutes in (3, 90, 7):
        store.jobs.add("encoding", {}, due=ago(minutes))
    store.jobs.add("matching", {}, due=ago(6))
    encoding, matching = said("jobs")
    assert (encoding["level"], matching["level"]) == ("warn", "warn")
    assert encoding["message"].startswith("encoding: 3 waiting, 0 at work, 0 to be tried later.")
    assert "The oldest has waited for 1 h 30 min" in encoding["message"]
    assert "zhiqiao worker --queues encoding" in encoding["advice"]
    assert "ZHIQIAO_ENCODE_BY=process" in encoding["advice"]
    assert "on the machine of the index" in matching["advice"]
    figures = encoding["figures"]
    assert (figures["queue"], figures["due"], figures["held"], figures["later"]) == ("encoding", 3, 0, 0)
    assert 5400 <= figures["oldest_seconds"] < 5700
    assert figures["last_ended"] is None


def test_jobs_that_have_just_come_are_no_warning(store, said):
    store.jobs.add("encoding", {}, due=ago(2))
    (found,) = said("jobs")
    assert found["level"] == "ok"
    assert "1 waiting" in found["message"]


def test_a_worker_that_is_at_one_of_them_is_no_warning(store, said):
    store.jobs.add("encoding", {}, due=ago(30))
    store.jobs.add("encoding", {}, due=ago(20))
    store.jobs.lease(["encoding"], "worker", 60)
    (found,) = said("jobs")
    assert found["level"] == "ok"
    assert "1 waiting, 1 at work" in found["message"]


def test_a_worker_that_ended_one_a_moment_ago_is_no_warning(store, said):
    store.jobs.add("encoding", {}, due=ago(30))
    store.jobs.add("encoding", {}, due=ago(20))
    store.jobs.finish(store.jobs.lease(["encoding"], "worker", 60))
    assert [one["level"] for one in said("jobs")] == ["ok"]


def test_a_job_whose_worker_died_long_ago_waits(store, said):
    store.jobs.add("encoding", {}, due=ago(60))
    store.jobs.lease(["encoding"], "worker", 60, now=ago(50))
    (found,) = said("jobs")
    assert found["level"] == "warn"
    assert "The oldest has waited for 49 min" in found["message"]


def test_workers_of_other_queues_alone_are_said(store, said):
    store.jobs.add("indexing", {}, due=ago(10))
    store.jobs.add("encoding", {})
    store.jobs.lease(["encoding"], "worker", 60)
    indexing = next(one for one in said("jobs") if one["figures"]["queue"] == "indexing")
    assert indexing["level"] == "warn"
    assert "in other queues 1 are at work" in indexing["message"]
    assert "zhiqiao serve" in indexing["advice"]


def test_jobs_that_no_worker_of_this_version_does_are_told(store, said):
    store.jobs.add("flying", {}, due=ago(10))
    (found,) = said("jobs")
    assert found["level"] == "warn"
    assert "version" in found["advice"]


def test_people_read_how_many_wait_and_for_how_long(store, zhiqiao):
    store.jobs.add("encoding", {}, due=ago(2 * 24 * 60 + 61))
    ended = zhiqiao("doctor")
    assert ended.code == 0
    read = " ".join(ended.out.split())
    assert "warn jobs: encoding: 1 waiting" in read
    assert "for 2 d 1 h" in read


def test_no_broker_is_looked_for_where_none_is_set(store, said):
    assert said("broker") == []


def test_a_broker_that_answers(store, said, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_BROKER_URL", server_url(REDIS, "the doctor is not asked of a broker"))
    (found,) = said("broker")
    assert found["level"] == "ok"
    assert set(found["figures"]["waiting"]) == {"encoding", "indexing", "matching", "delivery"}


def test_a_broker_that_is_away_fails_and_its_password_is_not_shown(store, zhiqiao, said, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_BROKER_URL", f"redis://:geheim@127.0.0.1:{free_port()}/0")
    (found,) = said("broker")
    assert found["level"] == "fail"
    assert "does not answer" in found["message"]
    assert "ZHIQIAO_BROKER_URL" in found["advice"]
    ended = zhiqiao("doctor")
    assert ended.code == 1
    assert "geheim" not in ended.out + ended.err


def test_a_broker_that_asks_for_another_password_fails(store, zhiqiao, monkeypatch, tmp_path):
    redis = own_redis_in(tmp_path, ("--requirepass", "right"))
    redis.start()
    monkeypatch.setenv("ZHIQIAO_BROKER_URL", redis.url.replace("://", "://:geheim@"))
    ended = zhiqiao("doctor")
    redis.kill()
    assert ended.code == 1
    assert "fail broker" in " ".join(ended.out.split())
    assert "geheim" not in ended.out + ended.err


def test_an_address_that_no_broker_has_fails(store, said, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_BROKER_URL", "redis://office:six/0")
    (found,) = said("broker")
    assert (found["level"], found["message"]) == ("fail", "redis://office:six/0 is no address of a broker.")
