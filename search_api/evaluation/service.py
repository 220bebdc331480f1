"""Runs evaluation tasks: documents are loaded and indexed in a data folder of their own, questions asked of the product's searcher.

A task is indexed once and asked once a leg. The means of questions start anew for each leg and see only what was asked before, as in a
running product; nothing else of a question is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from indexer.pipeline import replace_index
from models.centring import QUERY, RunningMeans
from models.constraints import EVERYTHING
from models.errors import BadInput, BadTask, Conflict
from models.ports import Encoder
from models.settings import Settings
from models.viewer import ANONYMOUS
from ranking.evaluate import DEPTH, Task, by_question
from ranking.matching.matcher import MatchRequest
from ranking.question import pasted
from ranking.search import BOTH_LEGS, KEYWORD, VECTOR, SearchRequest
from search_api.assembly import Application
from search_api.evaluation.documents import kind_of, listing_id, question_listing, records
from search_api.evaluation.questions import AskedOnce
from search_api.loading import load_batches
from search_api.question_means import STRENGTH

HYBRID, MATCH = "hybrid", "match"
SEARCHES = {KEYWORD: frozenset({KEYWORD}), VECTOR: frozenset({VECTOR}), HYBRID: BOTH_LEGS}
LEGS = (*SEARCHES, MATCH)
"""What can be measured: each leg alone, both fused as searches fuse them, and the whole score of a match."""

Answers = Callable[[str, frozenset[str]], list[str]]
"""From a question and the listings that are left out to the listings that answer it."""

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0: not known yet)."""


@dataclass(frozen=True)
class LegOutcome:
    """One leg on one task. ``ranking``: the first ``DEPTH`` documents by question, in the order asked.

    ``by_question``: each measure by question, in the order of the relevance, each of shape (n,).
    """

    task: str
    leg: str
    ranking: dict[str, list[str]]
    by_question: dict[str, NDArray[np.float64]]

    @property
    def measures(self) -> dict[str, float]:
        """The mean of each measure over all questions that have an answer; one that found nothing counts as zero."""
        return {name: float(values.mean()) for name, values in self.by_question.items()}


def chosen_legs(names: str) -> list[str]:
    """The legs of a list with commas between. Raises ``BadInput`` for one that is not there."""
    legs = list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    unknown = [name for name in legs if name not in LEGS]
    if unknown or not legs:
        raise BadInput(f"There is no leg '{', '.join(unknown)}'.", advice=f"Legs are: {', '.join(LEGS)}.")
    return legs


@dataclass(frozen=True)
class Evaluation:
    """Evaluates with ``settings`` and ``encoder``. ``keep``: a folder for the data of every task, which is otherwise thrown away."""

    settings: Settings
    encoder: Encoder
    keep: Path | None = None

    def run(self, task: Task, legs: Sequence[str], report: Report = lambda _what, _done, _of: None) -> list[LegOutcome]:
        """Measure ``legs`` on ``task``. Raises ``MissingExtra`` without ``ir-measures``."""
        encoder = AskedOnce(self.encoder)
        with self._application(task, encoder) as application:
            _load(application, task, report)
            _index(application, legs, report)
            if set(legs) != {KEYWORD}:
                self._encode_questions(encoder, task, report)
            return [_measured(application, task, leg, report) for leg in legs]

    @contextmanager
    def _application(self, task: Task, encoder: Encoder) -> Iterator[Application]:
        """An application like the user's, over an empty data folder."""
        with TemporaryDirectory(prefix="zhiqiao-evaluate-") as temporary:
            folder = self.keep / task.name if self.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            apart = self.settings.model_copy(update={"data": folder, "database_url": None, "engine": "embedded"})
            application = Application(apart, encoder=encoder)
            try:
                yield application
            finally:
                application.close()

    def _encode_questions(self, encoder: AskedOnce, task: Task, report: Report) -> None:
        texts = [pasted(text).text for _, text in task.questions]
        threads = self.settings.encoder_threads or os.cpu_count() or 1
        for done, _ in enumerate(encoder.prepare(texts, threads=threads), start=1):
            report("encoding questions", done, len(texts))


def _load(application: Application, task: Task, report: Report) -> None:
    done = 0
    for batch in load_batches(application.store, records(task, application.analyser)):
        done += batch.report.read
        report("loading", done, len(task.documents))
    if application.store.listings.counts().total != len(task.documents):
        raise BadTask(
            f"The folder {application.settings.data} holds the documents of another task.",
            advice="Give --keep another folder, or remove this one.",
        )


def _index(application: Application, legs: Sequence[str], report: Report) -> None:
    try:
        owner = replace_index(application.parts)
    except Conflict:
        raise Conflict(
            f"Another process writes in {application.settings.data}.", advice="Give --keep another folder."
        ) from None
    try:
        report("indexing", 0, 0)
        owner.catch_up(lambda done, of: report("indexing", done, of))
        if set(legs) != {KEYWORD}:
            report("encoding documents", 0, 0)
            owner.encode_all(lambda done, of: report("encoding documents", done, of))
    finally:
        owner.close()


def _measured(application: Application, task: Task, leg: str, report: Report) -> LegOutcome:
    running = RunningMeans(application.question_means.prior, strength=STRENGTH)
    answers = _matching(application, task, running) if leg == MATCH else _searching(application, leg, running)
    listings = {document: listing_id(number) for number, (document, _, _) in enumerate(task.documents)}
    documents = {listing: document for document, listing in listings.items()}
    ranking: dict[str, list[str]] = {}
    for done, (name, text) in enumerate(task.questions, start=1):
        own = frozenset({listings[task.own[name]]} if name in task.own else ())
        ranking[name] = [] if pasted(text).empty else [documents[listing] for listing in answers(text, own)]
        report(f"asking ({leg})", done, len(task.questions))
    return LegOutcome(task.name, leg, ranking, by_question(task.relevance, ranking))


def _searching(application: Application, leg: str, running: RunningMeans) -> Answers:
    """The listings that search finds for a question, best first."""
    searcher = replace(
        application.searcher,
        centring=running.centring,
        asked=lambda vectors, languages: running.add(vectors, QUERY, languages),
    )

    def answers(text: str, left_out: frozenset[str]) -> list[str]:
        request = SearchRequest(
            question=pasted(text),
            viewer=ANONYMOUS,
            where=EVERYTHING,
            size=max(application.settings.window, DEPTH),
            legs=SEARCHES[leg],
            without_listings=left_out,
        )
        return [one.listing for one in searcher.search(request).results[:DEPTH]]

    return answers


def _matching(application: Application, task: Task, running: RunningMeans) -> Answers:
    """The listings that a question fits as a listing of its own, best first."""
    matcher = application.matcher
    dossiers = replace(
        application.dossiers,
        question_means=running.centring,
        asked=lambda vectors, languages: running.add(vectors, QUERY, languages),
    )
    kinds = tuple(dict.fromkeys(kind_of(task.about.get(name, {})) for name, _, _ in task.documents))

    def answers(text: str, left_out: frozenset[str]) -> list[str]:
        asker = dossiers.of_unstored(question_listing(task, text, application.analyser))
        request = MatchRequest(asker, ANONYMOUS, kinds, size=2 * DEPTH, without=left_out)
        scored = replace(matcher, dossiers=dossiers).matches(request)
        return [scored.others[n].listing for n in scored.order[:DEPTH]]

    return answers
