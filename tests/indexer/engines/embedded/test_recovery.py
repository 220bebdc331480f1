"""``kill -9`` of a writing process: what was acknowledged stands, and keywords, vectors and facts are those of one checkpoint."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

ROUNDS = 4
SCRIPT = Path(__file__).parents[4] / "benchmarks" / "engine_crashes.py"


def test_nothing_acknowledged_is_lost():
    seed = secrets.randbelow(10**6)
    command = [sys.executable, str(SCRIPT), "--rounds", str(ROUNDS), "--seed", str(seed), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    again = f"again: python benchmarks/{SCRIPT.name} --rounds {ROUNDS} --seed {seed}"
    assert done.stdout, f"{again}\n{done.stderr}"
    report = json.loads(done.stdout)
    assert report["faults"] == [], again
    assert report["changes"] > 0


def test_a_file_of_deletions_that_a_kill_left_does_not_stop_the_next_commit(engine, folder, listing):
    """tantivy registers the file before it is written and names it by the stamp of the commit, which comes again after the kill."""
    engine.put(listing("a", "battery"), listing("b", "turbine"))
    engine.writer.close()
    keywords = folder / engine.generation / "keywords"
    segment = json.loads((keywords / "meta.json").read_text())["segments"][0]["segment_id"].replace("-", "")
    left = [f"{segment}.{stamp}.del" for stamp in range(1, 20)]
    for name in left:
        (keywords / name).write_bytes(b"half")
    managed = keywords / ".managed.json"
    managed.write_text(json.dumps([*json.loads(managed.read_text()), *left]))
    writer = engine.generations.writer(engine.generation)
    writer.apply([listing("a", "boiler", version=2)])
    writer.checkpoint(2)
    assert (engine.found("battery"), engine.found("boiler")) == (set(), {"a"})
    writer.close()
