"""What becomes of changes and questions while Elasticsearch's nodes are killed: every change is there at the end, and no question fails.

    ES_HTTP_PORT=9400 ../shared/elasticsearch/run start 3
    ES_HTTP_PORT=9400 python benchmarks/engine_faults.py http://127.0.0.1:9400 http://127.0.0.1:9401 http://127.0.0.1:9402

Each node in turn is killed (``kill -9``) and started again while listings are written and questions asked. What is made is removed at the end.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import numpy as np
from elasticsearch import ApiError, Elasticsearch, TransportError

from benchmarks.servers import RUN, eventually
from indexer.engines.elasticsearch import ElasticsearchGenerations, Options, open_client
from models.constraints import EVERYTHING
from models.errors import ZhiqiaoError
from models.ports import KeywordQuery, Reader, Writer
from models.units import FloatArray, ListingUnits, PassageVector, Unit

DIMENSIONS, BATCH, LEAST_BATCHES, PAUSE = 64, 200, 20, 6.0
NODES = ("1", "2", "3")
WHOLE_AGAIN = 600.0
"""Seconds within which every copy has to be back after a node is."""


@dataclass
class Asked:
    """How often it was asked, and why it failed."""

    times: int = 0
    failed: list[str] = field(default_factory=list)


def main() -> None:
    """Write, ask, kill, and count; ends with 1 where a listing is missing or a question failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hosts", nargs=3)
    parser.add_argument("--run", type=Path, default=RUN, help="the command that kills and starts nodes")
    given = parser.parse_args()
    options = Options(name=f"zhiqiao-faults-{uuid4().hex[:8]}", shards=3, replicas=1)
    with closing(open_client(given.hosts)) as client:
        generations = ElasticsearchGenerations(client, options, dimensions=DIMENSIONS)
        try:
            well = measure(generations, client, given.run)
        finally:
            generations.remove()
    sys.exit(not well)


def measure(generations: ElasticsearchGenerations, client: Elasticsearch, run: Path) -> bool:
    """One round over all nodes; whether every listing is there and no question failed."""
    generations.switch(name := generations.create({}))
    ended, asked = threading.Event(), Asked()
    with ThreadPoolExecutor() as threads, closing(generations.writer(name)) as writer:
        killing = threads.submit(kill_in_turn, run, client, ended)
        asking = threads.submit(ask, generations.reader(), ended, asked)
        try:
            written, longest = write(writer, killing)
        finally:
            ended.set()
        killing.result()
        asking.result()
    held = sum(1 for _ in generations.reader().held())
    print(f"{held:,} of {written:,} listings are there; the longest checkpoint took {longest:.1f} s")
    print(f"{len(asked.failed)} of {asked.times:,} questions failed{': ' + asked.failed[0] if asked.failed else ''}")
    return held == written and not asked.failed


def write(writer: Writer, killing: Future[None]) -> tuple[int, float]:
    """Write until all nodes were killed; how many listings, and seconds of the longest checkpoint."""
    rng, written, longest = np.random.default_rng(1), 0, 0.0
    while not killing.done() or written < LEAST_BATCHES * BATCH:
        started = time.perf_counter()
        writer.apply([listing(number, rng) for number in range(written, written + BATCH)])
        written += BATCH
        writer.checkpoint(written)
        longest = max(longest, time.perf_counter() - started)
    return written, longest


def kill_in_turn(run: Path, client: Elasticsearch, ended: threading.Event) -> None:
    """Kill a node, start it again, wait until every copy is back, and so the next; until it has ``ended``."""
    for node in NODES:
        if ended.wait(PAUSE):
            return
        command(run, "kill", node)
        ended.wait(PAUSE)
        command(run, "start-node", node)
        eventually(lambda: ended.is_set() or is_whole(client), f"every copy, with node {node},", WHOLE_AGAIN, 1.0)
        if not ended.is_set():
            print(f"node {node} was killed and is back, with every copy", flush=True)


def is_whole(client: Elasticsearch) -> bool:
    """Whether every copy is there; a cluster that does not answer has not got them."""
    try:
        return bool(client.cluster.health()["status"] == "green")
    except (ApiError, TransportError):
        return False


def command(run: Path, *arguments: str) -> None:
    """One command."""
    subprocess.run([run, *arguments], check=True)


def ask(reader: Reader, ended: threading.Event, asked: Asked) -> None:
    """Both legs, again and again."""
    rng = np.random.default_rng(2)
    while not ended.is_set():
        asked.times += 1
        try:
            reader.retrieve(KeywordQuery({"all": 1.0}), vector(rng)[None], EVERYTHING, depth=50)
        except ZhiqiaoError as error:
            asked.failed.append(str(error))


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
