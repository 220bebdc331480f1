"""Merging, in the foreground and beside the writer, changes nothing that a reader sees; and after it there are few segments."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.embedded import EmbeddedGenerations
from models.constraints import EVERYTHING, Interval
from models.ports import KeywordQuery
from models.units import ListingUnits


def write(engine, listing, vectors, rounds, rng):
    """Random puts and removals, and what stands after them."""
    standing = {}
    for sequence in range(1, rounds + 1):
        name = f"l{rng.randrange(80)}"
        if rng.random() < 0.2:
            standing.pop(name, None)
            engine.writer.apply([ListingUnits(name, sequence)])
        else:
            facts = {"published": Interval(sequence, sequence + 1), "kind": frozenset({f"k{sequence % 3}"})}
            made = listing(
                name, f"all v{sequence}", version=sequence, facts=facts, vectors=vectors(sequence, sequence % 3)
            )
            standing[name] = made
            engine.writer.apply([made])
        if rng.random() < 0.2:
            engine.writer.checkpoint(sequence)
    engine.writer.checkpoint(rounds)
    return standing


def check(engine, standing):
    units = {change.units[0].id: change.units[0] for change in standing.values()}
    found = engine.reader.retrieve(KeywordQuery({"all": 1.0}), None, EVERYTHING, depth=1000)
    assert {hit.unit for hit in found} == set(units)
    assert engine.reader.count(EVERYTHING).listings == len(standing)
    page = engine.reader.scan(EVERYTHING, order="published", descending=True, after=None, limit=1000)
    assert list(page.units) == sorted(units, key=lambda name: -units[name].version)
    assert dict(zip(units, engine.reader.facts(list(units)), strict=True)) == {
        name: unit.facts for name, unit in units.items()
    }
    for unit in units.values():
        for passage in unit.vectors:
            best = engine.near(passage.vector[None], depth=1)[0]
            assert (best.unit, best.passage) == (unit.id, passage.number)
    every = np.array([passage.vector for unit in units.values() for passage in unit.vectors])
    statistics = engine.reader.statistics([])
    assert statistics.mean == pytest.approx(every.mean(axis=0), abs=2e-3)
    assert statistics.covariance == pytest.approx(np.cov(every.T, bias=True), abs=2e-3)


@pytest.mark.parametrize("seed", range(2))
def test_merging_changes_nothing(engine, listing, vectors, small, seed):
    small()
    standing = write(engine, listing, vectors, 150, random.Random(seed))
    check(engine, standing)
    engine.writer.settle()
    check(engine, standing)
    state = engine.reader.state()
    assert state.sequence == 150
    assert state.encoded == state.units == len(standing)


def test_a_settled_index_is_one_segment_that_opens_again(engine, listing, vectors, small, folder):
    small()
    standing = write(engine, listing, vectors, 120, random.Random(9))
    engine.writer.settle()
    engine.writer.close()
    segments = folder / engine.generation / "segments"
    engine.generations = EmbeddedGenerations(folder, dimensions=8)
    engine.writer = engine.generations.writer(engine.generation)
    engine.reader = engine.generations.reader()
    assert len(list(segments.glob("*.table"))) == 1
    check(engine, standing)
    engine.put(listing("late", "all", version=999))
    assert engine.reader.state().listings == len(standing) + 1


def test_a_reader_goes_on_while_segments_are_merged_away(engine, listing, vectors, small):
    """The files of its snapshot are gone, but what is open stays open."""
    small()
    write(engine, listing, vectors, 60, random.Random(1))
    snapshot = engine.reader._follower.current()
    before = sorted(snapshot.names(np.flatnonzero(snapshot.passing(EVERYTHING).mask))[0])
    write(engine, listing, vectors, 100, random.Random(2))
    engine.writer.settle()
    assert sorted(snapshot.names(np.flatnonzero(snapshot.passing(EVERYTHING).mask))[0]) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 6), st.booleans(), st.booleans()), max_size=25))
def test_any_order_of_changes_leaves_the_newest(tmp_path_factory, listing, moves):
    generations = EmbeddedGenerations(tmp_path_factory.mktemp("index"), dimensions=8)
    generations.switch(name := generations.create({}))
    writer, reader = generations.writer(name), generations.reader()
    standing: dict[str, tuple[int, int | None]] = {}
    for number, (named, version, removed, checkpoint) in enumerate(moves):
        held = standing.get(named, (0, None))[0]
        if version >= held:
            standing[named] = (version, None if removed else number)
        change = ListingUnits(named, version) if removed else listing(named, f"all n{number}", version=version)
        writer.apply([change])
        if checkpoint:
            writer.checkpoint(number)
    writer.checkpoint(len(moves))
    expected = {named: number for named, (_, number) in standing.items() if number is not None}
    found = reader.retrieve(KeywordQuery({"all": 1.0}), None, EVERYTHING, depth=10)
    assert {hit.listing for hit in found} == set(expected)
    for named, number in expected.items():
        hits = reader.retrieve(KeywordQuery({f"n{number}": 1.0}), None, EVERYTHING, depth=10)
        assert [hit.listing for hit in hits] == [named]
    writer.close()
