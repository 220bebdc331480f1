"""Matching in both directions: where the true partner stands from either side, with and without a mutual score.

    python benchmarks/two_way.py BENCHMARKS_DIR [--models FOLDER] [--keep FOLDER] [--json]

The awards of sbir-licensee and the companies of sbir-sourcing are one market: 1,200 technologies and 1,200 companies, and 400 pairs whose truth
is known from both sides. Each is asked for the other. Reported: nDCG@10 and the median rank of the true partner from the side of the
technologies and of the companies, and the mutual match rate: the share of pairs in which each is among the other's first ten.

*one side* ranks by what the asker's own text finds (BM25 in deviations over the corpus, as ``ranking.legs`` standardises it): no mutual score.
The joinings join that with what the other's text finds of the asker. *match* is the product's whole score.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoders import DEFAULT, open_encoder
from models.constraints import In, both
from models.listings import SideName
from models.settings import Settings
from models.viewer import ANONYMOUS
from ranking.evaluate import Task
from ranking.learning.platt import fit_platt
from ranking.legs import idfs, keyword_moments
from ranking.matching.joining import METHODS
from ranking.matching.matcher import MatchRequest
from ranking.matching.retrieval import keyword_query
from search_api.assembly import Application
from search_api.evaluation import read_task
from search_api.evaluation.documents import listing_id
from search_api.evaluation.matching import Pool
from search_api.evaluation.service import Evaluation

Scores = NDArray[np.float64]
FIRST = 10
TECHNOLOGY, COMPANY = "technology", "project"


def market(licensee: Task, sourcing: Task) -> tuple[Task, list[tuple[int, int]]]:
    """Both corpora as one task without questions, and the pairs as numbers of technology and company among their kind."""
    technologies, companies = list(sourcing.documents), list(licensee.documents)
    places = {name: n for n, (name, _, _) in enumerate(technologies)}
    firms = {name: n for n, (name, _, _) in enumerate(companies)}
    pairs = [(places[tech], firms[firm]) for tech, answers in licensee.relevance.items() for firm in answers]
    about = {**sourcing.about, **licensee.about}
    return Task("two-way", [*technologies, *companies], [], {}, {}, about), pairs


def one_sided(application: Application, asking: list[str], kind: str, columns: dict[str, int]) -> Scores:
    """What each asker's text finds of the others, in deviations over the corpus: shape (askers, others)."""
    reader, found = application.generations.reader(), np.zeros((len(asking), len(columns)))
    where = both(ANONYMOUS.constraint(), In("kind", frozenset({kind})))
    for row, listing in enumerate(asking):
        asker = application.dossiers.asker(listing, ANONYMOUS)
        query = keyword_query(asker.texts[SideName.OFFERS]) if asker else None
        if query is None:
            continue
        statistics = reader.statistics(list(query.weights))
        moments = keyword_moments(query.weights, idfs(statistics), statistics)
        for candidate in reader.retrieve(query, None, where, depth=len(columns)):
            found[row, columns[candidate.listing]] = candidate.keyword or 0.0
        found[row] = moments.standardised(found[row])
    return found


def whole_match(application: Application, asking: list[str], kind: str, columns: dict[str, int]) -> Scores:
    """The product's score; what retrieval does not bring stands last."""
    found = np.full((len(asking), len(columns)), -1.0)
    for row, listing in enumerate(asking):
        asker = application.dossiers.asker(listing, ANONYMOUS)
        if asker is not None:
            scored = application.matcher.matches(MatchRequest(asker, ANONYMOUS, (kind,), size=200))
            for other, score in zip(scored.others, scored.scores, strict=True):
                found[row, columns[other.listing]] = score
    return found


def figures(name: str, forward: Scores, backward: Scores, pairs: list[tuple[int, int]]) -> dict[str, str | float]:
    """The figures of one method. ``forward`` ranks companies for technologies, ``backward`` technologies for companies."""
    ahead = np.array([_rank(forward[t], c) for t, c in pairs])
    back = np.array([_rank(backward[c], t) for t, c in pairs])
    gain = [np.where(ranks <= FIRST, 1 / np.log2(ranks + 1), 0.0).mean() for ranks in (ahead, back)]
    return {
        "method": name,
        "nDCG@10 technology asks": round(float(gain[0]), 3),
        "nDCG@10 company asks": round(float(gain[1]), 3),
        "median rank": f"{np.median(ahead):g} / {np.median(back):g}",
        "mutual match rate": round(float(((ahead <= FIRST) & (back <= FIRST)).mean()), 3),
    }


def _rank(scores: Scores, right: int) -> int:
    """The rank from 1; of equal scores the right one stands last."""
    return int((scores >= scores[right]).sum())


def _chances(scores: Scores, pairs: list[tuple[int, int]]) -> Scores:
    """Scores between 0 and 1 that mean the chance of a true pair, by Platt scaling over all pairs."""
    truth = np.zeros(scores.shape)
    truth[tuple(np.array(pairs).T)] = 1.0
    fitted = fit_platt(scores.ravel(), truth.ravel(), np.ones(scores.size))
    return fitted.apply_to_odds(scores.ravel()).reshape(scores.shape)


def main() -> None:
    """Index the market, ask it from both sides by every method, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    parser.add_argument("--keep", type=Path, help="keep the market's data in this folder")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    licensee, sourcing = (read_task(given.benchmarks / name) for name in ("sbir-licensee", "sbir-sourcing"))
    task, pairs = market(licensee, sourcing)
    count = len(sourcing.documents)
    technologies = [listing_id(n) for n in range(count)]
    companies = [listing_id(n) for n in range(count, len(task.documents))]
    to_company, to_technology = ({name: n for n, name in enumerate(some)} for some in (companies, technologies))
    encoder = open_encoder(DEFAULT, cache=given.models)
    evaluation = Evaluation(Settings(data=given.models.parent), encoder, given.keep)
    with evaluation.opened(replace(task), Pool(task.name), encoder) as application:
        ahead = one_sided(application, technologies, COMPANY, to_company)
        back = one_sided(application, companies, TECHNOLOGY, to_technology)
        rows = [figures("one side", ahead, back, pairs)]
        mine, theirs = _chances(ahead, pairs), _chances(back.T, pairs)
        for name, method in METHODS.items():
            mutual = method.join(mine, theirs)
            rows.append(figures(name, mutual, mutual.T, pairs))
        forward = whole_match(application, technologies, COMPANY, to_company)
        backward = whole_match(application, companies, TECHNOLOGY, to_technology)
        rows.append(figures("match", forward, backward, pairs))
    if given.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
