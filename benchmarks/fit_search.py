"""Fits what search makes of its two legs: the fusion's weight, span and bend, and the calibration of its scores.

    python -m benchmarks.fit_search BENCHMARKS_DIR [--encoder SPEC] [--fusion WEIGHT SPAN BEND] [--keep FOLDER] [--models FOLDER]

For a new default encoder (``docs/encoder.md``). Every task is asked once, with what both legs say of each candidate kept, so that each setting
is tried on the same legs. Printed as JSON: the fusion that is in the product and the ten best of a grid, as nDCG@10 by task, so that one can
be chosen by which no task falls below what it was; for the product's fusion, and for the best or the one that ``--fusion`` names, the
calibration that fits it, with the area under the ROC curve that it reaches on a task that was left out of the fit: how well the best score
tells the task's own questions from those of other worlds, which nothing in the pool answers; and the median deviation of a question's cosines
(``ranking.legs.TYPICAL_DEVIATION``). The fit weighs every task the same, and right answers as if they were one in five of the first twenty
results.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.unanswered import area
from indexer.encoders import DEFAULT, open_encoder
from models.constraints import EVERYTHING
from models.ports import Candidate, Reader
from models.settings import Settings
from models.viewer import ANONYMOUS
from ranking.calibration import Calibration
from ranking.evaluate import Task, by_question
from ranking.fusion import ConfidentSum, Fused, Fusion
from ranking.learning.minimising import least
from ranking.learning.platt import SHOWN, balanced
from ranking.legs import Legs
from ranking.matching.joining.base import sigmoid
from ranking.question import pasted
from ranking.search import TAIL, SearchRequest
from search_api.assembly import Application
from search_api.evaluation import Evaluation, read_task
from search_api.evaluation.documents import listing_id
from search_api.evaluation.matching import Pool
from search_api.evaluation.questions import AskedOnce
from search_api.question_means import asking_anew

Values = NDArray[np.float64]

WORLDS = (
    ("sbir-licensee", "sbir-sourcing", "crunchbase-investor-en"),
    ("patents-prior-art-en", "patents-title-en-zh", "kppatent-keywords-zh"),
    ("xquad-en-zh", "xquad-zh-en"),
)
"""Tasks of one world: the questions of another are answered by nothing in a pool."""

ONE_LANGUAGE = (
    "sbir-licensee",
    "sbir-sourcing",
    "crunchbase-investor-en",
    "patents-prior-art-en",
    "kppatent-keywords-zh",
)
"""Tasks whose questions and documents are in one language: weight, span and bend decide nothing across two."""

WEIGHTS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
SPANS = (1.0, 1.25, 1.5, 2.0, 3.0)
BENDS = (0.4, 0.55, 0.7, 1.0)

SETTINGS = ("weight", "span", "bend")
TOLD = 10
"""The best settings of the grid that are told."""

STRANGERS = 100
"""Questions of each task of another world."""


@dataclass(frozen=True)
class Asked:
    """A question, what both legs say of its candidates, the candidates' documents, and which of them answer it."""

    name: str
    legs: Legs
    documents: Sequence[str]
    right: Mapping[str, int]

    def best(self, fused: Fused, most: int) -> list[int]:
        """The candidates that would be shown, best first, one a document."""
        order = np.argsort(-fused.scores, kind="stable")
        top = float(fused.scores[order[0]]) if len(order) else 0.0
        found: dict[str, int] = {}
        for place in order:
            if top > 0 and fused.scores[place] < TAIL * top:
                break
            found.setdefault(self.documents[place], int(place))
        return list(found.values())[:most]


class _Listening:
    """A reader and a fusion in one, which keep what was retrieved and fused last; all else is the reader's."""

    name = "listening"

    def __init__(self, reader: Reader, fusion: Fusion) -> None:
        self._reader, self._fusion = reader, fusion
        self.candidates: list[Candidate] = []
        self.legs: Legs | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def retrieve(self, *given: Any, **more: Any) -> list[Candidate]:
        """See ``Reader.retrieve``."""
        self.candidates = self._reader.retrieve(*given, **more)
        return self.candidates

    def fuse(self, legs: Legs) -> Fused:
        """See ``Fusion.fuse``."""
        self.legs = legs
        return self._fusion.fuse(legs)


