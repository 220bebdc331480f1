"""Both engines side by side, and how each grows: indexing rate, query latency, the recall of the vector leg.

    python benchmarks/engines.py http://127.0.0.1:9200 [--listings 5000 50000 500000] [--records PATH…] [--json]

The corpus is that of ``benchmarks/engine.py``: made-up words and vectors, facts such as real listings have; or with ``--records`` that of
``benchmarks/real_corpus.py``: the first so many listings of real records, with vectors made of their words. Both engines get the same changes
in one run, and are asked the same questions under the same constraints; the cluster is that of the URL, and the index made for this is removed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import numpy as np
from elasticsearch import Elasticsearch

from benchmarks.engine import DIMENSIONS, LENGTHS, QUESTIONS, Corpus, both_legs, printed, recall, timed
from benchmarks.real_corpus import RealCorpus
from indexer.engines.elasticsearch import ElasticsearchGenerations
from indexer.engines.elasticsearch.cluster import Options, open_client
from indexer.engines.embedded import EmbeddedGenerations
from models.ports import Generations, KeywordQuery, Reader, Writer

CHECKPOINT = 5_000


@contextmanager
def opened(engine: str, url: str) -> Iterator[tuple[Generations, Callable[[], float]]]:
    """An empty index of one of the engines, removed at the end, and what tells how many MB it takes on disk."""
    if engine == "embedded":
        with tempfile.TemporaryDirectory() as folder:
            files = Path(folder).rglob
            yield (
                EmbeddedGenerations(Path(folder) / "index", dimensions=DIMENSIONS),
                lambda: sum(file.stat().st_size for file in files("*") if file.is_file()) / 1e6,
            )
        return
    with closing(open_client([url], seconds=120)) as client:
        name = f"zhiqiao-benchmark-{uuid4().hex[:8]}"
        generations = ElasticsearchGenerations(client, Options(name=name, replicas=0), dimensions=DIMENSIONS)
        try:
            yield generations, lambda: megabytes_of(client, name)
        finally:
            generations.remove()


def megabytes_of(client: Elasticsearch, name: str) -> float:
    """What the generation that is live under a name takes on disk."""
    stores = client.indices.stats(index=name, metric="store")
    return float(stores["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6


def load(writer: Writer, corpus: Corpus | RealCorpus) -> float:
    """Listings a second, with a checkpoint after every five thousand."""
    spent, done, kept = 0.0, 0, 0
    for changes, _, _ in corpus.batches():
        start = time.perf_counter()
        writer.apply(changes)
        done += len(changes)
        if done - kept >= CHECKPOINT or done == corpus.size:
            writer.checkpoint(done)
            kept = done
        spent += time.perf_counter() - start
    return done / spent


def questions(reader: Reader, corpus: Corpus | RealCorpus) -> dict[str, object]:
    """Both legs by length of question and filter, and facets."""
    rng = np.random.default_rng(99)
    vectors = corpus.vectors(rng, QUESTIONS)
    report: dict[str, object] = {}
    for length in LENGTHS:
        asked = [KeywordQuery(dict.fromkeys(corpus.words(rng, length).tolist(), 1.0)) for _ in range(QUESTIONS)]
        report[f"{length} words"] = {
            name: timed(both_legs(reader, asked, vectors, where)) for name, where in corpus.filters.items()
        }
    report["facets"] = timed(lambda _: reader.count(corpus.filters["anonymous"], ["kind", "field", "place"]), 20)
    return report


@contextmanager
def corpus_of(size: int, records: Sequence[Path]) -> Iterator[Corpus | RealCorpus]:
    """Listings of real records where there are any, made-up ones where there are none."""
    if not records:
        yield Corpus(size, seed=1)
        return
    with tempfile.TemporaryDirectory() as folder, closing(RealCorpus(records, size, Path(folder))) as corpus:
        yield corpus


def measure(url: str, sizes: Sequence[int], records: Sequence[Path]) -> dict[str, object]:
    """Every size on both engines."""
    report: dict[str, object] = {}
    for size in sizes:
        with corpus_of(size, records) as corpus:
            for engine in ("embedded", "elasticsearch"):
                report[f"{engine}, {corpus.size:,} listings"] = of_engine(engine, url, corpus)
    return report


def of_engine(engine: str, url: str, corpus: Corpus | RealCorpus) -> dict[str, object]:
    """One size on one engine."""
    with opened(engine, url) as (generations, megabytes):
        generations.switch(name := generations.create({}))
        with closing(generations.writer(name)) as writer:
            rate = load(writer, corpus)
            reader = generations.reader()
            return {
                "listings a second": rate,
                "MB on disk": megabytes(),
                **questions(reader, corpus),
                "recall of the first ten by vector": recall(reader, corpus),
            }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--listings", type=int, nargs="+", default=[5_000, 50_000])
    parser.add_argument("--records", type=Path, nargs="+", default=[], help="files to take listings from")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report = measure(given.url, given.listings, given.records)
    print(json.dumps(report, indent=2) if given.json else "\n".join(printed(report)))


if __name__ == "__main__":
    main()
