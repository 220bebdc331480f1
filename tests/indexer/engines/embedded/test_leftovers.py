"""What a crash leaves of a build or of a removal goes with the next switch; what is live, or is being written, stays."""

from pathlib import Path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()}


def test_a_build_that_was_broken_off_is_removed_at_the_next_switch(engine, listing, folder):
    engine.put(listing("old", "battery"))
    broken, written = engine.generations.create({}), engine.generations.create({})
    (folder / broken).rename(folder / f".dropped-{broken}")
    (folder / ".draft-0001-00000000").mkdir()
    left, writer = engine.generations.create({}), engine.generations.writer(written)
    beside = engine.generations.create({})
    engine.generations.switch(beside)
    assert left not in names(folder)
    assert names(folder) == {engine.generation, written, beside}
    assert engine.found("battery") == set()
    writer.close()


def test_a_reader_that_meets_a_generation_just_dropped_reads_the_live_one(engine, listing, monkeypatch):
    """The pointer is read, then the generation is replaced and dropped, and only then opened."""
    engine.put(listing("old", "battery"))
    beside = engine.generations.create({})
    writer = engine.generations.writer(beside)
    writer.apply([listing("new", "battery")])
    writer.checkpoint(2)
    engine.generations.switch(beside)
    engine.writer.close()
    engine.generations.drop(engine.generation)
    told = iter([engine.generation])
    base = "indexer.engines.embedded.following.read_live"
    monkeypatch.setattr(base, lambda _folder: next(told, beside))
    assert engine.found("battery") == {"new"}
    writer.close()
