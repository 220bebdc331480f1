import random
import threading

import numpy as np
import pytest

from models.store import open_store

HASHES = [bytes([n, 255, 0]) for n in range(5)]


@pytest.fixture
def unit_vectors():
    rows = np.random.default_rng(3).normal(size=(5, 384)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_vectors_come_back_by_their_hash_as_they_were_within_half_precision(store, unit_vectors):
    store.vectors.put("e5", "passage", dict(zip(HASHES, unit_vectors, strict=True)))
    found = store.vectors.get("e5", "passage", [*HASHES[1:], b"unknown"])
    assert set(found) == set(HASHES[1:])
    for place, key in enumerate(HASHES[1:], start=1):
        assert found[key].dtype == np.float32
        assert found[key] @ unit_vectors[place] / np.linalg.norm(found[key]) > 0.9999


def test_what_is_missing_is_asked_by_encoder_and_role(store, unit_vectors):
    store.vectors.put("e5", "passage", {HASHES[0]: unit_vectors[0]})
    assert store.vectors.missing("e5", "passage", HASHES) == set(HASHES[1:])
    assert store.vectors.missing("e5", "query", HASHES) == set(HASHES)
    assert store.vectors.missing("other", "passage", HASHES) == set(HASHES)
    assert store.vectors.get("other", "passage", HASHES) == {}
    assert store.vectors.missing("e5", "passage", []) == set()


def test_a_vector_that_is_there_stays(store, unit_vectors):
    store.vectors.put("e5", "passage", {HASHES[0]: unit_vectors[0]})
    store.vectors.put("e5", "passage", {HASHES[0]: unit_vectors[1], HASHES[1]: unit_vectors[1]})
    found = store.vectors.get("e5", "passage", HASHES)
    assert found[HASHES[0]] @ unit_vectors[0] > 0.99
    assert found[HASHES[1]] @ unit_vectors[1] > 0.99
    assert store.vectors.count("e5", "passage") == 2


def test_more_vectors_than_a_statement_takes(store):
    hashes = [n.to_bytes(4, "big") for n in range(12_000)]
    store.vectors.put("e5", "passage", dict.fromkeys(hashes, np.array([1, 0], dtype=np.float32)))
    assert store.vectors.missing("e5", "passage", [*hashes, b"new"]) == {b"new"}
    assert len(store.vectors.get("e5", "passage", hashes)) == 12_000


def test_an_encoder_that_is_dropped_takes_its_own_vectors_along(store, unit_vectors):
    store.vectors.put("e5", "passage", {HASHES[0]: unit_vectors[0]})
    store.vectors.put("use", "passage", {HASHES[0]: unit_vectors[0]})
    store.vectors.drop("e5")
    assert store.vectors.count("e5", "passage") == 0
    assert store.vectors.count("use", "passage") == 1


def test_workers_that_are_the_first_at_once_do_not_fail(url):
    writers = 6
    stores = [open_store(url) for _ in range(writers)]
    keys = [bytes([number]) * 16 for number in range(40)]
    ready, errors = threading.Barrier(writers), []

    def write(place):
        # each in an order of its own
        found = {key: np.full(4, 0.5, np.float32) for key in random.Random(place).sample(keys, len(keys))}
        ready.wait()
        try:
            stores[place].vectors.put("new", "passage", found)
        except Exception as error:  # noqa: BLE001 — told below
            errors.append(error)

    threads = [threading.Thread(target=write, args=(place,)) for place in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = stores[0].vectors.count("new", "passage")
    for store in stores:
        store.dispose()
    assert errors == []
    assert counted == len(keys)