def asked(application: Application, task: Task, questions: Sequence[tuple[str, str]]) -> Iterator[Asked]:
    """Every question that finds anything, in the order asked, by searches whose question means know only what was asked before."""
    listening = _Listening(application.searcher.reader, application.searcher.fusion)
    heard = replace(application.searcher, reader=cast("Reader", listening), fusion=cast("Fusion", listening))
    searcher = asking_anew(heard, application.question_means.prior)
    listings = {document: listing_id(number) for number, (document, _, _) in enumerate(task.documents)}
    documents = {listing: document for document, listing in listings.items()}
    for name, text in questions:
        own = {listings[task.own[name]]} if name in task.own else set()
        listening.legs = None
        searcher.search(SearchRequest(pasted(text), ANONYMOUS, EVERYTHING, without_listings=frozenset(own)))
        if listening.legs is not None:
            found = [documents[one.listing] for one in listening.candidates if one.listing not in own]
            yield Asked(name, listening.legs, found, task.relevance.get(name, {}))


def gain(fusion: Fusion, task: Task, questions: Sequence[Asked]) -> float:
    """The mean nDCG@10 of a task's questions by one fusion."""
    ranking = {one.name: [one.documents[place] for place in one.best(fusion.fuse(one.legs), 10)] for one in questions}
    return float(by_question(task.relevance, ranking)["nDCG@10"].mean())


def design(fused: Fused, places: Sequence[int]) -> Values:
    """What the calibration weighs of results, in the order of its parameters: shape (results, 6)."""
    signal = fused.signal
    question = (
        signal.excess,
        math.sqrt(signal.best_keyword) * signal.spoken,
        signal.spoken,
        signal.spread,
        1.0,
    )
    return np.array([(fused.scores[place], *question) for place in places], dtype=np.float64).reshape(-1, 6)


@dataclass(frozen=True)
class Shown:
    """What would be shown of a task's own questions and of strangers': the design, the truth, and the first row of each question."""

    rows: Values
    truth: Values
    firsts: Sequence[int]
    own: int

    @classmethod
    def of(cls, fusion: Fusion, own: Sequence[Asked], strangers: Sequence[Asked]) -> Shown:
        """The first ``SHOWN`` results of every question."""
        rows: list[Values] = []
        truth: list[float] = []
        firsts: list[int] = []
        for one in (*own, *strangers):
            fused = fusion.fuse(one.legs)
            best = one.best(fused, SHOWN)
            firsts.append(len(truth))
            rows.append(design(fused, best))
            truth += [float(one.right.get(one.documents[place], 0) > 0) for place in best]
        return cls(np.concatenate(rows), np.array(truth), firsts, len(own))

    @property
    def weights(self) -> Values:
        """Rows weigh one in all."""
        return balanced(self.truth, np.ones_like(self.truth)) / len(self.truth)

    def told_apart(self, parameters: Values) -> float:
        """The area under the ROC curve of best scores: own questions against strangers."""
        best = (self.rows[self.firsts] @ parameters).tolist()
        return area(best[: self.own], best[self.own :])


def fitted(shown: Sequence[Shown]) -> Values:
    """The parameters of the least log-loss, every task weighing the same: shape (6,)."""
    rows = np.concatenate([one.rows for one in shown])
    truth = np.concatenate([one.truth for one in shown])
    weights = np.concatenate([one.weights for one in shown]) / len(shown)
    middle, width = rows.mean(axis=0), rows.std(axis=0)
    width[width == 0] = 1.0
    middle[-1], width[-1] = 0.0, 1.0
    scaled = (rows - middle) / width

    def loss(values: Values) -> tuple[float, Values]:
        said = scaled @ values
        total = float(weights @ (np.logaddexp(0, said) - truth * said))
        return total, np.asarray((weights * (sigmoid(said) - truth)) @ scaled, dtype=np.float64)

    found: Values = least(loss, np.zeros(scaled.shape[1])) / width
    found[-1] -= float(found[:-1] @ middle[:-1])
    return found


def parameters(calibration: Calibration) -> Values:
    """A calibration's parameters in the order of ``design``."""
    one = calibration
    return np.array([one.slope, one.excess, one.keyword, one.spoken, one.spread, one.intercept])


