"""How Elasticsearch should keep vectors: recall against an exact scan, latency and disk of each of its ways, under filters.

    python benchmarks/engine_vectors.py https://search1:9200 STORE.sqlite… [--passages 30000] [--types hnsw int8_hnsw …] [--json]

The vectors are those of stores (``zhiqiao evaluate --keep`` makes them), centred as an index has them; where there are too few, blends of
two of a store are added, which lie among them as further documents would. Questions are further blends. What is made is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from uuid import uuid4

import numpy as np
import sqlalchemy as sa

from indexer.engines.elasticsearch import ElasticsearchGenerations, Options, open_client
from models.centring import unit_length
from models.constraints import EVERYTHING, Constraint, In
from models.ports import Reader
from models.units import FloatArray, ListingUnits, PassageVector, Unit

TYPES = ["hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw"]
QUESTIONS, BATCH, WARM = 100, 1000, 10
SHARES = {"everything": 1, "1 in 10": 10, "1 in 100": 100}
DEPTHS = [100, 500]


def real_vectors(stores: list[Path]) -> list[FloatArray]:
    """The raw passage vectors of each store, centred."""
    found = []
    for path in stores:
        with sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true").connect() as connection:
            rows = connection.execute(sa.text("select vector from vectors where role = 'passage'")).all()
        found.append(unit_length(centred(np.array([np.frombuffer(row.vector, "<f2") for row in rows], np.float32))))
    return found


def centred(rows: FloatArray) -> FloatArray:
    """Without what they have in common."""
    centre: FloatArray = rows.mean(axis=0)
    return rows - centre


def blends(parts: list[FloatArray], count: int, rng: np.random.Generator) -> FloatArray:
    """Each of two vectors of one store."""
    made = []
    for place in rng.choice(len(parts), count, p=np.array([len(one) for one in parts]) / sum(map(len, parts))):
        one, other = parts[place][rng.integers(len(parts[place]), size=2)]
        made.append(0.8 * one + 0.6 * other)
    return unit_length(np.array(made, np.float32))


def shares_of(number: int) -> frozenset[str]:
    """The filters that a listing passes."""
    return frozenset(name for name, every in SHARES.items() if number % every == 0)


def filled(generations: ElasticsearchGenerations, rows: FloatArray) -> float:
    """Seconds that it took."""
    started = time.perf_counter()
    name = generations.create({})
    generations.switch(name)
    writer = generations.writer(name)
    for start in range(0, len(rows), BATCH):
        writer.apply([_listing(number, rows[number]) for number in range(start, min(start + BATCH, len(rows)))])
        writer.checkpoint(start + 1)
    writer.close()
    return time.perf_counter() - started


def _listing(number: int, row: FloatArray) -> ListingUnits:
    listing = f"l{number}"
    facts = {"share": shares_of(number)}
    unit = Unit(f"{listing}/offers/teaser", listing, 1, {}, facts, (PassageVector(0, "en", row),), 1)
    return ListingUnits(listing, 1, (unit,))


def asked(reader: Reader, rows: FloatArray, questions: FloatArray, share: str, depth: int) -> dict[str, float]:
    """Recall of the first 10 and of all ``depth``, and the median of a question's milliseconds."""
    passing = np.arange(0, len(rows), SHARES[share])
    where: Constraint = EVERYTHING if SHARES[share] == 1 else In("share", frozenset({share}))
    first, every, seconds = [], [], []
    for question in questions:
        started = time.perf_counter()
        hits = reader.retrieve(None, question[None], where, depth=depth)
        seconds.append(time.perf_counter() - started)
        found = {int(hit.listing[1:]) for hit in hits}
        best = passing[np.argsort(-(rows[passing] @ question), kind="stable")[:depth]]
        first.append(len(found & set(best[:10].tolist())) / len(best[:10]))
        every.append(len(found & set(best.tolist())) / len(best))
    return {
        "recall@10": float(np.mean(first)),
        "recall": float(np.mean(every)),
        "p50 ms": 1000 * float(np.median(seconds[WARM:])),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("stores", nargs="+", type=Path)
    parser.add_argument("--passages", type=int, default=30_000)
    parser.add_argument("--types", nargs="+", default=TYPES)
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    rng = np.random.default_rng(20261124)
    parts = real_vectors(given.stores)
    real = np.concatenate(parts)[: given.passages]
    rows = (
        np.concatenate([real, blends(parts, given.passages - len(real), rng)]) if len(real) < given.passages else real
    )
    questions = blends(parts, QUESTIONS, rng)
    client = open_client([given.url], seconds=300)
    report = []
    for kind in given.types:
        options = Options(name=f"zhiqiao-vectors-{uuid4().hex[:8]}", replicas=0, vectors=kind)
        generations = ElasticsearchGenerations(client, options, dimensions=rows.shape[1])
        try:
            seconds = filled(generations, rows)
            size = client.indices.stats(index=options.name)["_all"]["primaries"]["store"]["size_in_bytes"]
            for share in SHARES:
                for depth in DEPTHS:
                    measured = asked(generations.reader(), rows, questions, share, depth)
                    report.append(
                        {"vectors": kind, "filter": share, "depth": depth, **measured, "MB": size / 1e6, "s": seconds}
                    )
                    if not given.as_json:
                        print(
                            {k: round(v, 3) if isinstance(v, float) else v for k, v in report[-1].items()}, flush=True
                        )
        finally:
            generations.remove()
    if given.as_json:
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
