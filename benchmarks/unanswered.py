"""Does the best score tell a question that the pool answers from one that it does not?

    python benchmarks/unanswered.py BENCHMARKS_DIR [--models FOLDER] [--encoder SPEC] [--json]

For each task: the best score of every question, of the same question with its answers taken out of the pool (what is left is close to
it: the hard case), and of the questions of a task from another world (nothing in the pool is close: the case of a user who asks in the
wrong place). Reported: the medians, and the area under the ROC curve, which is the chance that an answered question scores higher than
an unanswered one.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from benchmarks.pools import Pool, pool
from indexer.encoders import DEFAULT
from ranking.evaluate import Task
from search_api.evaluation.task import read_task

STRANGERS = {"sbir-licensee": "xquad-zh-en", "kppatent-keywords-zh": "xquad-zh-en", "xquad-en-zh": "sbir-licensee"}
"""By task, where its strangers' questions come from."""

MOST = 150
"""Questions of each sort that are asked."""


def best_scores(asked: Pool, task: Task, *, answered: bool) -> list[float]:
    """The best score of each question; with ``answered`` false, without its answers in the pool."""
    searcher = asked.searcher()
    scores = []
    for question, text in task.questions[:MOST]:
        without = () if answered else tuple(task.relevance[question])
        results = asked.ask(searcher, text, without=without).results
        scores.append(results[0].score if results else 0.0)
    return scores


def area(higher: list[float], lower: list[float]) -> float:
    """The area under the ROC curve (the Mann–Whitney statistic, ties counted half)."""
    one, other = np.array(higher)[:, None], np.array(lower)[None, :]
    return float(((one > other) + 0.5 * (one == other)).mean())


def measured(folder: Path, name: str, models: Path, encoder: str) -> dict[str, object]:
    """The figures of one task."""
    task, strangers = read_task(folder / name), read_task(folder / STRANGERS[name])
    known = Task(task.name, task.documents, strangers.questions, {q: {} for q, _ in strangers.questions}, {})
    with pool(task.documents, models, encoder) as asked:
        answered = best_scores(asked, task, answered=True)
        removed = best_scores(asked, task, answered=False)
        elsewhere = best_scores(asked, known, answered=True)
    return {
        "task": name,
        "median answered": round(float(np.median(answered)), 3),
        "median answers removed": round(float(np.median(removed)), 3),
        "median from another world": round(float(np.median(elsewhere)), 3),
        "area, answers removed": round(area(answered, removed), 3),
        "area, another world": round(area(answered, elsewhere), 3),
    }


def main() -> None:
    """Measure every task of ``STRANGERS``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--encoder", default=DEFAULT)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [measured(given.benchmarks, name, given.models, given.encoder) for name in STRANGERS]
    if given.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
