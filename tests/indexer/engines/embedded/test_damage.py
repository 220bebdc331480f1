"""What cannot be read is refused with words that say what to do; a writer that failed half-way commits nothing."""

import json

import pytest

from indexer.engines.embedded import EmbeddedGenerations, writer
from models.errors import EngineUnavailable, RebuildNeeded


def test_an_index_of_another_form_is_refused(engine, folder):
    index = folder / engine.generation / "index.json"
    header = json.loads(index.read_text())
    index.write_text(json.dumps(header | {"schema": 999}))
    with pytest.raises(RebuildNeeded, match=r"form 999.*Rebuild"):
        EmbeddedGenerations(folder, dimensions=8).reader().state()


def test_the_header_says_what_the_index_is(engine, folder, listing):
    engine.put(listing("a", "battery"))
    header = json.loads((folder / engine.generation / "index.json").read_text())
    assert (header["made_by"], header["sequence"], header["dimensions"]) == ({"analysis": "test"}, 1, 8)


def test_a_damaged_segment_is_reported(engine, folder, listing):
    engine.put(listing("a", "battery"))
    (table,) = (folder / engine.generation / "segments").glob("*.table")
    table.write_bytes(b"\0" * 4096)
    with pytest.raises(EngineUnavailable, match=r"damaged.*Rebuild"):
        EmbeddedGenerations(folder, dimensions=8).reader().state()


def test_a_generation_without_a_state_is_reported(engine, folder):
    for state in (folder / engine.generation).glob("state-*"):
        state.unlink()
    with pytest.raises(EngineUnavailable, match="lost its state"):
        EmbeddedGenerations(folder, dimensions=8).reader().state()


def test_a_writer_that_failed_commits_nothing_more(engine, listing, monkeypatch):
    engine.put(listing("a", "battery"))

    def fail(*_):
        raise OSError("no space left on the device")

    with monkeypatch.context() as patched:
        patched.setattr(writer, "document", fail)
        with pytest.raises(OSError, match="no space"):
            engine.writer.apply([listing("b", "battery"), listing("a", "gone", version=2)])
    with pytest.raises(EngineUnavailable, match="has failed"):
        engine.writer.checkpoint(2)
    engine.writer.close()
    engine.writer = engine.generations.writer(engine.generation)
    engine.put(listing("c", "battery"))
    assert engine.found("battery") == {"a", "c"}
