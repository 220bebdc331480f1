"""Readers beside a writer: threads share one, and a reader that is open answers through checkpoints."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from models.constraints import EVERYTHING
from models.ports import KeywordQuery
from models.units import ListingUnits


def test_threads_share_a_reader_while_listings_change(engine, listing, unit, vectors, small):
    """Each checkpoint replaces both listings: an answer that holds only one, or two versions, mixes checkpoints."""
    small()
    question = vectors(1, 1)
    done = Event()

    def put(version):
        changes = [
            listing(name, f"all v{version}", version=version, vectors=vectors(version * 10 + n, 2))
            for n, name in enumerate("ab")
        ]
        engine.put(*changes)

    def read():
        answers = 0
        while not done.is_set():
            found = engine.reader.retrieve(KeywordQuery({"all": 1.0}), question, EVERYTHING, depth=10)
            assert sorted(hit.listing for hit in found) == ["a", "b"]
            assert all(hit.keyword_rank and hit.vector_rank for hit in found)
            assert engine.reader.count(EVERYTHING).listings == 2
            answers += 1
        return answers

    put(1)
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for version in range(2, 22):
                put(version)
        finally:
            done.set()
        assert all(reader.result() > 0 for reader in readers)


def test_statistics_stand_until_a_tenth_of_the_passages_moved(engine, listing, vectors, monkeypatch):
    monkeypatch.setattr("indexer.engines.embedded.writer.SETTLED", 20)
    engine.put(*(listing(f"l{n}", vectors=vectors(n, 1)) for n in range(40)))
    before = engine.reader.statistics([]).mean
    engine.put(*(listing(f"new{n}", vectors=vectors(100 + n, 1)) for n in range(4)))
    assert (engine.reader.statistics([]).mean == before).all()
    engine.put(ListingUnits("l0", 2))
    assert (engine.reader.statistics([]).mean != before).any()
