"""Runs evaluation tasks: documents are loaded and indexed in a data folder of their own, questions asked of the product's searcher.

A task is indexed once for all searches and asked once a leg; for matching, where those who ask are listings too, once more with them. The
means of questions start anew for each leg and see only what was asked before, as in a running product; nothing else of a question is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from indexer.pipeline import replace_index
from models.constraints import EVERYTHING
from models.errors import BadInput, BadTask, Conflict
from models.messages import Message
from models.ports import Encoder
from models.settings import Settings
from models.viewer import ANONYMOUS
from ranking.evaluate import DEPTH, Task, by_question
from ranking.question import pasted
from ranking.search import BOTH_LEGS, KEYWORD, VECTOR, SearchRequest
from search_api.assembly import Application
from search_api.engines import index_apart
from search_api.evaluation.documents import listing_id, records
from search_api.evaluation.matching import MATCH, Pool, matched, pools
from search_api.evaluation.questions import AskedOnce
from search_api.loading import load_batches
from search_api.question_means import asking_anew

HYBRID = "hybrid"
SEARCHES = {KEYWORD: frozenset({KEYWORD}), VECTOR: frozenset({VECTOR}), HYBRID: BOTH_LEGS}
LEGS = (*SEARCHES, MATCH)
"""What can be measured: each leg alone, both fused as searches fuse them, and the whole score of a match."""

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
        raise BadInput(
            Message(en="There is no leg '{legs}'.", zh="没有检索方式“{legs}”。", legs=unknown),
            advice=Message(en="Legs are: {legs}.", zh="可用的检索方式：{legs}。", legs=[*LEGS]),
        )
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
        outcomes: dict[str, LegOutcome] = {}
        for pool, some in pools(task, legs):
            with self.opened(task, pool, encoder, keyword_only=set(some) == {KEYWORD}, report=report) as application:
                if not pool.market and set(some) != {KEYWORD}:
                    self._encode_questions(encoder, task, report)
                outcomes |= {leg: _measured(application, task, pool, leg, report) for leg in some}
        return [outcomes[leg] for leg in legs]

    @contextmanager
    def opened(
        self,
        task: Task,
        pool: Pool,
        encoder: Encoder,
        *,
        keyword_only: bool = False,
        report: Report = lambda _what, _done, _of: None,
    ) -> Iterator[Application]:
        """An application like the user's over a data folder of its own, with everything of the pool loaded and indexed."""
        with TemporaryDirectory(prefix="zhiqiao-evaluate-") as temporary:
            folder = self.keep / pool.name if self.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            own = self.settings.model_copy(update={"data": folder, "database_url": None})
            with index_apart(own) as apart:
                application = Application(apart, encoder=encoder)
                try:
                    _load(application, task, pool, report)
                    _index(application, report, keyword_only=keyword_only)
                    yield application
                finally:
                    application.close()

    def _encode_questions(self, encoder: AskedOnce, task: Task, report: Report) -> None:
        texts = [pasted(text).text for _, text in task.questions]
        threads = self.settings.encoder_threads or os.cpu_count() or 1
        for done, _ in enumerate(encoder.prepare(texts, threads=threads), start=1):
            report("encoding questions", done, len(texts))


def _load(application: Application, task: Task, pool: Pool, report: Report) -> None:
    done, total = 0, len(task.documents) + (len(task.questions) if pool.market else 0)
    for batch in load_batches(application.store, records(task, application.analyser, market=pool.market)):
        done += batch.report.read
        report("loading", done, total)
    if application.store.listings.counts().total != total:
        raise BadTask(
            Message(
                en="The folder {folder} holds the documents of another task.",
                zh="目录 {folder} 中是另一任务的文档。",
                folder=application.settings.data,
            ),
            advice=Message(
                en="Give --keep another folder, or remove this one.", zh="请为 --keep 另选目录，或删除该目录。"
            ),
        )


def _index(application: Application, report: Report, *, keyword_only: bool) -> None:
    try:
        owner = replace_index(application.parts)
    except Conflict:
        raise Conflict(
            Message(
                en="Another process writes in {folder}.",
                zh="另一进程正在写入 {folder}。",
                folder=application.settings.data,
            ),
            advice=Message(en="Give --keep another folder.", zh="请为 --keep 另选目录。"),
        ) from None
    try:
        report("indexing", 0, 0)
        owner.catch_up(lambda done, of: report("indexing", done, of))
        if not keyword_only:
            report("encoding documents", 0, 0)
            owner.encode_all(lambda done, of: report("encoding documents", done, of))
    finally:
        owner.close()


def _measured(application: Application, task: Task, pool: Pool, leg: str, report: Report) -> LegOutcome:
    listings = {document: listing_id(number) for number, (document, _, _) in enumerate(task.documents)}
    documents = {listing: document for document, listing in listings.items()}
    found = matched(application, task, pool) if leg == MATCH else _searched(application, task, leg, listings)
    ranking: dict[str, list[str]] = {}
    for done, (name, answers) in enumerate(found, start=1):
        ranking[name] = [documents[listing] for listing in answers]
        report(f"asking ({leg})", done, len(task.questions))
    return LegOutcome(task.name, leg, ranking, by_question(task.relevance, ranking))


def _searched(
    application: Application, task: Task, leg: str, listings: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Each question, in the order asked, with the listings that search finds for it, best first; one without a word has none."""
    searcher = asking_anew(application.searcher, application.question_means.prior)
    for name, text in task.questions:
        question = pasted(text)
        request = SearchRequest(
            question=question,
            viewer=ANONYMOUS,
            where=EVERYTHING,
            size=max(application.settings.window, DEPTH),
            legs=SEARCHES[leg],
            without_listings=frozenset({listings[task.own[name]]} if name in task.own else ()),
        )
        yield name, [] if question.empty else [one.listing for one in searcher.search(request).results[:DEPTH]]
