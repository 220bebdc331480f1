"""Both engines on the same tasks: the measures of each leg, and how much of the first ten they share.

    python benchmarks/engine_quality.py https://search1:9200 TASK… [--keep FOLDER] [--vectors int8_hnsw] [--json]

A task is a folder in BEIR form. Each is indexed on either engine from the same store; what is made on Elasticsearch is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from models.settings import Settings, load_settings
from search_api.assembly import assemble
from search_api.engines import EMBEDDED
from search_api.evaluation import Evaluation, LegOutcome, read_task

LEGS = ["keyword", "vector", "hybrid"]
MEASURE = "nDCG@10"
FIRST = 10


def overlap(one: LegOutcome, other: LegOutcome) -> float:
    """The mean share of the first ten that both have, over all questions; two that found nothing agree."""
    shares = []
    for question, ranking in one.ranking.items():
        ours, theirs = set(ranking[:FIRST]), set(other.ranking.get(question, [])[:FIRST])
        shares.append(len(ours & theirs) / max(len(ours), len(theirs), 1) if ours or theirs else 1.0)
    return sum(shares) / max(len(shares), 1)


def compared(settings: Settings, other: Settings, folder: Path, keep: Path | None) -> list[dict[str, object]]:
    """The legs of one task on both engines."""
    encoder, task = assemble(settings).encoder, read_task(folder)
    ours, theirs = (Evaluation(one, encoder, keep).run(task, LEGS) for one in (settings, other))
    return [
        {
            "task": task.name,
            "leg": one.leg,
            EMBEDDED: one.measures[MEASURE],
            "elasticsearch": two.measures[MEASURE],
            "difference": two.measures[MEASURE] - one.measures[MEASURE],
            "overlap": overlap(one, two),
        }
        for one, two in zip(ours, theirs, strict=True)
    ]


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("tasks", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="keep stores here, so that a second run encodes nothing")
    parser.add_argument("--vectors", default="int8_hnsw")
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    settings = load_settings({**os.environ, "ZHIQIAO_ENGINE": EMBEDDED})
    other = settings.model_copy(update={"engine": given.url, "elasticsearch_vectors": given.vectors})
    found = [row for folder in given.tasks for row in compared(settings, other, folder, given.keep)]
    if given.as_json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'task':26} {'leg':8} embedded elasticsearch overlap@10")
    for row in found:
        print(
            f"{row['task']:26} {row['leg']:8} {row[EMBEDDED]:8.4f} {row['elasticsearch']:13.4f} {row['overlap']:10.3f}"
        )


if __name__ == "__main__":
    main()
