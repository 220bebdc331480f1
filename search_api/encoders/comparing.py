"""Two encoders on the same questions: each leg, and whether the difference is more than chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.texts import passage_texts, tier_texts
from indexer.training.pairs.outcomes import Outcome
from indexer.walking import listings_by_change
from models.errors import BadInput
from models.listings import Listing
from models.messages import Message
from models.ports import Encoder
from models.settings import Settings
from ranking.evaluate import Comparison, Task, paired_bootstrap
from ranking.search import VECTOR
from search_api.assembly import Application
from search_api.evaluation import HYBRID, Evaluation
from search_api.evaluation.service import Report
from search_api.learning.judged import JudgedPair

LEGS = (VECTOR, HYBRID)
"""What is compared where nobody asks for other legs."""

MEASURE = "nDCG@10"

MOST_BESIDE = 5_000
"""Listings of the same kinds that stand among the candidates of outcomes: the first so many of the store."""

AT_ONCE = 1_000

OUTCOMES = "outcomes"


@dataclass(frozen=True)
class Compared:
    """One leg of one task by two encoders: the mean of the measure by each, and the second's difference to the first."""

    task: str
    leg: str
    first: float
    second: float
    comparison: Comparison


def compare(
    settings: Settings,
    first: Encoder,
    second: Encoder,
    tasks: Sequence[Task],
    report: Report,
    *,
    legs: Sequence[str] = LEGS,
    keep: Path | None = None,
) -> list[Compared]:
    """Every task and leg by both encoders, over the same pools and questions. ``keep``: a folder in which the vectors of both are kept."""
    found: list[Compared] = []
    for task in tasks:
        outcomes = [Evaluation(settings, encoder, keep).run(task, legs, report) for encoder in (first, second)]
        for one, other in zip(*outcomes, strict=True):
            before, after = one.by_question[MEASURE], other.by_question[MEASURE]
            difference = paired_bootstrap(after, before)
            found.append(Compared(task.name, one.leg, float(before.mean()), float(after.mean()), difference))
    return found


def outcomes_of(application: Application, pairs: Sequence[JudgedPair]) -> list[Outcome]:
    """Judged pairs with the texts that everyone may read of both listings; those with a listing that is gone are left out."""
    names = dict.fromkeys(name for pair in pairs for name in (pair.asker, pair.candidate))
    listings = {name: item.listing for name, item in application.store.listings.for_index(list(names)).items()}
    texts = {name: text_of(listing) for name, listing in listings.items()}
    return [
        Outcome(pair.asker, pair.candidate, texts[pair.asker], texts[pair.candidate], pair.grade)
        for pair in pairs
        if texts.get(pair.asker) and texts.get(pair.candidate)
    ]


def outcomes_task(application: Application, outcomes: Sequence[Outcome]) -> Task:
    """An evaluation task of outcomes: each asker asks with its text, accepted candidates are right, others of their kinds stand beside.

    Raises ``BadInput`` where none was accepted.
    """
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for one in outcomes:
        if one.grade > 0:
            grades[one.asker][one.candidate] = max(1, round(one.grade))
    if not grades:
        raise BadInput(
            Message(en="No outcome says that a lead was accepted.", zh="没有任何线索被接受的结果。"),
            advice=Message(en="Give outcomes of some hundred leads.", zh="请提供数百条线索的结果。"),
        )
    asked = {one.asker: one.asked for one in outcomes}
    documents = {one.candidate: one.answered for one in outcomes} | dict(_beside(application, outcomes))
    return Task(
        name=OUTCOMES,
        documents=[(name, "", text) for name, text in documents.items()],
        questions=[(name, asked[name]) for name in grades],
        relevance=dict(grades),
        own={name: name for name in grades if name in documents},
    )


def text_of(listing: Listing) -> str:
    """The first passage of what everyone may read of a listing."""
    passages = passage_texts(tier_texts(listing)[0])
    return passages[0].text if passages else ""


def _beside(application: Application, outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    store = application.store
    wanted = {one.candidate for one in outcomes}
    kinds = {item.listing.kind for item in store.listings.for_index(list(wanted)).values()}
    found: dict[str, str] = {}
    for items in listings_by_change(store, AT_ONCE):
        for name, item in items.items():
            if item.listing.kind in kinds and (text := text_of(item.listing)):
                found[name] = text
        if len(found) >= MOST_BESIDE:
            break
    return found
