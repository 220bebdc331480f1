"""Learning from judged pairs and tasks: what was judged is scored by the product's own matching, weights are fitted, and put to use if better.

No HTTP. Weights that are not better than those in use by more than chance, on parties that they were not learned from, are refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import BadInput
from models.messages import Message
from models.settings import Settings
from models.viewer import SYSTEM
from models.vocabulary import matchable
from ranking.evaluate import Task
from ranking.learning.acceptance import Verdict, judge
from ranking.learning.linear import LinearLearner
from ranking.learning.lists import JudgedList, judged_list
from ranking.learning.trees import learn_trees
from ranking.matching.calibration import Calibration
from ranking.matching.features import FEATURES
from ranking.matching.matcher import MatchRequest
from ranking.matching.model import DirectionModel, LinearModel
from ranking.matching.tree_model import TreeModel
from ranking.matching.weights import MatchWeights
from search_api.assembly import Application
from search_api.evaluation.documents import listing_id
from search_api.evaluation.matching import MATCH, pools, scored_questions
from search_api.evaluation.questions import AskedOnce
from search_api.evaluation.service import Evaluation
from search_api.learning.judged import JudgedPair
from search_api.learning.kept import KeptWeights

LINEAR, TREES = "linear", "trees"
LEAST_LISTS = 20
"""Lists under which nothing can be learned: chance would rule."""

JUDGED = "judged pairs"
"""The task that all judged pairs are together."""


@dataclass(frozen=True)
class Learned:
    """What one learner came to. ``version``: what it is kept as, ``None`` where it was refused or only tried."""

    learner: str
    weights: MatchWeights
    verdict: Verdict
    version: int | None = None


@dataclass
class LearningService:
    """Learns for one application."""

    application: Application
    kept: KeptWeights = field(init=False)
    skipped: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.kept = KeptWeights(self.application.store)

    def lists_of_pairs(self, pairs: Sequence[JudgedPair]) -> list[JudgedList]:
        """One list an asker: what was judged, beside what matching finds for it. Together they weigh as a task does.

        Pairs of listings that are gone are skipped, and named.
        """
        by_asker: dict[str, dict[str, float]] = defaultdict(dict)
        for pair in pairs:
            by_asker[pair.asker][pair.candidate] = pair.grade
        lists = [one for asker, grades in by_asker.items() if (one := self._list(asker, grades)) is not None]
        return [replace(one, task=JUDGED, weight=1 / len(lists)) for one in lists]

    def lists_of_task(self, task: Task, settings: Settings, keep: Path | None = None) -> list[JudgedList]:
        """One list a question of an evaluation task; each question is a party of its own, and every task weighs the same."""
        pool = pools(task, [MATCH])[0][0]
        encoder = AskedOnce(self.application.encoder)
        places = {name: number for number, (name, _, _) in enumerate(task.documents)}
        evaluation = Evaluation(settings, encoder, keep)
        weight = 1 / max(1, len(task.questions))
        with evaluation.opened(task, pool, encoder) as application:
            return [
                judged_list(
                    f"{task.name}/{name}",
                    scored,
                    _grades(task.relevance[name], places),
                    weight=weight,
                    task=task.name,
                )
                for name, scored in scored_questions(application, task, pool)
            ]

    def learn_best(
        self, lists: Sequence[JudgedList], learners: Sequence[str], *, made_from: str, dry_run: bool = False
    ) -> list[Learned]:
        """What each learner comes to, the best first. Only that is put to use, and only if it is accepted and this is no ``dry_run``.

        Raises ``BadInput`` for too few lists, and what learners raise.
        """
        told = _even([one for one in lists if one.grades.sum() > 0])
        parties = len({one.party for one in told})
        if parties < LEAST_LISTS:
            raise BadInput(
                Message(
                    en="There are judged lists of {parties} parties, and at least {least} are needed.",
                    zh="已评判的列表来自{parties}个机构，至少须有{least}个。",
                    parties=parties,
                    least=LEAST_LISTS,
                ),
                advice=Message(en="Judge more pairs, or add tasks.", zh="请评判更多配对，或增加任务。"),
            )
        in_use = self.kept.in_use()
        tried = [_tried(told, learner, in_use, made_from) for learner in learners]
        best, *others = sorted(tried, key=lambda one: (not one.verdict.accepted, -one.verdict.mean_after))
        if best.verdict.accepted and not dry_run:
            version = self.kept.put(best.weights, _figures(best, made_from))
            best = replace(best, weights=self.kept.get(version), version=version)
        return [best, *others]

    def _list(self, asker: str, grades: Mapping[str, float]) -> JudgedList | None:
        dossiers = self.application.dossiers
        found = dossiers.asker(asker, SYSTEM)
        known = dossiers.many(grades, SYSTEM) if found else {}
        self.skipped += [name for name in (grades if found else [asker]) if name not in known]
        if found is None or not known:
            return None
        others = dict(known)
        if not any(grades[name] == 0 for name in known):
            request = MatchRequest(found, SYSTEM, matchable(found.dossier.kind))
            others |= {one.listing: one for one in self.application.matcher.matches(request).others}
        scored = self.application.matcher.score(found.dossier, list(others.values()))
        party = found.dossier.facts.get("party")
        there = {name: grades[name] for name in known}
        return judged_list(min(party) if isinstance(party, frozenset) and party else asker, scored, there)


def _grades(answers: Mapping[str, int], places: Mapping[str, int]) -> dict[str, float]:
    return {listing_id(places[document]): float(grade) for document, grade in answers.items()}


def _even(lists: Sequence[JudgedList]) -> list[JudgedList]:
    """Weights by which every task weighs the same, however many of its lists teach nothing; they add up to the number of lists."""
    totals: dict[str, float] = defaultdict(float)
    for one in lists:
        totals[one.task] += one.weight
    return [replace(one, weight=one.weight / totals[one.task] * len(lists) / len(totals)) for one in lists]


def _tried(lists: Sequence[JudgedList], learner: str, in_use: MatchWeights, made_from: str) -> Learned:
    verdict = judge(lists, lambda some: _fit(some, learner, in_use), in_use.model, in_use.method)
    weights = _weights(_fit(lists, learner, in_use), verdict.calibration, in_use, made_from)
    return Learned(learner, weights, verdict)


def _fit(lists: Sequence[JudgedList], learner: str, in_use: MatchWeights) -> DirectionModel:
    if learner == TREES:
        return learn_trees(lists)
    start = np.array([in_use.weights.get(name, 0.0) for name in FEATURES])
    learned = LinearLearner(start).learn(lists)
    return LinearModel(dict(zip(FEATURES, map(float, learned), strict=True)), in_use.intercept)


def _weights(model: DirectionModel, calibration: Calibration, in_use: MatchWeights, made_from: str) -> MatchWeights:
    """The learned model with the calibration of scores that it was held out of: those that it was learned from flatter it."""
    changed: dict[str, Any] = {"calibration": calibration, "made_from": made_from, "version": "learned"}
    if isinstance(model, TreeModel):
        return in_use.model_copy(update=changed | {"trees": model.text})
    assert isinstance(model, LinearModel)  # the one other model there is  # noqa: S101
    rounded = {name: round(value, 4) for name, value in model.weights.items() if value}
    return in_use.model_copy(update=changed | {"weights": rounded, "trees": None}).folded


def _figures(learned: Learned, made_from: str) -> dict[str, Any]:
    verdict = learned.verdict
    found = verdict.comparison
    return {
        "learner": learned.learner,
        "made_from": made_from,
        "lists": len(verdict.before),
        "ndcg_before": round(verdict.mean_before, 4),
        "ndcg_after": round(verdict.mean_after, 4),
        "difference": [round(found.difference, 4), round(found.low, 4), round(found.high, 4)],
        "calibration_error": round(verdict.error, 4),
    }
