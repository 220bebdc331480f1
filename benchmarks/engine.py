"""Speed of the embedded engine, beside its own raw parts and beside LanceDB's hybrid search, in one run.

Usage: ``python benchmarks/engine.py [--listings 100000] [--json] [--without-lancedb]``. The corpus is made up: words by Zipf's law, vectors in
clusters, facts such as real listings have. Tokens and vectors are given, so that neither analysis nor an encoder is measured.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
import tantivy

from indexer.engines.embedded import EmbeddedGenerations
from indexer.engines.embedded.keywords import scoring
from indexer.engines.embedded.reader import EmbeddedReader
from indexer.engines.embedded.segments.vectors import CLOSENESS
from indexer.engines.embedded.writer import EmbeddedWriter
from models.centring import unit_length
from models.constraints import And, Constraint, Fact, In, Interval, Overlap
from models.ports import KeywordQuery, Reader
from models.units import FloatArray, ListingUnits, PassageVector, Unit
from models.viewer import ANONYMOUS

DIMENSIONS = 384
WORDS = 147
VOCABULARY = 50_000
DEPTH = 200
QUESTIONS = 100
BATCH = 1_000
LENGTHS = (3, 10, 200)


class Corpus:
    """Made-up listings, the same for a seed; made a batch at a time, so that the corpus itself takes no memory."""

    def __init__(self, size: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.size = size
        self.filters = FILTERS
        self._seed = seed
        self._words = np.array([f"word{number}" for number in range(VOCABULARY)])
        self._chances = 1 / np.arange(1, VOCABULARY + 1)
        self._chances /= self._chances.sum()
        self._centres = rng.standard_normal((500, DIMENSIONS), dtype=np.float32)

    def batches(self) -> Iterator[tuple[list[ListingUnits], list[str], FloatArray]]:
        """Batches of listings, with their texts and vectors once more for others to index."""
        for start in range(0, self.size, BATCH):
            rng = np.random.default_rng([self._seed, start])
            count = min(BATCH, self.size - start)
            words = self.words(rng, count * WORDS).reshape(count, WORDS).tolist()
            vectors = self.vectors(rng, count)
            changes = [listing(start + n, words[n], vectors[n]) for n in range(count)]
            yield changes, [" ".join(row) for row in words], vectors

    def words(self, rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """Words by Zipf's law."""
        return self._words[rng.choice(VOCABULARY, count, p=self._chances)]

    def vectors(self, rng: np.random.Generator, count: int) -> FloatArray:
        """Vectors of unit length around the corpus's centres."""
        noise = rng.standard_normal((count, DIMENSIONS), dtype=np.float32)
        rows = self._centres[rng.integers(len(self._centres), size=count)] + noise
        return unit_length(rows)


class Asked(Protocol):
    """A corpus that can be asked about."""

    def batches(self) -> Iterator[tuple[list[ListingUnits], object, object]]:
        """Its listings."""

    def vectors(self, rng: np.random.Generator, count: int) -> FloatArray:
        """Questions."""


def listing(number: int, words: list[str], vector: FloatArray) -> ListingUnits:
    """A listing of one unit with facts of the usual kinds."""
    name = f"listing-{number:07d}"
    facts: dict[str, Fact] = {
        "audience": frozenset({"anyone"}),
        "deepest": frozenset({"yes"}),
        "kind": frozenset({("technology", "project", "need", "service")[number % 4]}),
        "field": frozenset({f"H01M{number % 97}"}),
        "field^": frozenset({f"H01M{number % 97}", "H01M", "H01", "H"}),
        "place": frozenset({f"CN-{number % 31}"}),
        "stage": Interval(number % 9, number % 9 + 1),
        "published": Interval(float(number), float(number)),
        "amount.CNY": Interval(number % 1000, number % 1000 + 500),
    }
    streams = {"terms": words, "words": words}
    return ListingUnits(
        name, 1, (Unit(f"{name}/offers/teaser", name, 1, streams, facts, (PassageVector(0, "en", vector),), 1),)
    )


FILTERS: dict[str, Constraint] = {
    "anonymous": ANONYMOUS.constraint(),
    "about 11 %": And((ANONYMOUS.constraint(), Overlap("stage", Interval(4.5, 4.6)))),
    "about 1 %": And((ANONYMOUS.constraint(), In("field", frozenset({"H01M5"})))),
}


