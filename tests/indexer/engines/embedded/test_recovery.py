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
