"""The approximate index: what it finds is scored exactly, and it finds nearly all that an exact scan finds."""

import numpy as np
import pytest

from indexer.engines.embedded import EmbeddedGenerations
from models.constraints import EVERYTHING, In
from models.units import ListingUnits, PassageVector, Unit

COUNT = 3_000


@pytest.fixture(scope="module")
def rows():
    """Vectors in clusters, as those of texts are."""
    rng = np.random.default_rng(5)
    centres = rng.standard_normal((40, 16), dtype=np.float32)
    rows = centres[rng.integers(40, size=COUNT)] + 0.4 * rng.standard_normal((COUNT, 16), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def reader(tmp_path, rows, monkeypatch):
    monkeypatch.setattr("indexer.engines.embedded.segments.segment.LARGE", 1000)
    monkeypatch.setattr("indexer.engines.embedded.merging.LARGE", 1000)
    monkeypatch.setattr("indexer.engines.embedded.vector_leg.EXACT_ROWS", 100)
    generations = EmbeddedGenerations(tmp_path / "index", dimensions=16)
    generations.switch(name := generations.create({}))
    writer = generations.writer(name)
    writer.apply(
        [
            ListingUnits(
                f"l{n}",
                1,
                (
                    Unit(
                        f"l{n}/a/b", f"l{n}", 1, {}, {"n": frozenset({str(n % 10)})}, (PassageVector(0, "en", row),), 1
                    ),
                ),
            )
            for n, row in enumerate(rows)
        ]
    )
    writer.checkpoint(1)
    writer.settle()
    writer.apply([ListingUnits(f"l{n}", 2) for n in range(0, COUNT, 7)])
    writer.checkpoint(2)
    writer.close()
    return generations.reader()


@pytest.mark.parametrize(
    ("where", "kept"),
    [(EVERYTHING, range(10)), (In("n", frozenset("12345")), range(1, 6)), (In("n", frozenset("3")), [3])],
)
def test_recall_and_scores(reader, rows, where, kept):
    part = reader._follower.current().parts[0]
    assert part.segment.vectors.approximate
    allowed = [n for n in range(COUNT) if n % 7 and n % 10 in kept]
    questions = rows[:: COUNT // 25]
    recalls = []
    for question in questions:
        truth = rows[allowed] @ question
        best = {f"l{allowed[place]}" for place in np.argsort(-truth)[:20]}
        found = reader.retrieve(None, question[None], where, depth=20)
        assert len(found) == 20
        assert {int(hit.listing[1:]) for hit in found} <= set(allowed)
        for hit in found:
            assert hit.vector == pytest.approx(float(rows[int(hit.listing[1:])] @ question), abs=1e-3)
        recalls.append(len(best & {hit.listing for hit in found}) / 20)
    assert np.mean(recalls) > 0.9
