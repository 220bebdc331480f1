"""The index is kept up to date while the doors are open, by one process at a time."""

import threading

import pytest

from search_api import keeper
from search_api.keeper import IndexKeeper

LIMIT = 20.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(keeper, "RETRY_SECONDS", 0.05)


def eventually(condition):
    """Wait until something in the background has happened."""
    for _ in range(int(LIMIT / 0.05)):
        if condition():
            return
        threading.Event().wait(0.05)
    assert condition()


@pytest.fixture
def start():
    started = []

    def begin(pool, **options):
        started.append(IndexKeeper(pool.application, **options))
        started[-1].start()
        return started[-1]

    yield begin
    for one in started:
        one.stop()


def store(pool, *listings):
    from models.records import Origin, Record  # noqa: PLC0415

    pool.store.loads.apply(
        [Record(source="form", key=one.id, origin=Origin(file="f", place="1"), listing=one) for one in listings]
    )


def found(pool, question):
    return [one.id for one in pool.search(question).results]


def test_what_is_loaded_while_serving_is_found_by_words_and_by_meaning(pool, make, start):
    one = start(pool)
    eventually(lambda: one.owning)
    store(pool, make("late", "A turbine"))
    eventually(lambda: found(pool, "turbine") == ["late"])
    eventually(lambda: pool.search("turbine").coverage == 1.0)
    assert one.problem is None


def test_a_second_process_takes_over_when_the_first_one_ends(pool, make, start):
    first = pool.application.own_index()
    second = start(pool)
    store(pool, make("late", "A turbine"))
    eventually(second._thread.is_alive)
    assert not second.owning
    first.close()
    eventually(lambda: second.owning)
    eventually(lambda: found(pool, "turbine") == ["late"])


def test_a_failure_is_said_and_tried_again(pool, make, start, monkeypatch):
    failing = [RuntimeError("disk full")] * 3
    own = pool.application.own_index

    def sometimes():
        if failing:
            raise failing.pop()
        return own()

    monkeypatch.setattr(pool.application, "own_index", sometimes)
    seen = []
    one = start(pool)
    eventually(lambda: seen.append(one.problem) or one.owning)
    assert one.problem is None


def test_public_records_are_renewed_once_a_day(pool, start, monkeypatch, today):
    days = []
    monkeypatch.setattr(pool.store.loads, "renew", lambda *, today: days.append(today) or 0)
    one = start(pool, today=lambda: today)
    eventually(lambda: days)
    eventually(lambda: one.owning)
    one.stop()
    assert days == [today]


def test_a_rebuild_that_a_job_asks_for_is_done_by_the_owner(pool, make, start):
    pool.load(make("first", "A turbine"))
    before = pool.application.generations.live()
    one = start(pool)
    eventually(lambda: one.owning)
    job = pool.store.jobs.add("indexing", {}, unique_key="indexing")
    eventually(lambda: pool.store.jobs.get(job.id).state == "done")
    assert pool.application.generations.live() != before
    assert found(pool, "turbine") == ["first"]


def test_an_index_that_does_not_fit_is_replaced_where_a_job_asks_for_it(pool, make_pool, make, start):
    from benchmarks.word_encoder import WordEncoder  # noqa: PLC0415

    class Other(WordEncoder):
        fingerprint = "another"

    pool.load(make("first", "A turbine"))
    pool.close()
    changed = make_pool("pool", Other())
    one = start(changed)
    eventually(lambda: one.problem)
    job = changed.store.jobs.add("indexing", {}, unique_key="indexing")
    eventually(lambda: changed.store.jobs.get(job.id).state == "done")
    eventually(lambda: one.problem is None)
    assert found(changed, "turbine") == ["first"]
