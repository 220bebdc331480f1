"""The change log: in the order of the commits, so that a reader who follows it misses nothing."""

import threading

from models.store import open_store


def test_a_reader_gets_the_latest_change_of_each_listing_in_order(store, make):
    store.loads.apply([make.record(name, listing=make.listing(name)) for name in ("a", "b", "c")])
    store.loads.apply([make.record("a", listing=make.listing("a", link="https://example.org/a"))])
    assert [(one.sequence, one.listing_id) for one in store.changes.after(0, 9)] == [(2, "b"), (3, "c"), (4, "a")]
    assert [one.listing_id for one in store.changes.after(2, 1)] == ["c"]
    assert store.changes.last() == 4
    assert all(one.version == one.sequence for one in store.changes.after(0, 9))


def test_the_latest_changes_come_after_a_sequence(store, make):
    store.loads.apply([make.record(name, listing=make.listing(name)) for name in ("a", "b", "c")])
    store.loads.apply([make.record("a", listing=make.listing("a", link="https://example.org/a"))])
    assert [one.listing_id for one in store.changes.after(store.changes.before_latest(2), 9)] == ["c", "a"]
    assert store.changes.before_latest(3) == store.changes.before_latest(9) == 0
    store.listings.remove("b")
    assert store.changes.before_latest(2) == 0, "what is gone is none of the latest"


def test_an_empty_store_has_no_changes(store):
    assert store.changes.last() == store.changes.before_latest(1) == 0
    assert store.changes.after(0, 9) == []


def test_a_reader_beside_concurrent_writers_misses_no_change(url, make):
    writers, each = 3, 8
    stores = [open_store(url) for _ in range(writers + 1)]
    finished = threading.Event()
    seen = {}

    def write(number):
        for n in range(each):
            name = f"w{number}-{n}"
            stores[number].loads.apply(
                [make.record(name, listing=make.listing(name)), make.record(f"{name}a", make.asset(f"A{n}"))]
            )

    def follow():
        last = 0
        while True:
            ended = finished.is_set()
            changes = stores[-1].changes.after(last, 7)
            seen.update({one.listing_id: one.sequence for one in changes})
            last = changes[-1].sequence if changes else last
            if ended and not changes:
                return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    reader = threading.Thread(target=follow)
    for thread in [*threads, reader]:
        thread.start()
    for thread in threads:
        thread.join()
    finished.set()
    reader.join()
    truth = {one.listing_id: one.sequence for one in stores[-1].changes.after(0, 10_000)}
    for store in stores:
        store.dispose()
    assert seen == truth
    assert len(truth) == writers * each + each
