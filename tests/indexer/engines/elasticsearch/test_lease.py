"""One writer at a time across processes, whatever becomes of it."""

import pytest

from indexer.engines.elasticsearch import lease
from indexer.engines.elasticsearch.kept import LEASE_KEY, STATE_KEY, Kept, Overtaken
from indexer.engines.elasticsearch.lease import Lease
from models.errors import Conflict, EngineUnavailable
from tests.servers import eventually


@pytest.fixture
def generation(generations):
    return generations.create({})


@pytest.fixture
def door(elasticsearch_options, generation):
    return f"{elasticsearch_options.name}-{generation}-writer"


def test_a_writer_that_ended_without_a_word_is_replaced_when_its_lease_is_over(client, door):
    first = Lease(client, door, "g")
    with pytest.raises(Conflict, match="another process"):
        Lease(client, door, "g")
    later = Lease(client, door, "g", clock=lambda: 4e9)
    first.check()  # its own clock has not come so far
    later.release()
    first.release()


def test_a_lease_is_renewed_while_it_is_held(client, door, monkeypatch):
    monkeypatch.setattr(lease, "SECONDS", 0.3)
    held = Lease(client, door, "g")
    held._ended.wait(1.0)
    held.check()
    with pytest.raises(Conflict):
        Lease(client, door, "g")
    held.release()
    Lease(client, door, "g").release()


def taken_over(other):
    """Write a lease as another holder does; whether it was not renewed in between."""
    other.read()
    try:
        other.write({"holder": "other", "until": 4e9})
    except Overtaken:
        return False
    return True


def test_a_lease_that_somebody_else_took_is_lost(client, door, monkeypatch):
    monkeypatch.setattr(lease, "SECONDS", 0.3)
    held = Lease(client, door, "g")
    other = Kept(client, door, LEASE_KEY)
    eventually(lambda: taken_over(other), "the other's turn between two renewals")
    held._thread.join()
    with pytest.raises(EngineUnavailable, match="may be writing"):
        held.check()
    held.release()
    assert other.read() == {"holder": "other", "until": 4e9}


def test_a_document_is_written_only_over_what_was_seen(client, door):
    one, other = Kept(client, door, STATE_KEY), Kept(client, door, STATE_KEY)
    one.read()
    other.read()
    one.write({"sequence": 1})
    with pytest.raises(Overtaken):
        other.write({"sequence": 2})
    other.write({"sequence": 3})


def test_the_same_written_twice_is_no_conflict(client, door):
    one, again = Kept(client, door, STATE_KEY), Kept(client, door, STATE_KEY)
    one.read()
    again.read()
    one.write({"sequence": 1})
    again.write({"sequence": 1})


def test_a_writer_that_was_replaced_writes_nothing_more(client, generations, generation, listing, monkeypatch):
    monkeypatch.setattr(lease, "SECONDS", 300)
    old = generations.writer(generation)
    held = Kept(client, old._door, LEASE_KEY)
    held.read()
    held.write({"holder": "", "until": 0})
    new = generations.writer(generation)
    old.apply([listing("a", "battery")])
    with pytest.raises(EngineUnavailable, match="may be writing"):
        old.checkpoint(9)
    assert new.sequence == 0
    new.checkpoint(1)
    new.close()
    old.close()
