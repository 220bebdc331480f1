"""Both legs in one ``_msearch``, and every unit that one of them found, with its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import GLOBAL, Body, Cluster
from indexer.engines.elasticsearch.filters import OWN, every, holds, passing, required
from indexer.engines.elasticsearch.values import plain, vectors_of
from indexer.engines.questions import directed
from models.constraints import Constraint
from models.ports import Candidate, KeywordQuery
from models.predicates import met
from models.units import TERMS, FloatArray

SCALE = 1 / 2.2
"""Elasticsearch's BM25 (k1 = 1.2) has the factor k1 + 1, ours has not."""

MARK = "mark"
LEAST_CANDIDATES = 1000
"""What kNN looks at on each shard at least: so many passages or fewer are all compared."""

SPARE = {"hnsw": 1.0, "flat": 1.0, "int4_hnsw": 2.0, "bbq_hnsw": 3.0}
USUAL_SPARE = 1.25
"""kNN is asked for so many times the depth, by how it keeps vectors, as its scores are of quantised ones: ``benchmarks/engine_vectors.py``."""


@dataclass(slots=True)
class Found:
    """A unit that a leg retrieved. ``keyword``: its score; ``vector``: its best passage's cosine, and that passage's number.

    ``held``: its vectors as they are kept.
    """

    unit: str
    listing: str
    marked: bool
    held: str | None
    keyword: float | None = None
    vector: float | None = None
    passage: int | None = None
    keyword_rank: int | None = None
    vector_rank: int | None = None

    def candidate(self) -> Candidate:
        """As the port gives it."""
        return Candidate(
            self.unit,
            self.listing,
            self.keyword,
            self.vector,
            self.keyword_rank,
            self.vector_rank,
            self.passage,
            self.marked,
        )


def retrieved(
    cluster: Cluster,
    generation: str,
    keyword: KeywordQuery | None,
    vectors: FloatArray | None,
    where: Constraint,
    depth: int,
    mark: Constraint,
) -> list[Candidate]:
    """See ``Reader.retrieve``: in the order of the keyword leg, then what only the vectors found, best first."""
    queries = directed(vectors)
    kept = passing(where, keyword)
    asked = None if keyword is None else scoring(keyword)
    marking = {"bool": {"filter": [holds(met(mark), OWN)], "_name": MARK}}
    searches = [] if asked is None else [_keyword_search(asked, kept, marking, depth, with_vectors=len(queries) > 0)]
    wanted = min(int(depth * SPARE.get(cluster.options.vectors, USUAL_SPARE)), m.MOST_HITS)
    searches += [_vector_search(query, kept, marking, wanted) for query in queries]
    answers = cluster.search(generation, searches) if searches else []
    found: dict[str, Found] = {}
    ranked = [] if asked is None else _by_keyword(answers.pop(0), found)
    near = _by_vector(answers, found)
    _compare([one for one in found.values() if one.held is not None], queries)
    near = sorted(near, key=lambda one: (-(one.vector or 0.0), one.unit))[:depth]
    for rank, one in enumerate(near, 1):
        one.vector_rank = rank
    return [one.candidate() for one in [*ranked, *(one for one in near if one.keyword_rank is None)]]


def scoring(keyword: KeywordQuery) -> Body | None:
    """What scores: the weighted terms, or, where there are none, what the words require; ``None`` where the query asks for nothing."""
    if keyword.weights:
        terms = [{"term": {TERMS: {"value": plain(term), "boost": weight}}} for term, weight in keyword.weights.items()]
        return {"bool": {"should": terms, "minimum_should_match": 1}}
    needed = required(keyword, OWN)
    return {"bool": {"must": needed}} if needed else None


def _keyword_search(asked: Body, kept: list[Body], marking: Body, depth: int, *, with_vectors: bool) -> Body:
    query = {"bool": {"must": [asked], "filter": kept, "should": [marking]}}
    return {**_search(query, depth, [m.VECTORS] if with_vectors else []), **GLOBAL}


def _vector_search(query: FloatArray, kept: list[Body], marking: Body, wanted: int) -> Body:
    nearest = {
        "field": f"{m.PASSAGES}.{m.VECTOR}",
        "query_vector": query.tolist(),
        "k": wanted,
        "num_candidates": max(wanted, LEAST_CANDIDATES),
        "filter": every(kept),
    }
    leg = {"nested": {"path": m.PASSAGES, "query": {"knn": nearest}, "score_mode": "max"}}
    return _search({"bool": {"must": [leg], "should": [marking]}}, wanted, [m.VECTORS])


def _search(query: Body, size: int, more: list[str]) -> Body:
    return {
        "query": query,
        "size": min(size, m.MOST_HITS),
        "track_total_hits": False,
        "stored_fields": "_none_",
        "docvalue_fields": [m.UNIT, m.LISTING, *more],
    }


def _by_keyword(answer: Body, found: dict[str, Found]) -> list[Found]:
    ranked = []
    for rank, hit in enumerate(answer["hits"]["hits"], 1):
        one = _noted(hit, found)
        one.keyword, one.keyword_rank = hit["_score"] * SCALE, rank
        ranked.append(one)
    return ranked


def _by_vector(answers: list[Body], found: dict[str, Found]) -> list[Found]:
    """What the searches for any of the question's vectors found."""
    near = (_noted(hit, found) for answer in answers for hit in answer["hits"]["hits"])
    return list({one.unit: one for one in near}.values())


def _noted(hit: dict[str, Any], found: dict[str, Found]) -> Found:
    """The unit of a hit."""
    fields = hit["fields"]
    unit = fields[m.UNIT][0]
    if unit not in found:
        marked = MARK in hit.get("matched_queries", ())
        found[unit] = Found(unit, fields[m.LISTING][0], marked, fields.get(m.VECTORS, [None])[0])
    return found[unit]


def _compare(holders: list[Found], queries: FloatArray) -> None:
    """Give each unit the best cosine of any of its passages with any of ``queries``."""
    if not holders or not len(queries):
        return
    held = vectors_of([one.held for one in holders if one.held is not None])
    cosines = (held.rows @ queries.T).max(axis=1)
    ends = [*held.firsts[1:].tolist(), len(cosines)]
    for one, first, end in zip(holders, held.firsts.tolist(), ends, strict=True):
        best = first + int(cosines[first:end].argmax())
        one.vector, one.passage = float(cosines[best]), int(held.numbers[best])
