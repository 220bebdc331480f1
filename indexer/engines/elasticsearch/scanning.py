"""Scans: units in the order of an interval's low end, page by page, without keeping anything between two pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body, Cluster
from indexer.engines.elasticsearch.filters import every, passing
from indexer.engines.elasticsearch.values import number_of, ordered
from indexer.engines.places import Place, read, written
from models.constraints import Constraint
from models.ports import KeywordQuery, Page


def scanned(
    cluster: Cluster,
    generation: str,
    where: Constraint,
    keyword: KeywordQuery | None,
    *,
    order: str,
    descending: bool,
    after: str | None,
    limit: int,
) -> Page:
    """One page; see ``Reader.scan``."""
    start = None if after is None else _sort_values(read(after), descending=descending)
    query = every(passing(where, keyword))
    hits = list(islice(_hits(cluster, generation, query, _sort(order, descending=descending), start, limit), limit + 1))
    page = hits[:limit]
    more = len(hits) > limit and page
    return Page(tuple(hit[1] for hit in page), written(_place(page[-1], descending=descending)) if more else None)


def _hits(
    cluster: Cluster, generation: str, query: Body, sort: list[Body], start: list[Any] | None, limit: int
) -> Iterator[list[Any]]:
    """The sort values of what the query finds, as many searches as it takes."""
    size = min(limit + 1, m.MOST_HITS)
    while True:
        search = {
            "query": query,
            "size": size,
            "sort": sort,
            "track_total_hits": False,
            "stored_fields": "_none_",
            **({} if start is None else {"search_after": start}),
        }
        (answer,) = cluster.search(generation, [search])
        found = [hit["sort"] for hit in answer["hits"]["hits"]]
        yield from found
        if len(found) < size:
            return
        start = found[-1]


def _sort(order: str, *, descending: bool) -> list[Body]:
    value = {f"{m.LOW}.{order}": {"order": "desc" if descending else "asc", "missing": "_last"}}
    return [value, {m.UNIT: {"order": "asc"}}]


def _sort_values(place: Place, *, descending: bool) -> list[Any]:
    value = -place.value if descending else place.value
    return [None if place.absent else ordered(value), place.unit]


def _place(values: list[Any], *, descending: bool) -> Place:
    digits, unit = values
    if digits is None:
        return Place(absent=True, value=0.0, unit=unit)
    number = number_of(digits)
    return Place(absent=False, value=-number if descending else number, unit=unit)
