"""Runs the benchmarks, one after the other: ``python -m benchmarks [NAME…] [--tasks FOLDER] [--quick] [--list]``.

Each is a script of its own, which says how it measures and beside what. Those of quality need the tasks in BEIR form, by default those that
lie beside the project, and are left out, saying so, where there are none. A benchmark that fails makes the end a failure, and the others run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TASKS = ROOT.parent / "shared" / "data" / "benchmarks"


@dataclass(frozen=True)
class Benchmark:
    """A script with its arguments; ``quick``: further ones for a short run; ``tasks``: it is given the folder of the tasks."""

    name: str
    measures: str
    arguments: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    tasks: bool = False


BENCHMARKS = (
    Benchmark("analysis", "text to tokens, beside rjieba and bm25s"),
    Benchmark("encoding", "the default encoder, beside the engine of the package that brings its weights"),
    Benchmark("load_memory", "peak memory of reading 20 MB and 200 MB"),
    Benchmark("engine", "indexing and retrieval of 100,000 listings, beside LanceDB", quick=("--listings", "20000")),
    Benchmark("search", "a search around its two raw engine calls", quick=("--listings", "20000")),
    Benchmark("engine_crashes", "kill -9 of a process that writes the index", quick=("--rounds", "5")),
    Benchmark("kill", "kill -9 during load, encoding and rebuild", ("--rounds", "50"), quick=("--rounds", "5")),
    Benchmark(
        "match",
        "one technology and everybody at once, beside the double loop",
        quick=("--listings", "500", "--asked", "5"),
    ),
    Benchmark("team", "the best team of six roles, beside a greedy choice", quick=("--candidates", "6", "100")),
    Benchmark("mixed_pool", "questions in one language, answers in the other", tasks=True),
    Benchmark("two_way", "the true partner from either side, with and without a mutual score", tasks=True),
    Benchmark("silent", "records that state almost nothing beside listings that state much", tasks=True),
    Benchmark("unanswered", "whether the score tells that nothing answers", tasks=True),
)


def main() -> None:
    """Run what was asked for, and end with 1 if any of it failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Runs the benchmarks, one after the other."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="those to run; all of them without")
    parser.add_argument("--tasks", type=Path, default=TASKS, help="the folder of the tasks in BEIR form")
    parser.add_argument("--quick", action="store_true", help="smaller: to see that they run")
    parser.add_argument("--list", action="store_true", help="only say which there are")
    given = parser.parse_args()
    if unknown := sorted({*given.names} - {one.name for one in BENCHMARKS}):
        parser.error(f"there is no benchmark {', '.join(unknown)}; --list names them")
    chosen = [one for one in BENCHMARKS if not given.names or one.name in given.names]
    if given.list:
        print("\n".join(f"{one.name:<15} {one.measures}" for one in chosen))
        return
    failed = [one.name for one in chosen if not _run(one, given.tasks, quick=given.quick)]
    if not given.names:
        failed += [] if _evaluate(given.tasks) else ["evaluate"]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def _run(one: Benchmark, tasks: Path, *, quick: bool) -> bool:
    """Run one; whether it ended well, or had nothing to run on."""
    if one.tasks and not tasks.is_dir():
        print(f"\n## {one.name}: left out, there are no tasks in {tasks}", flush=True)
        return True
    arguments = [*one.arguments, *(one.quick if quick else ()), *([str(tasks)] if one.tasks else [])]
    return _ran(one.name, [sys.executable, "-m", f"benchmarks.{one.name}", *arguments], one.measures)


def _evaluate(tasks: Path) -> bool:
    """The quality of the answers, on every task that is there."""
    folders = sorted(str(folder) for folder in tasks.glob("*/") if (folder / "queries.jsonl").is_file())
    if not folders:
        print(f"\n## evaluate: left out, there are no tasks in {tasks}", flush=True)
        return True
    command = str(Path(sys.executable).with_name("zhiqiao"))
    return _ran("evaluate", [command, "evaluate", *folders], "nDCG@10, MRR@10 and Recall@100 of each leg")


def _ran(name: str, command: Sequence[str], measures: str) -> bool:
    print(f"\n## {name}: {measures}", flush=True)
    started = time.perf_counter()
    ended = subprocess.run(command, cwd=ROOT, check=False)
    print(f"({name}: {time.perf_counter() - started:.0f} s)", flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    main()
