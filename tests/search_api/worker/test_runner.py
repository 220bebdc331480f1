"""What becomes of a job: done, tried again, given back, given up, or another worker's."""

import datetime as dt

import pytest

from models.errors import BadInput, Conflict, EncoderUnavailable, StoreUnavailable
from models.store.jobs import JobState
from search_api.worker.backoff import ATTEMPTS, FIRST_SECONDS
from search_api.worker.runner import NOT_NOW_SECONDS, Outcome


def raises(error):
    def work(_work):
        raise error

    return work


def test_a_job_is_done_with_its_progress(store, runner, leased, stopped):
    job = leased({"n": 3})
    seen = []

    def work(one):
        seen.append(one.payload)
        one.report(3, 3)

    assert runner(work).run(job, stopped) is Outcome.DONE
    found = store.jobs.get(job.id)
    assert (seen, found.state, found.done, found.total) == ([{"n": 3}], JobState.DONE, 3, 3)


def test_an_error_is_tried_again_later_each_time_until_it_has_failed(store, runner, leased, stopped, clock):
    does = runner(raises(EncoderUnavailable("It does not answer.")))
    job = leased()
    pauses = []
    for _ in range(ATTEMPTS - 1):
        assert does.run(job, stopped) is Outcome.RETRIED
        waiting = store.jobs.get(job.id)
        assert waiting.state is JobState.WAITING
        assert "does not answer" in waiting.error
        pauses.append((waiting.due - clock()).total_seconds())
        clock.time = waiting.due
        job = store.jobs.lease(["thing"], "worker", 60)
    assert pauses == [FIRST_SECONDS * 2**step for step in range(ATTEMPTS - 1)]
    assert does.run(job, stopped) is Outcome.FAILED
    assert store.jobs.get(job.id).state is JobState.FAILED


def test_what_can_never_be_done_has_failed_at_once(store, runner, leased, stopped):
    job = leased()
    assert runner(raises(BadInput("Another encoder."))).run(job, stopped) is Outcome.FAILED
    assert store.jobs.get(job.id).error == "Another encoder."


def test_what_cannot_be_done_now_waits_and_is_not_counted(store, runner, leased, stopped, clock):
    job = leased()
    assert runner(raises(Conflict("Another process owns the index."))).run(job, stopped) is Outcome.GIVEN_BACK
    found = store.jobs.get(job.id)
    assert (found.state, found.attempts, found.worker) == (JobState.WAITING, 0, None)
    assert found.due == clock() + dt.timedelta(seconds=NOT_NOW_SECONDS)


def test_a_worker_that_is_to_end_gives_its_job_back_for_another_at_once(store, runner, leased, stopped):
    job = leased()
    stopped.set()
    assert runner(lambda work: work.report(1, 9)).run(job, stopped) is Outcome.GIVEN_BACK
    again = store.jobs.lease(["thing"], "another", 60)
    assert (again.id, again.attempts) == (job.id, 1)


def test_a_second_ctrl_c_gives_the_job_back_and_ends(store, runner, leased, stopped):
    job = leased()
    with pytest.raises(KeyboardInterrupt):
        runner(raises(KeyboardInterrupt())).run(job, stopped)
    assert store.jobs.get(job.id).state is JobState.WAITING


def test_a_job_that_another_worker_has_is_dropped_and_not_touched(store, runner, leased, stopped, clock):
    job = leased()
    clock.advance(seconds=61)
    other = store.jobs.lease(["thing"], "another", 60)
    for work in (lambda _work: None, raises(ValueError("?")), raises(Conflict("?")), raises(BadInput("?"))):
        assert runner(work).run(job, stopped) is Outcome.LOST
    assert store.jobs.get(job.id) == other


def test_a_job_whose_workers_die_of_it_is_given_up(store, runner, leased, stopped, clock):
    job = leased()
    for _ in range(ATTEMPTS):
        clock.advance(seconds=61)
        job = store.jobs.lease(["thing"], "worker", 60)
    done = []
    assert runner(done.append).run(job, stopped) is Outcome.FAILED
    assert not done
    assert "given up" in store.jobs.get(job.id).error


def test_a_store_that_is_away_leaves_the_lease_to_expire(store, runner, leased, stopped, clock):
    job = leased()
    assert runner(raises(StoreUnavailable("away"))).run(job, stopped) is Outcome.RETRIED

    def away(*_given, **_more):
        raise StoreUnavailable("away")

    clock.advance(hours=1)
    job = store.jobs.lease(["thing"], "worker", 60)
    does = runner(raises(StoreUnavailable("away")))
    finish, store.jobs.fail = store.jobs.fail, away
    assert does.run(job, stopped) is Outcome.LOST
    store.jobs.fail = finish
    clock.advance(seconds=61)
    assert store.jobs.lease(["thing"], "another", 60).id == job.id
