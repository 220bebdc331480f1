"""Records that state almost nothing beside listings that state much: does silence cost a right match its place?

    python benchmarks/silent.py BENCHMARKS_DIR [--models FOLDER] [--keep FOLDER] [--json]

The companies of sbir-sourcing ask for technologies as needs with four wishes: stage, place, deal and price. The awards that answer say nothing
of these. Then every second award states all four, drawn at random, so that they tell nothing of who is right. Reported: nDCG@10 of the
questions whose right award is silent and of those whose states much, when all are silent and when half of the pool states much; the mean share
of silent ones among the first ten; and how many of the first ten bring a question to ask.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from indexer.encoders import DEFAULT, open_encoder
from models.codes import MoneyRange
from models.listings import Listing
from models.settings import Settings
from models.terms import Amount, Codes, Span, Term, Weight
from models.viewer import ANONYMOUS, SYSTEM
from ranking.evaluate import Task
from ranking.matching.matcher import MatchRequest, Scored
from search_api.assembly import Application
from search_api.cli.asking import catch_up
from search_api.evaluation import read_task
from search_api.evaluation.documents import listing_id, question_listing
from search_api.evaluation.matching import Pool
from search_api.evaluation.service import Evaluation

FIRST = 10
PLACES = ("US-CA", "US-MA", "US-TX", "US-NY", "US-CO", "US-VA")
DEALS = ("exclusive_licence", "ordinary_licence", "patent_assignment", "joint_development")
PRICES = ("USD 100 thousand", "USD 300 thousand", "USD 1 million", "USD 3 million")


def drawn(chance: random.Random, weight: Weight) -> tuple[Term, ...]:
    """Four terms at random, as what is stated or what is wished."""
    return (
        Term(name="stage", value=Span(low=(low := chance.randint(2, 6)), high=low + 2), weight=weight),
        Term(name="place", value=Codes(codes=(chance.choice(PLACES),)), weight=weight),
        Term(name="deal_type", value=Codes(codes=tuple(chance.sample(DEALS, 2))), weight=weight),
        Term(name="price", value=Amount(money=MoneyRange.parse(f"up to {chance.choice(PRICES)}")), weight=weight),
    )


def state_much(application: Application, count: int, seed: int) -> None:
    """Let every second document state four terms."""
    chance = random.Random(seed)
    for number in range(0, count, 2):
        listing = application.store.listings.get(listing_id(number), SYSTEM).listing
        terms = (*listing.offers.terms, *drawn(chance, Weight.STATED))
        offers = listing.offers.model_copy(update={"terms": terms})
        application.store.listings.put(listing.model_copy(update={"offers": offers}), SYSTEM)
    catch_up(application)


def needs(task: Task, application: Application, seed: int) -> Iterator[tuple[str, Listing]]:
    """Every question as a need with wishes."""
    chance = random.Random(seed)
    for number, (name, _) in enumerate(task.questions):
        asked = question_listing(task, number, application.analyser)
        seeks = asked.offers.model_copy(update={"terms": drawn(chance, Weight.PREFERRED)})
        yield name, Listing(id=asked.id, kind="need", title=asked.title, seeks=seeks, source=asked.source)


def answers(task: Task, application: Application, seed: int) -> dict[str, Scored]:
    """Each question scored with every candidate."""
    found = {}
    for name, listing in needs(task, application, seed):
        asker = application.dossiers.of_unstored(listing)
        found[name] = application.matcher.matches(MatchRequest(asker, ANONYMOUS, ("technology",), size=200))
    return found


def gains(task: Task, found: Mapping[str, Scored]) -> dict[str, float]:
    """nDCG@10 of each question."""
    numbers = {name: n for n, (name, _, _) in enumerate(task.documents)}
    values = {}
    for name, right in task.relevance.items():
        wanted = {listing_id(numbers[one]) for one, grade in right.items() if grade > 0}
        scored = found.get(name)
        ranked = [scored.others[n].listing for n in scored.order[:FIRST]] if scored else []
        ideal = sum(1 / np.log2(n + 2) for n in range(min(FIRST, len(wanted))))
        values[name] = sum(1 / np.log2(n + 2) for n, one in enumerate(ranked) if one in wanted) / ideal
    return values


def figures(task: Task, before: Mapping[str, Scored], after: Mapping[str, Scored]) -> list[dict[str, str | float]]:
    """The rows of the report."""
    numbers = {name: n for n, (name, _, _) in enumerate(task.documents)}
    silent = {name for name, right in task.relevance.items() if all(numbers[one] % 2 for one in right)}
    plain, mixed = gains(task, before), gains(task, after)
    rows: list[dict[str, str | float]] = [
        {
            "right award": kind,
            "questions": len(some),
            "nDCG@10 all silent": round(float(np.mean([plain[one] for one in some])), 3),
            "nDCG@10 half states much": round(float(np.mean([mixed[one] for one in some])), 3),
        }
        for kind, some in (("silent", silent), ("states much", set(task.relevance) - silent))
    ]
    firsts = [[one.others[n] for n in one.order[:FIRST]] for one in after.values()]
    quiet = [int(other.listing.removeprefix("doc-")) % 2 for some in firsts for other in some]
    return [*rows, {"right award": "any", "silent among the first ten": round(float(np.mean(quiet)), 3)}]


def main() -> None:
    """Ask all questions before and after half of the pool states much, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--keep", type=Path, help="keep the pool's data in this folder; it is another one afterwards")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    task = read_task(given.benchmarks / "sbir-sourcing")
    encoder = open_encoder(DEFAULT, cache=given.models)
    evaluation = Evaluation(Settings(data=given.models.parent), encoder, given.keep)
    with evaluation.opened(task, Pool(f"{task.name}-silent"), encoder) as application:
        before = answers(task, application, given.seed)
        state_much(application, len(task.documents), given.seed + 1)
        after = answers(task, application, given.seed)
        rows = figures(task, before, after)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
