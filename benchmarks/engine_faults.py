"""What becomes of changes and questions while Elasticsearch's nodes are killed: every change is there at the end, and no question fails.

    ES_HTTP_PORT=9400 ../shared/elasticsearch/run start 3
    ES_HTTP_PORT=9400 python benchmarks/engine_faults.py http://127.0.0.1:9400 http://127.0.0.1:9401 http://127.0.0.1:9402

Each node in turn is killed (``kill -9``) and started again while listings are written and questions asked. What is made is removed at the end.
"""

from __future__ import annotations

import argparse
import subprocess
import threading
import time
from pathlib import Path
from uuid import uuid4

import numpy as np
from elasticsearch import Elasticsearch

from benchmarks.servers import RUN
from indexer.engines.elasticsearch import ElasticsearchGenerations, Options, open_client
from models.constraints import EVERYTHING
from models.errors import ZhiqiaoError
from models.ports import KeywordQuery, Reader
from models.units import FloatArray, ListingUnits, PassageVector, Unit

DIMENSIONS, BATCH, LEAST_BATCHES, PAUSE = 64, 200, 20, 6.0


def main() -> None:
    """Write, ask, kill, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hosts", nargs=3)
    parser.add_argument("--run", type=Path, default=RUN, help="the command that kills and starts nodes")
    given = parser.parse_args()
    client = open_client(given.hosts)
    options = Options(name=f"zhiqiao-faults-{uuid4().hex[:8]}", shards=3, replicas=1)
    generations = ElasticsearchGenerations(client, options, dimensions=DIMENSIONS)
    try:
        measure(generations, client, given.run)
    finally:
        generations.remove()


def measure(generations: ElasticsearchGenerations, client: Elasticsearch, run: Path) -> None:
    """One round over all nodes."""
    name = generations.create({})
    generations.switch(name)
    ended, asked, failed = threading.Event(), [0], list[str]()
    killing = threading.Thread(target=kill_in_turn, args=(run, client))
    asking = threading.Thread(target=ask, args=(generations.reader(), ended, asked, failed))
    writer, rng, written, longest = generations.writer(name), np.random.default_rng(1), 0, 0.0
    killing.start()
    asking.start()
    while killing.is_alive() or written < LEAST_BATCHES * BATCH:
        started = time.perf_counter()
        writer.apply([listing(number, rng) for number in range(written, written + BATCH)])
        written += BATCH
        writer.checkpoint(written)
        longest = max(longest, time.perf_counter() - started)
    ended.set()
    asking.join()
    writer.close()
    held = sum(1 for _ in generations.reader().held())
    print(f"{held:,} of {written:,} listings are there; the longest checkpoint took {longest:.1f} s")
    print(f"{len(failed)} of {asked[0]:,} questions failed{': ' + failed[0] if failed else ''}")


def kill_in_turn(run: Path, client: Elasticsearch) -> None:
    """Kill a node, start it again, wait until every copy is back, and so the next."""
    for node in ("1", "2", "3"):
        command(run, "kill", node)
        command(run, "start-node", node)
        while client.cluster.health()["status"] != "green":
            time.sleep(1)
        print(f"node {node} was killed and is back, with every copy", flush=True)


def command(run: Path, *arguments: str) -> None:
    """One command, after a while."""
    time.sleep(PAUSE)
    subprocess.run([run, *arguments], check=True)


def ask(reader: Reader, ended: threading.Event, asked: list[int], failed: list[str]) -> None:
    """Both legs, again and again."""
    rng = np.random.default_rng(2)
    while not ended.is_set():
        asked[0] += 1
        try:
            reader.retrieve(KeywordQuery({"all": 1.0}), vector(rng)[None], EVERYTHING, depth=50)
        except ZhiqiaoError as error:
            failed.append(str(error))


def listing(number: int, rng: np.random.Generator) -> ListingUnits:
    """A listing of one unit."""
    name, words = f"l{number}", ["all", f"w{number}"]
    unit = Unit(
        f"{name}/offers/teaser",
        name,
        1,
        {"terms": words, "words": words},
        {},
        (PassageVector(0, "en", vector(rng)),),
        1,
    )
    return ListingUnits(name, 1, (unit,))


def vector(rng: np.random.Generator) -> FloatArray:
    """A random direction."""
    row = rng.standard_normal(DIMENSIONS).astype(np.float32)
    return row / np.linalg.norm(row)


if __name__ == "__main__":
    main()
