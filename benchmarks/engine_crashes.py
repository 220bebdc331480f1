"""``kill -9`` of a process that writes the embedded index, again and again, and a check of what stands after each.

Usage: ``python benchmarks/engine_crashes.py [--rounds 50] [--seed N] [--json]``. A child applies changes that the seed gives and says after every
checkpoint how far it came; it is killed at a random moment, while opening too. Then the index is read: no acknowledged change may be missing, and
keywords, vectors and facts must be those of one checkpoint. The next child goes on, replaying some changes that are in already.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from indexer.engines.embedded import EmbeddedGenerations, merging, pending
from indexer.engines.embedded.reader import EmbeddedReader
from indexer.engines.embedded.segments import segment
from models.constraints import EVERYTHING, Facts, Interval
from models.errors import EngineUnavailable
from models.ports import KeywordQuery
from models.units import ListingUnits, PassageVector, Unit

DIMENSIONS = 16
LISTINGS = 60
REPLAYED = 10


def main() -> int:
    """Run the rounds, or be the child of one."""
    parser = argparse.ArgumentParser(description="Kill a writing process and check the index, round after round.")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        write_until_killed(asked.child, asked.seed)
    report = run(asked.rounds, asked.seed)
    print(json.dumps(report) if asked.json else "\n".join(f"{name}: {value}" for name, value in report.items()))
    return 1 if report["faults"] else 0


def run(rounds: int, seed: int) -> dict[str, object]:
    """The rounds; ``faults`` says what was wrong after which of them."""
    rng = random.Random(seed)
    faults: list[str] = []
    acknowledged = beyond = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            acknowledged = max(acknowledged, one_round(Path(folder), seed, rng))
            standing = sequence_of(Path(folder))
            faults += [f"round {number}: {fault}" for fault in check(Path(folder), seed, standing, acknowledged)]
            beyond += standing > acknowledged
    return {
        "seed": seed,
        "rounds": rounds,
        "changes": acknowledged,
        "rounds that kept a checkpoint not yet acknowledged": beyond,
        "faults": faults,
    }


def one_round(folder: Path, seed: int, rng: random.Random) -> int:
    """Start a child, kill it, and give the last sequence that it acknowledged."""
    command = [sys.executable, __file__, "--child", str(folder), "--seed", str(seed)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    lines = [child.stdout.readline()] if rng.random() < 0.8 else []
    time.sleep(rng.random() * 0.6)
    child.kill()
    lines += child.communicate()[0].splitlines()
    return max((int(line) for line in lines if line.strip().isdigit()), default=0)


def sequence_of(folder: Path) -> int:
    """How far the index came; 0 where the child was killed before there was one."""
    try:
        return EmbeddedGenerations(folder, dimensions=DIMENSIONS).reader().state().sequence
    except EngineUnavailable:
        return 0


def check(folder: Path, seed: int, sequence: int, acknowledged: int) -> list[str]:
    """What is wrong with the index."""
    if sequence == 0:
        return ["everything is lost"] if acknowledged else []
    reader = EmbeddedGenerations(folder, dimensions=DIMENSIONS).reader()
    units = expected(seed, sequence)
    faults = [f"at {sequence}, {acknowledged} was acknowledged"] if sequence < acknowledged else []
    found = reader.retrieve(KeywordQuery({"all": 1.0}), None, EVERYTHING, depth=10_000)
    scanned = reader.scan(EVERYTHING, order="published", descending=False, after=None, limit=10_000).units
    faults += ["other units by keyword"] * ({hit.unit for hit in found} != set(units))
    faults += ["other units by scan"] * (set(scanned) != set(units))
    faults += [fault for unit in units.values() for fault in check_unit(reader, unit)]
    return faults


def check_unit(reader: EmbeddedReader, unit: Unit) -> list[str]:
    """Whether a unit has its facts, its words and its vectors."""
    faults = [f"{unit.id} has other facts"] * (reader.facts([unit.id]) != [unit.facts])
    hits = reader.retrieve(KeywordQuery({f"v{unit.version}": 1.0}), None, EVERYTHING, depth=10)
    faults += [f"{unit.id} is not found by its words"] * (unit.id not in {hit.unit for hit in hits})
    for passage in unit.vectors:
        near = reader.retrieve(None, passage.vector[None], EVERYTHING, depth=1)
        same = near and near[0].unit == unit.id and near[0].passage == passage.number
        faults += [f"{unit.id} is not found by passage {passage.number}"] * (not same)
    return faults


def change(seed: int, sequence: int) -> ListingUnits:
    """The change with that number: a listing put with 1 to 3 units or removed, its version the number."""
    rng = random.Random(seed * 1_000_003 + sequence)
    listing = f"l{rng.randrange(LISTINGS)}"
    count = 0 if rng.random() < 0.2 else rng.randint(1, 3)
    return ListingUnits(listing, sequence, tuple(made_unit(rng, listing, sequence, part) for part in range(count)))


def made_unit(rng: random.Random, listing: str, sequence: int, part: int) -> Unit:
    """A unit whose words, facts and vectors follow from the change's number."""
    rows = np.random.default_rng(rng.randrange(2**32)).standard_normal((rng.randrange(3), DIMENSIONS), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    facts: Facts = {"kind": frozenset({f"k{sequence % 5}"}), "published": Interval(sequence, sequence + part)}
    tokens = ["all", f"v{sequence}"]
    passages = tuple(PassageVector(number, "en", row) for number, row in enumerate(rows))
    return Unit(
        f"{listing}/{part}/teaser", listing, sequence, {"terms": tokens, "words": tokens}, facts, passages, len(rows)
    )


def expected(seed: int, sequence: int) -> dict[str, Unit]:
    """The units that stand after the changes up to ``sequence``."""
    standing: dict[str, ListingUnits] = {}
    for number in range(1, sequence + 1):
        made = change(seed, number)
        standing[made.listing] = made
    return {unit.id: unit for made in standing.values() for unit in made.units}


def write_until_killed(folder: Path, seed: int) -> None:
    """The child. Segments are flushed and merged after a few listings, so that a kill meets every kind of work."""
    pending.FLUSH_UNITS, merging.SMALL_COUNT, merging.SMALL_UNITS, merging.MANY = 7, 4, 40, 6
    vars(merging)["LARGE"] = segment.LARGE = 50
    generations = EmbeddedGenerations(folder, dimensions=DIMENSIONS)
    live = generations.live()
    if live is None:
        generations.switch(live := generations.create({}))
    writer = generations.writer(live)
    sequence = max(0, generations.reader().state().sequence - REPLAYED)
    rng = random.Random(seed + sequence)
    while True:
        batch = rng.randint(1, 25)
        writer.apply([change(seed, number) for number in range(sequence + 1, sequence + batch + 1)])
        sequence += batch
        writer.checkpoint(sequence)
        print(sequence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
