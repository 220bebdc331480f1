"""An operator's own leads: who was accepted answers who asked, who was declined is near it and does not."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.training.texts import Pair

KIND = "outcomes"
SOURCE = "own-outcomes"


@dataclass(frozen=True, slots=True)
class Outcome:
    """That the listing ``candidate`` was right for ``asker``, from 0 (declined) up, with the texts of both."""

    asker: str
    candidate: str
    asked: str
    answered: str
    grade: float


def pairs(outcomes: Iterable[Outcome], chance: random.Random) -> Iterator[Pair]:
    """One pair an accepted lead, with those that the same asker declined as its negatives."""
    by_asker: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_asker[outcome.asker].append(outcome)
    for asker, own in by_asker.items():
        declined = [one.answered for one in own if one.grade == 0]
        for one in own:
            if one.grade > 0:
                chance.shuffle(declined)
                yield Pair(SOURCE, one.candidate, asker, one.asked, one.answered, tuple(declined))
