"""Hard negatives from the product's own search: passages that it ranks high for a question and that are not its answer.

A candidate that scores nearly as high as the answer itself is likely to be another right one, so only those well below the answer are taken
(positive-aware mining; Moreira et al., arXiv 2407.15831). Passages of the answer's group are never taken.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.training.mix import HARD
from indexer.training.texts import Pair, seeded
from models.constraints import EVERYTHING
from models.viewer import ANONYMOUS
from ranking.evaluate import Task
from ranking.question import pasted
from ranking.search import BOTH_LEGS, KEYWORD, SearchRequest
from ranking.window import Ranked
from search_api.assembly import Application
from search_api.evaluation import Evaluation
from search_api.evaluation.documents import listing_id
from search_api.evaluation.matching import Pool
from search_api.evaluation.questions import AskedOnce
from search_api.evaluation.service import Report

MARGIN = 0.5
"""A candidate whose log-odds are within so much of the answer's, or above them, may be an answer too."""

PASSED_OVER = 5
"""The first results that are passed over where the answer itself was not found: what outranks it there may well be right."""

LOOKED_AT = 50
"""Results of a search that are looked at."""


@dataclass(frozen=True)
class Miner:
    """Finds ``number`` hard negatives a pair. ``by_meaning``: the hybrid, which has to encode the pool; else by words alone."""

    evaluation: Evaluation
    number: int = 1
    by_meaning: bool = True
    seed: int = 1
    threads: int = 1

    def mined(self, pairs: Mapping[str, Sequence[Pair]], report: Report) -> dict[str, Sequence[Pair]]:
        """The pairs, those of hard kinds with as many negatives each."""
        return {
            kind: self._of_kind(kind, some, report) if self.number and kind in HARD and len(some) > 1 else some
            for kind, some in pairs.items()
        }

    def _of_kind(self, kind: str, pairs: Sequence[Pair], report: Report) -> list[Pair]:
        task = _task(kind, pairs)
        passages = [text for _, _, text in task.documents]
        groups: dict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            groups[pair.passage].add(pair.group)
        chance = seeded(self.seed, kind, "negatives")
        found: dict[tuple[str, str], list[str]] = {}
        encoder = AskedOnce(self.evaluation.encoder)
        opened = self.evaluation.opened(task, Pool(task.name), encoder, keyword_only=not self.by_meaning, report=report)
        with opened as application:
            if self.by_meaning:
                asked = [pasted(pair.question).text for pair in pairs]
                for done, _ in enumerate(encoder.prepare(asked, threads=self.threads), start=1):
                    report(f"encoding questions ({kind})", done, len(set(asked)))
            for done, pair in enumerate(pairs, start=1):
                if (pair.question, pair.passage) not in found:
                    others = _others(self._searched(application, pair), pair, passages, groups)
                    strangers = (one for one in _drawn(passages, chance) if pair.group not in groups[one])
                    found[pair.question, pair.passage] = _first(self.number, pair.negatives, others, strangers)
                report(f"hard negatives ({kind})", done, len(pairs))
        return [replace(pair, negatives=tuple(found[pair.question, pair.passage])) for pair in pairs]

    def _searched(self, application: Application, pair: Pair) -> Sequence[Ranked]:
        request = SearchRequest(
            question=pasted(pair.question),
            viewer=ANONYMOUS,
            where=EVERYTHING,
            size=LOOKED_AT,
            legs=BOTH_LEGS if self.by_meaning else frozenset({KEYWORD}),
        )
        # those far below the best too, which an answer would not show
        searcher = replace(application.searcher, tail=float("-inf"))
        return searcher.search(request).results[:LOOKED_AT]


def _task(kind: str, pairs: Sequence[Pair]) -> Task:
    passages = list(dict.fromkeys(pair.passage for pair in pairs))
    return Task(
        name=f"negatives-{kind}",
        documents=[(str(number), "", text) for number, text in enumerate(passages)],
        questions=[],
        relevance={},
        own={},
    )


def _others(
    results: Sequence[Ranked], pair: Pair, passages: Sequence[str], groups: Mapping[str, set[str]]
) -> Iterator[str]:
    """What was found and is not the answer, best first, without what may be right too."""
    numbers = {listing_id(number): number for number in range(len(passages))}
    texts = [passages[numbers[one.listing]] for one in results]
    answer = next((one.fused for one, text in zip(results, texts, strict=True) if text == pair.passage), None)
    for rank, (one, text) in enumerate(zip(results, texts, strict=True)):
        near = rank < PASSED_OVER if answer is None else one.fused >= answer - MARGIN
        if not near and pair.group not in groups[text]:
            yield text


def _drawn(passages: Sequence[str], chance: random.Random) -> Iterator[str]:
    for _ in range(1000):
        yield chance.choice(passages)


def _first(number: int, *sources: Sequence[str] | Iterator[str]) -> list[str]:
    """The first so many of the sources after one another."""
    found: dict[str, None] = {}
    for source in sources:
        for text in source:
            if len(found) == number:
                return list(found)
            found.setdefault(text)
    return (list(found) * number)[:number] if found else []