def load(writer: EmbeddedWriter, corpus: Corpus) -> dict[str, float]:
    """Index the corpus with a checkpoint after every five thousand listings; memory is what the process holds apart from mapped files."""
    spent, done, memory = 0.0, 0, []
    for changes, _, _ in corpus.batches():
        start = time.perf_counter()
        writer.apply(changes)
        done += len(changes)
        if done % 5_000 == 0 or done == corpus.size:
            writer.checkpoint(done)
        spent += time.perf_counter() - start
        memory.append(own_memory())
    fifth = len(memory) // 5
    return {"listings a second": done / spent, "MB at a fifth": memory[fifth], "MB at most after": max(memory[fifth:])}


def own_memory() -> float:
    """Resident memory that is not a mapped file, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def timed(call: Callable[[int], object], times: int = QUESTIONS) -> dict[str, float]:
    """p50 and p95 of a call, in milliseconds, after one to warm up."""
    call(0)
    spent = []
    for number in range(times):
        start = time.perf_counter()
        call(number)
        spent.append((time.perf_counter() - start) * 1000)
    return {"p50 ms": statistics.median(spent), "p95 ms": statistics.quantiles(spent, n=20)[-1]}


def queries(reader: EmbeddedReader, folder: Path, corpus: Corpus) -> dict[str, object]:
    """Retrieval of both legs by length of question and filter, beside the raw calls with nothing around them."""
    rng = np.random.default_rng(99)
    vectors = corpus.vectors(rng, QUESTIONS)
    raw_vectors = timed(raw_faiss(folder, vectors))
    report: dict[str, object] = {"raw faiss, the largest segment": raw_vectors}
    for length in LENGTHS:
        asked = [KeywordQuery(dict.fromkeys(corpus.words(rng, length).tolist(), 1.0)) for _ in range(QUESTIONS)]
        raw = timed(raw_tantivy(folder, asked))
        own = {name: timed(both_legs(reader, asked, vectors, where)) for name, where in FILTERS.items()}
        ratio = own["anonymous"]["p50 ms"] / (raw["p50 ms"] + raw_vectors["p50 ms"])
        report[f"{length} words"] = {"raw tantivy": raw, **own, "anonymous to the sum of the raw calls": ratio}
    report["facets"] = timed(lambda _: reader.count(FILTERS["anonymous"], ["kind", "field", "place"]), 20)
    return report


def both_legs(
    reader: Reader, asked: Sequence[KeywordQuery], vectors: FloatArray, where: Constraint
) -> Callable[[int], object]:
    """Our retrieval."""
    return lambda number: reader.retrieve(asked[number], vectors[number : number + 1], where, depth=DEPTH)


def raw_tantivy(folder: Path, asked: Sequence[KeywordQuery], depth: int = DEPTH) -> Callable[[int], object]:
    """tantivy alone, no filter."""
    index = tantivy.Index.open(str(folder / "keywords"))
    searcher = index.searcher()
    made = [found for query in asked if (found := scoring(query, index.schema)) is not None]
    return lambda number: searcher.search(made[number], depth, count=False).hits


def raw_faiss(folder: Path, vectors: FloatArray, depth: int = DEPTH) -> Callable[[int], object]:
    """faiss alone, no filter, over the largest file of vectors: the approximate index where there is one."""
    files = [*(folder / "segments").glob("*.lists"), *(folder / "segments").glob("*.vectors")]
    file = max(files, key=lambda path: (path.suffix == ".lists", path.stat().st_size))
    index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
    faiss.omp_set_num_threads(1)
    if file.suffix != ".lists":
        return lambda number: index.search(vectors[number : number + 1], depth)
    lists: Any = faiss.downcast_index(index)
    parameters = faiss.SearchParametersIVF(nprobe=-(-lists.nlist // CLOSENESS))  # type: ignore[call-arg]  # typed for its parent
    return lambda number: index.search(vectors[number : number + 1], depth, params=parameters)


def recall(reader: Reader, corpus: Asked, depth: int = 10) -> float:
    """The share of the true nearest listings that the vector leg finds."""
    questions = corpus.vectors(np.random.default_rng(99), 50)
    found = 0
    for question, truth in zip(questions, nearest(corpus.batches(), questions, depth), strict=True):
        hits = reader.retrieve(None, question[None], FILTERS["anonymous"], depth=depth)
        found += len(truth & {hit.listing for hit in hits})
    return found / len(questions) / depth


def nearest(
    batches: Iterable[tuple[Sequence[ListingUnits], object, object]], questions: FloatArray, depth: int
) -> list[set[str]]:
    """For each question the ``depth`` listings whose nearest passage is nearest, by an exact scan."""
    names, scores = [], []
    for changes, _, _ in batches:
        for change in changes:
            rows = [one.vector for unit in change.units for one in unit.vectors]
            if rows:
                names.append(change.listing)
                scores.append((np.stack(rows) @ questions.T).max(axis=0))
    best = np.argsort(-np.stack(scores), axis=0, kind="stable")[:depth]
    return [{names[place] for place in column} for column in best.T.tolist()]


def checkpoints(writer: EmbeddedWriter, reader: EmbeddedReader, corpus: Corpus) -> dict[str, float]:
    """One changed listing until a search sees it."""
    rng = np.random.default_rng(3)
    words, vectors = corpus.words(rng, WORDS).tolist(), corpus.vectors(rng, 1)

    def one(number: int) -> None:
        change = listing(number, words, vectors[0])
        writer.apply([ListingUnits(change.listing, number + 2, tuple(change.units))])
        writer.checkpoint(corpus.size + number + 1)
        reader.state()

    return timed(one, 20)


def lancedb_figures(folder: Path, corpus: Corpus) -> dict[str, object]:
    """LanceDB with the same rows: build, and hybrid search under a filter that lets everything through."""
    import lancedb  # noqa: PLC0415 — in the bench extra only
    import pyarrow as pa  # noqa: PLC0415 — comes with it
    from lancedb.index import FTS, IvfPq  # noqa: PLC0415 — the same

    kind = pa.schema(
        [
            ("id", pa.string()),
            ("text", pa.string()),
            ("audience", pa.string()),
            ("vector", pa.list_(pa.float32(), DIMENSIONS)),
        ]
    )

    def rows() -> Iterator[pa.RecordBatch]:
        for changes, texts, vectors in corpus.batches():
            ids = [change.listing for change in changes]
            column = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), DIMENSIONS)
            yield pa.record_batch(
                [pa.array(ids), pa.array(texts), pa.array(["anyone"] * len(ids)), column], schema=kind
            )

    start = time.perf_counter()
    table = lancedb.connect(folder).create_table("listings", rows(), schema=kind)
    words = FTS(base_tokenizer="whitespace", stem=False, remove_stop_words=False, with_position=False)
    table.create_index("text", config=words)
    table.create_index("vector", config=IvfPq(distance_type="cosine"))
    built = time.perf_counter() - start
    rng = np.random.default_rng(99)
    vectors = corpus.vectors(rng, QUESTIONS)
    report: dict[str, object] = {"build s": built, "listings a second": corpus.size / built}
    for length in LENGTHS:
        asked = [" ".join(corpus.words(rng, length).tolist()) for _ in range(QUESTIONS)]

        def hybrid(number: int, asked: list[str] = asked) -> object:
            search = table.search(query_type="hybrid").vector(vectors[number]).text(asked[number])
            return search.where("audience = 'anyone'").limit(DEPTH).to_list()

        report[f"{length} words"] = timed(hybrid, 20)
    return report


def measure(size: int, *, beside_lancedb: bool) -> dict[str, object]:
    """Everything, in a temporary folder."""
    corpus = Corpus(size, seed=1)
    report: dict[str, object] = {"listings": size, "depth": DEPTH}
    with tempfile.TemporaryDirectory() as folder:
        generations = EmbeddedGenerations(Path(folder) / "index", dimensions=DIMENSIONS)
        generations.switch(name := generations.create({}))
        writer = generations.writer(name)
        report["load"] = load(writer, corpus)
        start = time.perf_counter()
        writer.settle()
        report["settle s"] = time.perf_counter() - start
        start = time.perf_counter()
        reader = generations.reader()
        reader.state()
        report["open ms"] = (time.perf_counter() - start) * 1000
        report["queries"] = queries(reader, Path(folder) / "index" / name, corpus)
        report["recall@10 of the vector leg"] = recall(reader, corpus)
        report["one change, visible"] = checkpoints(writer, reader, corpus)
        writer.close()
        report["disk MB"] = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
        report["peak RSS MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if beside_lancedb:
            report["LanceDB"] = lancedb_figures(Path(folder) / "lancedb", corpus)
    return report


def printed(report: dict[str, object], depth: int = 0) -> Iterator[str]:
    """The report as indented lines."""
    for name, value in report.items():
        if isinstance(value, dict):
            yield f"{'  ' * depth}{name}"
            yield from printed(value, depth + 1)
        else:
            yield (
                f"{'  ' * depth}{name}: {value:,.2f}" if isinstance(value, float) else f"{'  ' * depth}{name}: {value}"
            )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of the embedded engine.")
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--without-lancedb", action="store_true")
    asked = parser.parse_args()
    report = measure(asked.listings, beside_lancedb=not asked.without_lancedb)
    print(json.dumps(report, indent=2) if asked.json else "\n".join(printed(report)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