def collected(tasks: Sequence[Task], evaluation: Evaluation) -> tuple[dict[str, list[Asked]], dict[str, list[Asked]]]:
    """By task, its own questions and those of other worlds, asked of its pool."""
    own, strange = {}, {}
    encoder = AskedOnce(evaluation.encoder)
    texts = [pasted(text).text for task in tasks for _, text in task.questions]
    for done, _ in enumerate(encoder.prepare(texts, threads=os.cpu_count() or 1), start=1):
        if done % STRANGERS == 0:
            print(f"encoding questions: {done:,} of {len(texts):,}", file=sys.stderr, flush=True)
    for task in tasks:
        worlds = {name for world in WORLDS if task.name not in world for name in world}
        others = [one for other in tasks if other.name in worlds for one in other.questions[:STRANGERS]]
        print(f"{task.name}: {len(task.documents):,} documents", file=sys.stderr, flush=True)
        with evaluation.opened(task, Pool(task.name), encoder) as application:
            own[task.name] = list(asked(application, task, task.questions))
            strange[task.name] = list(asked(application, replace(task, own={}, relevance={}), others))
    return own, strange


def main() -> None:
    """Ask everything once, try the grid, and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--encoder", default=DEFAULT)
    parser.add_argument("--fusion", type=float, nargs=3, metavar=("WEIGHT", "SPAN", "BEND"))
    parser.add_argument("--keep", type=Path, help="keeps the vectors, so that a second run encodes nothing")
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    given = parser.parse_args()
    tasks = [read_task(given.benchmarks / name) for world in WORLDS for name in world]
    with TemporaryDirectory(prefix="zhiqiao-fit-") as folder:
        encoder = open_encoder(given.encoder, cache=given.models)
        own, strange = collected(tasks, Evaluation(Settings(data=Path(folder)), encoder, given.keep))
    fusions = _fusions(tasks, own)
    chosen = _fusion(given.fusion or fusions["best of the grid"][0]["settings"].values())
    calibrations = {fusion.name: _calibration(fusion, own, strange) for fusion in (ConfidentSum(), chosen)}
    deviations = {"own": _deviation(own), "of other worlds": _deviation(strange)}
    found = {"fusion": fusions, "calibration": calibrations, "median deviation of a question's cosines": deviations}
    print(json.dumps(found, ensure_ascii=False, indent=1))


def _fusions(tasks: Sequence[Task], own: Mapping[str, Sequence[Asked]]) -> dict[str, Any]:
    judged = [task for task in tasks if task.name in ONE_LANGUAGE]
    grid = {
        setting: float(np.mean([gain(_fusion(setting), task, own[task.name]) for task in judged]))
        for setting in product(WEIGHTS, SPANS, BENDS)
    }
    best = sorted(grid, key=lambda setting: -grid[setting])[:TOLD]

    def told(fusion: ConfidentSum) -> dict[str, Any]:
        return {
            "settings": {name: getattr(fusion, name) for name in SETTINGS},
            "nDCG@10": {task.name: round(gain(fusion, task, own[task.name]), 4) for task in tasks},
        }

    return {"the product's": told(ConfidentSum()), "best of the grid": [told(_fusion(setting)) for setting in best]}


def _deviation(asked_of: Mapping[str, Sequence[Asked]]) -> float:
    return round(float(np.median([one.legs.vector_moments.deviation for some in asked_of.values() for one in some])), 4)


def _fusion(setting: Iterable[float]) -> ConfidentSum:
    return ConfidentSum(**dict(zip(SETTINGS, setting, strict=True)))


def _calibration(
    fusion: Fusion, own: Mapping[str, Sequence[Asked]], strange: Mapping[str, Sequence[Asked]]
) -> dict[str, Any]:
    shown = {name: Shown.of(fusion, own[name], strange[name]) for name in own}
    now = parameters(Calibration())
    names = [*asdict(Calibration())]
    left_out = {name: fitted([one for other, one in shown.items() if other != name]) for name in shown}
    return {
        "parameters": dict(zip(names, np.round(fitted([*shown.values()]), 2).tolist(), strict=True)),
        "area with the product's": {name: round(one.told_apart(now), 3) for name, one in shown.items()},
        "area, task left out of the fit": {
            name: round(one.told_apart(left_out[name]), 3) for name, one in shown.items()
        },
    }


if __name__ == "__main__":
    main()
