"""Matching on evaluation tasks: each question is a listing that asks, scored with the documents as listings.

A technology that looks for its company, or a company for technologies and investors, is itself in the market: such questions are stored and
indexed beside the documents, as in a running product. What only asks (a need) is pasted, and sees nothing of what is asked later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.made_by import MadeBy
from models.centring import Centring
from models.viewer import ANONYMOUS
from ranking.evaluate import DEPTH, Task
from ranking.matching.dossier import Asker
from ranking.matching.matcher import MatchRequest, Scored
from ranking.question import pasted
from search_api.assembly import Application
from search_api.evaluation.documents import asker_kind, kind_of, listing_id, question_id, question_listing
from search_api.matching.dossiers import Dossiers
from search_api.question_means import from_nothing

MATCH = "match"
RETRIEVED = 2 * DEPTH
"""Units that each leg retrieves for a question, so that the first hundred are chosen from enough."""


@dataclass(frozen=True)
class Pool:
    """What one data folder holds: a task's documents, and with ``market`` its questions too. ``name``: of the folder."""

    name: str
    market: bool = False


def pools(task: Task, legs: Sequence[str]) -> list[tuple[Pool, list[str]]]:
    """The pools that the legs of a task need, and which legs each serves."""
    documents, market = Pool(task.name), Pool(f"{task.name}-market", market=True)
    searches = [leg for leg in legs if leg != MATCH]
    if MATCH not in legs:
        return [(documents, searches)]
    if asker_kind(task) == "need":
        return [(documents, list(legs))]
    return [*([(documents, searches)] if searches else []), (market, [MATCH])]


def matched(application: Application, task: Task, pool: Pool) -> Iterator[tuple[str, list[str]]]:
    """Each question, in the order asked, with the listings that it fits, best first; one without a word fits none."""
    answered = dict(scored_questions(application, task, pool))
    for name, _ in task.questions:
        scored = answered.get(name)
        yield name, [scored.others[n].listing for n in scored.order[:DEPTH]] if scored else []


def scored_questions(application: Application, task: Task, pool: Pool) -> Iterator[tuple[str, Scored]]:
    """Each question that has words, in the order asked, scored with every candidate that retrieval brings."""
    dossiers = _dossiers(application)
    matcher = replace(application.matcher, dossiers=dossiers)
    kinds = tuple(dict.fromkeys(kind_of(task.about.get(name, {})) for name, _, _ in task.documents))
    places = {name: number for number, (name, _, _) in enumerate(task.documents)}
    for number, (name, text) in enumerate(task.questions):
        asker = None if pasted(text).empty else _asker(dossiers, task, pool, number, application)
        if asker is not None:
            own = frozenset({listing_id(places[task.own[name]])} if name in task.own else ())
            yield name, matcher.matches(MatchRequest(asker, ANONYMOUS, kinds, size=RETRIEVED, without=own))


def _asker(dossiers: Dossiers, task: Task, pool: Pool, number: int, application: Application) -> Asker | None:
    if pool.market:
        return dossiers.asker(question_id(number), ANONYMOUS)
    return dossiers.of_unstored(question_listing(task, number, application.analyser))


def _dossiers(application: Application) -> Dossiers:
    """Dossiers whose means of what is pasted begin anew, and see only what was pasted before."""
    live = application.generations.live() or ""
    pool = MadeBy.from_json(application.generations.made_by(live)).centring
    prior = Centring({**application.question_means.prior.means, **pool.means})
    running = from_nothing(prior)
    return replace(application.dossiers, question_means=running.centring, asked=running.add)
