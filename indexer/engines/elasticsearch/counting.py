"""Counts of listings, and facets: how many listings hold each code. Both are exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body, Cluster
from indexer.engines.elasticsearch.filters import SIBLING, every, nested, none, passing, passing_before
from models.constraints import Constraint
from models.ports import Counts, KeywordQuery

MOST_CODES = 10_000
"""Codes of one facet."""


def counted(
    cluster: Cluster, generation: str, where: Constraint, facets: Sequence[str], keyword: KeywordQuery | None
) -> Counts:
    """See ``Reader.count``. Of a listing's units that pass, the first counts, and for each code the first that holds it."""
    before = passing_before(where, keyword)
    aggregations: Body = {"first": {"filter": none(nested(before))}}
    for place, field in enumerate(facets):
        aggregations[f"codes{place}"] = _terms(f"{m.CODES}.{field}")
    if facets:
        aggregations["again"] = _again(before, facets)
    search = {"query": every(passing(where, keyword)), "size": 0, "track_total_hits": False, "aggs": aggregations}
    (answer,) = cluster.search(generation, [search])
    made = answer["aggregations"]
    again = made["again"]["before"] if facets else {}
    found = {field: _facet(made[f"codes{place}"], again[f"codes{place}"]) for place, field in enumerate(facets)}
    return Counts(made["first"]["doc_count"], found)


def _again(before: Body, facets: Sequence[str]) -> Body:
    """For each code, how many of the units hold it that are not the first of their listing to do so."""
    codes = {
        f"codes{place}": {**_terms(f"{SIBLING}{m.SHARED}.{field}"), "aggs": {"units": {"reverse_nested": {}}}}
        for place, field in enumerate(facets)
    }
    return {"nested": {"path": m.SIBLINGS}, "aggs": {"before": {"filter": before, "aggs": codes}}}


def _terms(field: str) -> Body:
    return {"terms": {"field": field, "size": MOST_CODES}}


def _facet(every_unit: dict[str, Any], again: dict[str, Any]) -> dict[str, int]:
    repeated = {bucket["key"]: bucket["units"]["doc_count"] for bucket in again["buckets"]}
    return {bucket["key"]: bucket["doc_count"] - repeated.get(bucket["key"], 0) for bucket in every_unit["buckets"]}
