"""What is put is found, what is replaced or removed is not, and an older change never undoes a newer one."""

import numpy as np
import pytest

from models.constraints import EVERYTHING, In
from models.errors import BadInput
from models.ports import KeywordQuery
from models.units import ListingUnits


def kinds(*values):
    return {"kind": frozenset(values)}


def test_a_listing_is_found_after_the_checkpoint_and_not_before(engine, listing):
    engine.writer.apply([listing("a", "battery")])
    assert engine.found("battery") == set()
    engine.writer.checkpoint(5)
    assert engine.found("battery") == {"a"}
    assert engine.reader.state().sequence == 5


def test_a_new_version_replaces_all_of_the_old_one(engine, listing, vectors):
    old, new = vectors(1, 2), vectors(2, 1)
    engine.put(listing("a", "battery", facts=kinds("need"), vectors=old), listing("b", "battery"))
    engine.put(listing("a", "membrane", version=2, facts=kinds("project"), vectors=new))
    assert engine.found("battery") == {"b"}
    assert engine.found("membrane") == {"a"}
    assert engine.reader.count(In("kind", frozenset({"need"}))).listings == 0
    (found,) = engine.near(old)
    assert found.vector == pytest.approx(float((new @ old.T).max()), abs=1e-3)
    assert engine.reader.state().units == 2


def test_units_that_a_new_version_lacks_are_gone(engine, unit):
    both = (unit("a", "teaser", part="offers/teaser"), unit("a", "detail", part="offers/members"))
    engine.put(ListingUnits("a", 1, both))
    engine.put(ListingUnits("a", 2, (unit("a", "teaser", version=2),)))
    assert engine.found("detail") == set()
    assert engine.reader.facts(["a/offers/members"]) == [{}]
    assert engine.reader.state().units == 1


def test_an_older_version_is_dropped(engine, listing):
    engine.put(listing("a", "new", version=3))
    engine.put(listing("a", "old", version=2))
    assert (engine.found("new"), engine.found("old")) == ({"a"}, set())


def test_an_older_version_in_the_same_batch_is_dropped(engine, listing):
    engine.put(listing("a", "new", version=3), listing("a", "old", version=2))
    assert (engine.found("new"), engine.found("old")) == ({"a"}, set())


def test_the_same_version_again_replaces(engine, listing, vectors):
    engine.put(listing("a", "battery", expected=2))
    assert engine.reader.state().encoded == 0
    engine.put(listing("a", "battery", vectors=vectors(1, 2), expected=2))
    state = engine.reader.state()
    assert (state.units, state.encoded) == (1, 1)
    assert len(engine.search("battery")) == 1


def test_a_removed_listing_is_gone_from_everywhere(engine, listing, vectors):
    question = vectors(1, 1)
    engine.put(listing("a", "battery", facts=kinds("need"), vectors=question), listing("b", "battery"))
    engine.put(ListingUnits("a", 2))
    assert engine.found("battery") == {"b"}
    assert engine.near(question) == []
    assert engine.reader.count(EVERYTHING, ["kind"]).facets == {"kind": {}}
    assert engine.reader.facts(["a/offers/teaser"]) == [{}]
    assert (engine.reader.state().units, engine.reader.state().listings) == (1, 1)


def test_a_change_from_before_the_removal_does_not_bring_a_listing_back(engine, listing):
    engine.put(listing("a", "battery"))
    engine.put(ListingUnits("a", 3))
    engine.put(listing("a", "battery", version=2))
    assert engine.found("battery") == set()
    engine.put(listing("a", "battery", version=4))
    assert engine.found("battery") == {"a"}


def test_removing_what_is_not_there_is_no_error(engine, listing):
    engine.put(ListingUnits("nobody", 1))
    engine.put(listing("a", "battery"))
    assert engine.reader.state().listings == 1


def test_replaying_changes_gives_the_same_index(engine, listing):
    changes = [listing("a", "one"), listing("b", "two"), listing("a", "three", version=2), ListingUnits("b", 2)]
    engine.put(*changes)
    engine.put(*changes)
    assert [engine.found(word) for word in ("one", "two", "three")] == [set(), set(), {"a"}]
    assert (engine.reader.state().units, engine.reader.state().listings) == (1, 1)


def test_a_checkpoint_with_nothing_new_moves_the_sequence_on(engine, listing):
    engine.put(listing("a", "battery"))
    engine.writer.checkpoint(99)
    assert engine.reader.state().sequence == 99
    assert engine.found("battery") == {"a"}


def test_many_small_checkpoints_keep_everything(engine, listing, vectors):
    for number in range(12):
        engine.put(listing(f"l{number}", f"word{number} all", vectors=vectors(number, 1)))
        engine.put(listing("moving", f"all step{number}", version=number + 1))
    assert engine.found("all") == {"moving", *(f"l{number}" for number in range(12))}
    assert engine.found("step11") == {"moving"}
    assert engine.found("step10") == set()
    for number in range(12):
        best = engine.near(vectors(number, 1))[0]
        assert (best.listing, best.vector_rank) == (f"l{number}", 1)


def test_what_was_not_checkpointed_is_lost_when_the_writer_closes(engine, listing):
    engine.put(listing("a", "battery"))
    engine.writer.apply([listing("b", "battery"), ListingUnits("a", 2)])
    engine.writer.close()
    engine.writer = engine.generations.writer(engine.generation)
    assert engine.found("battery") == {"a"}
    engine.put(listing("c", "battery"))
    assert engine.found("battery") == {"a", "c"}


@pytest.mark.parametrize("bad", [np.ones(3, np.float32), np.full(8, np.nan, np.float32)])
def test_a_vector_that_does_not_fit_is_refused_and_nothing_is_applied(engine, listing, bad):
    with pytest.raises(BadInput, match="a/offers/teaser"):
        engine.writer.apply([listing("b", "battery"), listing("a", "battery", vectors=bad[None])])
    engine.writer.checkpoint(1)
    assert engine.found("battery") == set()


def test_text_that_is_not_unicode_is_refused(engine, listing):
    with pytest.raises(BadInput, match="not Unicode"):
        engine.writer.apply([listing("a", "broken\ud800")])


def test_retrieval_while_writing_sees_whole_checkpoints(engine, unit):
    """Two sides of each listing are written together, so no reader may ever see one without the other."""
    for number in range(8):
        sides = (
            unit("a", "word", version=number + 1, part="offers/teaser"),
            unit("a", "word", version=number + 1, part="seeks/teaser"),
        )
        engine.put(ListingUnits("a", number + 1, sides))
        found = engine.reader.retrieve(KeywordQuery({"word": 1.0}), None, EVERYTHING, depth=10)
        assert {candidate.unit for candidate in found} == {"a/offers/teaser", "a/seeks/teaser"}
