"""English and Chinese in one index: does a question in one language bring the right answer in the other?

    python benchmarks/mixed_pool.py BENCHMARKS_DIR [--models FOLDER] [--encoder SPEC] [--json]

The paragraphs of xquad-en-zh and xquad-zh-en are the same in two languages; together they are one pool in which every question has a right
answer in its own language and one in the other. Reported by question language and by method: nDCG@10 for the answer in the question's own
language, the share of questions whose other-language answer is among the first ten, and the share of the first ten that is in the
other language.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

from benchmarks.pools import Pool, pool
from indexer.encoders import DEFAULT
from ranking.evaluate import Task
from ranking.fusion import ConfidentSum, Fusion, ReciprocalRank, StandardisedSum
from search_api.evaluation.task import read_task

METHODS: dict[str, Fusion] = {
    "confident sum (the product's)": ConfidentSum(),
    "standardised sum": StandardisedSum(),
    "RRF": ReciprocalRank(),
}
Row = dict[str, str | float]


def measured(asked: Pool, task: Task, own: str, other: str, method: str) -> Row:
    """The figures of one method for the questions of one language."""
    searcher = asked.searcher(METHODS[method])
    gains, found, foreign = [], [], []
    for question, text in task.questions:
        (answer,) = task.relevance[question]
        first = [asked.names[one.listing] for one in asked.ask(searcher, text).results[:10]]
        place = first.index(f"{own}:{answer}") if f"{own}:{answer}" in first else None
        gains.append(0.0 if place is None else 1 / math.log2(place + 2))
        found.append(f"{other}:{answer}" in first)
        foreign.append(sum(name.startswith(other) for name in first) / 10)
    count = len(task.questions)
    return {
        "questions": own,
        "method": method,
        "own-language nDCG@10": round(sum(gains) / count, 3),
        "other-language answer in ten": round(sum(found) / count, 3),
        "share of other language in ten": round(sum(foreign) / count, 3),
    }


def main() -> None:
    """Index the mixed pool once and ask it in both languages by every method."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--encoder", default=DEFAULT)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asked_in = {"en": read_task(given.benchmarks / "xquad-en-zh"), "zh": read_task(given.benchmarks / "xquad-zh-en")}
    documents = [(f"zh:{name}", title, text) for name, title, text in asked_in["en"].documents]
    documents += [(f"en:{name}", title, text) for name, title, text in asked_in["zh"].documents]
    with pool(documents, given.models, given.encoder) as mixed:
        rows = [
            measured(mixed, asked_in[own], own, other, method)
            for own, other in (("en", "zh"), ("zh", "en"))
            for method in METHODS
        ]
    if given.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
