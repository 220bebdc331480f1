"""What a search costs around the two raw engine calls: retrieval and fusion without the encoder, beside tantivy and faiss alone.

    python benchmarks/search.py [--listings 100000] [--json]

The corpus is that of ``benchmarks/engine.py``; the encoder is replaced by ready-made question vectors. Raw calls and the search ask for the same
depth. Counting the listings that pass is part of the search; facets and snippets are timed apart.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np

from benchmarks.engine import DIMENSIONS, QUESTIONS, Corpus, load, printed, raw_faiss, raw_tantivy, timed
from indexer.analysis import StandardAnalyser
from indexer.engines.embedded import EmbeddedGenerations
from models.centring import Centring
from models.constraints import EVERYTHING
from models.units import FloatArray
from models.viewer import ANONYMOUS
from ranking.keyword import keyword_query
from ranking.question import pasted
from ranking.search import Searcher, SearchRequest
from ranking.snippets import snippet

LENGTHS = (3, 10, 200)
DEPTHS = (200, 1000)


class Given:
    """An encoder whose vectors are there already: one a question, in turn."""

    fingerprint = "given"
    remote = False
    means: ClassVar[dict[tuple[str, str], FloatArray]] = {}
    dimensions = DIMENSIONS

    def __init__(self, vectors: FloatArray) -> None:
        self._vectors = vectors
        self._next = 0

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """The next vector."""
        self._next = (self._next + 1) % len(self._vectors)
        return self._vectors[self._next : self._next + len(texts)]

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """See ``Encoder.encode_passages``."""
        return self.encode_queries(texts)


def measure(size: int) -> dict[str, object]:
    """Everything, in a temporary folder."""
    corpus, analyser = Corpus(size, seed=1), StandardAnalyser()
    rng = np.random.default_rng(99)
    vectors = corpus.vectors(rng, QUESTIONS + 1)
    report: dict[str, object] = {"listings": size}
    with tempfile.TemporaryDirectory() as folder:
        generations = EmbeddedGenerations(Path(folder) / "index", dimensions=DIMENSIONS)
        generations.switch(name := generations.create({}))
        writer = generations.writer(name)
        load(writer, corpus)
        writer.settle()
        reader = generations.reader()
        searcher = Searcher(reader, analyser, Given(vectors), lambda: Centring({}))
        live = Path(folder) / "index" / name
        for length in LENGTHS:
            texts = [" ".join(corpus.words(rng, length).tolist()) for _ in range(QUESTIONS)]
            asked = [query for text in texts if (query := keyword_query(pasted(text), analyser))]
            for depth in DEPTHS:
                raw = {
                    "tantivy": timed(raw_tantivy(live, asked, depth)),
                    "faiss": timed(raw_faiss(live, vectors, depth)),
                }
                requests = [SearchRequest(pasted(text), ANONYMOUS, EVERYTHING, size=depth) for text in texts]
                search = timed(searches(searcher, requests))
                total = raw["tantivy"]["p50 ms"] + raw["faiss"]["p50 ms"]
                ratio = {"search to the sum of the raw calls": search["p50 ms"] / total}
                report[f"{length} words, depth {depth}"] = {**raw, "retrieval and fusion": search, **ratio}
        where = ANONYMOUS.constraint()
        report["facets"] = timed(lambda _: reader.count(where, ["kind", "field", "place"]), 20)
        body = " ".join(corpus.words(rng, 147).tolist())
        wanted = dict.fromkeys(analyser.term_texts(body)[:10], 1.0)
        report["a snippet"] = timed(lambda _: snippet(body, wanted, analyser))
        writer.close()
    return report


def searches(searcher: Searcher, requests: Sequence[SearchRequest]) -> Callable[[int], object]:
    """Retrieval and fusion of each request."""
    return lambda number: searcher.search(requests[number])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report = measure(given.listings)
    print(json.dumps(report, indent=2) if given.json else "\n".join(printed(report)))


if __name__ == "__main__":
    main()
