"""Generations: one is built beside another, the switch is atomic, and readers follow."""

import pytest

from models.errors import Conflict, EngineUnavailable, NotFound, RebuildNeeded


def test_nothing_is_live_at_first(generations):
    assert generations.live() is None
    assert generations.answers()
    with pytest.raises(EngineUnavailable, match="no index yet"):
        generations.reader().state()


def test_a_generation_says_what_made_it(generations, opened):
    made_by = {"analysis": "3", "encoder": {"fingerprint": "e5", "means": {"中文": [0.5, 1]}}}
    name = generations.create(made_by)
    assert opened().made_by(name) == made_by
    assert generations.live() is None


def test_an_index_that_can_be_asked_says_so(engine, listing):
    engine.put(listing("one", "battery"))
    assert engine.generations.answers()


def test_generations_have_names_of_their_own(generations):
    assert len({generations.create({}) for _ in range(3)}) == 3


def test_a_rebuild_beside_the_live_index_is_unseen_until_the_switch(engine, listing):
    engine.put(listing("old", "battery"))
    beside = engine.generations.create({"analysis": "new"})
    writer = engine.generations.writer(beside)
    writer.apply([listing("new", "battery")])
    writer.checkpoint(12)
    assert engine.found("battery") == {"old"}
    engine.put(listing("late", "battery"))
    assert engine.found("battery") == {"old", "late"}
    engine.generations.switch(beside)
    writer.close()
    assert engine.found("battery") == {"new"}
    state = engine.reader.state()
    assert (state.generation, state.sequence) == (beside, 12)


def test_a_reader_goes_on_after_the_old_generation_is_dropped(engine, listing):
    engine.put(listing("old", "battery"))
    assert engine.found("battery") == {"old"}
    beside = engine.generations.create({})
    engine.generations.switch(beside)
    engine.writer.close()
    engine.generations.drop(engine.generation)
    assert engine.found("battery") == set()
    with pytest.raises(NotFound):
        engine.generations.made_by(engine.generation)


def test_the_live_generation_cannot_be_dropped(engine):
    with pytest.raises(Conflict, match="live"):
        engine.generations.drop(engine.generation)


def test_a_generation_that_is_written_cannot_be_dropped(generations):
    name = generations.create({})
    writer = generations.writer(name)
    with pytest.raises(Conflict):
        generations.drop(name)
    writer.close()
    generations.drop(name)


@pytest.mark.parametrize("act", ["made_by", "switch", "drop", "writer"])
def test_what_is_not_there_is_not_found(generations, act):
    with pytest.raises(NotFound, match="no-such"):
        getattr(generations, act)("no-such")


def test_there_is_one_writer_at_a_time(engine, opened):
    with pytest.raises(Conflict, match="another process"):
        opened().writer(engine.generation)
    engine.writer.close()
    engine.writer = opened().writer(engine.generation)


def test_another_reader_sees_a_checkpoint_at_once(engine, opened, listing):
    other = opened().reader()
    for number in range(3):
        engine.put(listing(f"l{number}", "battery"))
        assert other.state().listings == number + 1


def test_an_index_of_vectors_of_another_length_is_refused(engine, opened):
    engine.writer.close()
    with pytest.raises(RebuildNeeded, match="8 numbers"):
        opened(dimensions=16).writer(engine.generation)
    with pytest.raises(RebuildNeeded, match="8 numbers"):
        opened(dimensions=16).reader().state()
