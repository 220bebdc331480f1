"""What a party did before: how much it helps to find who takes up a technology.

    python benchmarks/track_record.py RECORDS_DIR [--models FOLDER] [--keep FOLDER] [--firms N] [--json]

Awards of firms that won at least five, from ``sbir_awards.csv.gz``; firms whose awards stand in the evaluation tasks beside it are left out.
Of each firm one award is the technology that asks, one is the firm's listing that may answer, and three are what it did before. Reported: nDCG@10
of the own firm's listing among all firms', by the score of a match without and with earlier work.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoders import DEFAULT, open_encoder
from models.listings import SideName
from models.settings import Settings
from models.viewer import ANONYMOUS
from ranking.evaluate import Task
from ranking.matching.dossier import Dossier
from search_api.assembly import Application
from search_api.evaluation import read_task
from search_api.evaluation.documents import listing_id
from search_api.evaluation.matching import Pool
from search_api.evaluation.service import Evaluation

Gains = NDArray[np.float64]
EACH = 5
FIRST = 10
TASKS = ("sbir-licensee", "sbir-sourcing")


def awards(records: Path, firms: int, seed: int) -> list[tuple[str, str]]:
    """Titles and abstracts of five awards a firm, firm by firm."""
    named = set()
    for task in (read_task(records.parent / "benchmarks" / name) for name in TASKS):
        named |= {_start(f"{title} {text}") for _, title, text in task.documents} | {
            _start(t) for _, t in task.questions
        }
    by_firm: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    left_out: set[str] = set()
    with gzip.open(records / "sbir_awards.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            title, text, firm = row["title"], row["abstract"], row["firm"]
            if named & {_start(f"{title} {text}"), _start(title), _start(text)}:
                left_out.add(firm)
            if len(text) > 300:
                by_firm[firm].setdefault(_start(title), (title, text))
    chance = random.Random(seed)
    able = [some for firm, some in sorted(by_firm.items()) if firm not in left_out and EACH <= len(some) <= 60]
    return [
        one for some in chance.sample(able, min(firms, len(able))) for one in chance.sample(list(some.values()), EACH)
    ]


def _start(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()[:50]


def gains(application: Application, asking: Sequence[Dossier], answering: Sequence[Dossier]) -> Gains:
    """nDCG@10 of each technology that asks: the right answer stands at the same place."""
    found = []
    for place, one in enumerate(asking):
        scores = application.matcher.score(one, answering).scores
        rank = int((scores > scores[place]).sum())
        found.append(1 / np.log2(rank + 2) if rank < FIRST else 0.0)
    return np.array(found)


def with_work(application: Application, answering: Sequence[Dossier], count: int) -> list[Dossier]:
    """The listings that may answer, with what their firms did before."""
    dossiers = application.dossiers
    made = []
    for number, one in zip(range(count), answering, strict=True):
        before = [
            asker.texts[SideName.OFFERS]
            for place in range(2, EACH)
            if (asker := dossiers.asker(listing_id(EACH * number + place), ANONYMOUS)) is not None
        ]
        made.append(replace(one, work=dossiers.profiler.profile(type(before[0]).together(before))))
    return made


def main() -> None:
    """Load the awards, ask by either score, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--keep", type=Path, help="keep the awards' data in this folder")
    parser.add_argument("--firms", type=int, default=450)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    some = awards(given.records, given.firms, given.seed)
    documents = [(str(number), title, text) for number, (title, text) in enumerate(some)]
    task = Task("track-record", documents, [], {}, {}, {})
    encoder = open_encoder(DEFAULT, cache=given.models)
    with Evaluation(Settings(data=given.models.parent), encoder, given.keep).opened(
        task, Pool(task.name), encoder
    ) as application:
        count = len(documents) // EACH
        read = application.dossiers.many([listing_id(n) for n in range(len(documents))], ANONYMOUS)
        asking, answering = ([read[listing_id(EACH * n + place)] for n in range(count)] for place in (0, 1))
        before = gains(application, asking, answering)
        after = gains(application, asking, with_work(application, answering, count))
    difference, chance = after - before, np.random.default_rng(given.seed)
    means = [difference[chance.integers(0, count, count)].mean() for _ in range(2000)]
    low, high = np.percentile(means, [2.5, 97.5])
    report = {
        "firms": count,
        "nDCG@10 without": round(float(before.mean()), 3),
        "nDCG@10 with earlier work": round(float(after.mean()), 3),
        "difference": f"{difference.mean():+.3f} [{low:.3f}, {high:.3f}]",
    }
    print(
        json.dumps(report, indent=1) if given.json else "  ".join(f"{name} {value}" for name, value in report.items())
    )


if __name__ == "__main__":
    main()
