"""A job is a row with a lease: taken once, given back when its worker dies."""

import datetime as dt
import threading

import pytest

from models.errors import Conflict, NotFound
from models.store import open_store
from models.store.jobs import Backlog, JobState


def test_the_most_urgent_job_that_is_due_is_leased_first(store, clock):
    store.jobs.add("encode", {"n": 1})
    urgent = store.jobs.add("encode", {"n": 2}, priority=5)
    store.jobs.add("encode", {"n": 3}, priority=9, due=clock.time + dt.timedelta(hours=1))
    store.jobs.add("other", {}, priority=99)
    first = store.jobs.lease(["encode"], "worker", 60)
    assert (first.id, first.payload, first.attempts) == (urgent.id, {"n": 2}, 1)
    assert store.jobs.lease(["encode"], "worker", 60).payload == {"n": 1}
    assert store.jobs.lease(["encode"], "worker", 60) is None
    clock.advance(hours=2)
    assert store.jobs.lease(["encode"], "worker", 60).payload == {"n": 3}


def test_a_lease_that_expires_is_taken_by_another_and_the_first_worker_is_told(store, clock):
    store.jobs.add("load", {})
    first = store.jobs.lease(["load"], "one", 30)
    assert store.jobs.lease(["load"], "two", 30) is None
    clock.advance(seconds=31)
    second = store.jobs.lease(["load"], "two", 30)
    assert (second.id, second.worker, second.attempts) == (first.id, "two", 2)
    for late in (store.jobs.finish, lambda job: store.jobs.extend(job, 5), lambda job: store.jobs.fail(job, "?")):
        with pytest.raises(Conflict, match="lost"):
            late(first)
    assert store.jobs.finish(second).state is JobState.DONE


def test_the_same_worker_that_leased_again_does_not_finish_its_earlier_lease(store, clock):
    store.jobs.add("load", {})
    first = store.jobs.lease(["load"], "one", 30)
    clock.advance(seconds=31)
    store.jobs.lease(["load"], "one", 30)
    with pytest.raises(Conflict):
        store.jobs.finish(first)


def test_extending_holds_the_lease_and_notes_progress(store, clock):
    store.jobs.add("load", {})
    job = store.jobs.lease(["load"], "one", 30)
    clock.advance(seconds=20)
    job = store.jobs.extend(job, 30, done=5, total=9)
    clock.advance(seconds=20)
    assert store.jobs.lease(["load"], "two", 30) is None
    found = store.jobs.get(job.id)
    assert (found.done, found.total, found.due) == (5, 9, clock.time + dt.timedelta(seconds=10))


def test_a_failed_job_is_tried_again_when_asked_and_ends_otherwise(store, clock):
    store.jobs.add("load", {})
    job = store.jobs.lease(["load"], "one", 30)
    waiting = store.jobs.fail(job, "no answer", retry_at=clock.time + dt.timedelta(minutes=1))
    assert (waiting.state, waiting.error) == (JobState.WAITING, "no answer")
    assert store.jobs.lease(["load"], "one", 30) is None
    clock.advance(minutes=1)
    ended = store.jobs.fail(store.jobs.lease(["load"], "one", 30), "still none")
    assert (ended.state, ended.attempts, ended.ended) == (JobState.FAILED, 2, clock.time)
    clock.advance(days=1)
    assert store.jobs.lease(["load"], "one", 30) is None


def test_a_unique_job_is_there_once_until_it_has_ended(store):
    first = store.jobs.add("load", {"n": 1}, unique_key="nightly")
    assert store.jobs.add("load", {"n": 2}, unique_key="nightly").id == first.id
    store.jobs.finish(store.jobs.lease(["load"], "one", 30))
    assert store.jobs.add("load", {"n": 3}, unique_key="nightly").id != first.id


def test_jobs_are_listed_newest_first_by_kind_and_state(store):
    for kind in ("a", "b", "a"):
        store.jobs.add(kind, {})
    store.jobs.finish(store.jobs.lease(["a"], "one", 30))
    assert [one.id for one in store.jobs.list()] == [3, 2, 1]
    assert [one.id for one in store.jobs.list(kind="a")] == [3, 1]
    assert [one.id for one in store.jobs.list(state=JobState.WAITING, limit=1)] == [3]
    with pytest.raises(NotFound, match="77"):
        store.jobs.get(77)


def test_workers_that_ask_at_once_never_get_the_same_job(url):
    stores = [open_store(url) for _ in range(4)]
    for number in range(40):
        stores[0].jobs.add("load", {"n": number})
    taken = [[] for _ in stores]

    def work(place):
        while (job := stores[place].jobs.lease(["load"], f"w{place}", 600)) is not None:
            taken[place].append(job.payload["n"])

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.dispose()
    assert sorted(number for some in taken for number in some) == list(range(40))


def test_what_is_open_is_told_by_kind_with_the_oldest_that_nobody_has(store, clock):
    began = clock.time
    for kind in ("encoding", "encoding", "encoding", "matching", "done"):
        store.jobs.add(kind, {})
    store.jobs.add("encoding", {}, due=clock.time + dt.timedelta(hours=1))
    store.jobs.lease(["encoding"], "lives", 600)
    store.jobs.lease(["matching"], "died", 60)
    store.jobs.finish(store.jobs.lease(["done"], "lives", 60))
    clock.advance(minutes=5)
    assert store.jobs.backlog() == [
        Backlog("encoding", due=2, oldest=began, held=1, later=1, ended=None),
        Backlog("matching", due=1, oldest=began + dt.timedelta(minutes=1), held=0, later=0, ended=None),
    ]
    store.jobs.finish(store.jobs.lease(["encoding"], "lives", 60))
    assert store.jobs.backlog()[0].ended == began + dt.timedelta(minutes=5)


def test_what_nobody_waits_for_any_more_is_forgotten_but_for_what_a_worker_has(store, clock):
    for _ in range(4):
        store.jobs.add("encoding", {})
    other = store.jobs.add("matching", {})
    store.jobs.lease(["encoding"], "died", 60)
    clock.advance(seconds=61)
    held = store.jobs.take(store.jobs.due(["encoding"], 9)[0].id, "lives", 600)
    ended = store.jobs.finish(store.jobs.lease(["encoding"], "lives", 600))
    encoding = [job.id for job in store.jobs.list(kind="encoding")]
    assert store.jobs.withdraw(encoding) == 2
    assert store.jobs.withdraw([]) == 0
    assert {job.id for job in store.jobs.list()} == {other.id, held.id, ended.id}
