"""What nobody would hear of is announced again: expired leases, pauses that are over, messages that were lost."""

import datetime as dt

from models.store.jobs import JobState
from search_api.worker.base import Queue
from search_api.worker.sweeper import KEPT_DAYS, SWEEP_SECONDS, TIDY_SECONDS, WINDOW, Sweeper


class Broker:
    """Remembers what was announced and not taken."""

    def __init__(self):
        self.ids = []
        self.away = False

    def announce(self, job):
        self.ids.append(job.id)

    def waiting(self, _queue):
        return None if self.away else len(self.ids)


def sweeper(store, clock, broker):
    return Sweeper(store.jobs, broker, [Queue.ENCODING], clock=lambda: clock().timestamp(), now=clock)


def test_what_was_lost_with_the_broker_is_announced_and_no_more_than_once(store, clock):
    jobs = [store.jobs.add("encoding", {}) for _ in range(3)]
    broker = Broker()
    one = sweeper(store, clock, broker)
    assert one.sweep() == 3
    assert broker.ids == [job.id for job in jobs]
    assert one.sweep() == 0


def test_an_expired_lease_and_a_pause_that_is_over_are_announced(store, clock):
    expired, paused = (store.jobs.add("encoding", {"n": n}) for n in range(2))
    store.jobs.take(expired.id, "dead", 30)
    failed = store.jobs.take(paused.id, "one", 300)
    store.jobs.fail(failed, "no answer", retry_at=clock() + dt.timedelta(seconds=60))
    broker = Broker()
    one = sweeper(store, clock, broker)
    assert one.sweep() == 0
    clock.advance(seconds=31)
    assert (one.sweep(), broker.ids) == (1, [expired.id])
    broker.ids.clear()
    clock.advance(seconds=31)
    one.sweep()
    assert sorted(broker.ids) == [expired.id, paused.id]


def test_only_a_window_of_a_long_queue_waits_at_the_broker_the_most_urgent_first(store, clock):
    for _ in range(WINDOW + 5):
        store.jobs.add("encoding", {})
    urgent = store.jobs.add("encoding", {}, priority=9)
    broker = Broker()
    one = sweeper(store, clock, broker)
    for _ in range(4):
        one.sweep()
    assert broker.ids[0] == urgent.id
    assert len(broker.ids) == WINDOW


def test_a_broker_that_is_away_is_left_alone(store, clock):
    store.jobs.add("encoding", {})
    broker = Broker()
    broker.away = True
    assert sweeper(store, clock, broker).sweep() == 0
    assert broker.ids == []


def test_a_worker_sweeps_now_and_then_and_forgets_what_ended_long_ago(store, clock):
    old = store.jobs.add("thing", {})
    store.jobs.finish(store.jobs.lease(["thing"], "one", 60))
    store.jobs.add("thing", {})
    clock.advance(days=KEPT_DAYS, seconds=1)
    store.jobs.add("encoding", {})
    broker = Broker()
    one = sweeper(store, clock, broker)
    assert one.look() == 1
    assert [job.state for job in store.jobs.list()] == [JobState.WAITING] * 2
    assert old.id not in {job.id for job in store.jobs.list()}
    broker.ids.clear()
    assert one.look() == 0
    clock.advance(seconds=SWEEP_SECONDS)
    assert one.look() == 1
    assert TIDY_SECONDS > SWEEP_SECONDS
