"""What an index holds of each listing, and why it holds nothing of one that was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body, Cluster
from indexer.engines.elasticsearch.values import listing_key
from models.ports import Held

AT_ONCE = 1_000


def held_after(cluster: Cluster, generation: str, after: str | None) -> tuple[list[Held], str | None]:
    """The next listings that have units, in the order of their names, and where to go on; see ``Reader.held``."""
    listings: Body = {"size": AT_ONCE, "sources": [{m.LISTING: {"terms": {"field": m.LISTING}}}]}
    if after is not None:
        listings["after"] = {m.LISTING: after}
    parts = {
        m.UNITS: {"filter": {"term": {m.TYPE: m.UNIT}}},
        m.VERSION: {"stats": {"field": m.VERSION}},
    }
    search = {
        "query": {"exists": {"field": m.LISTING}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"held": {"composite": listings, "aggs": parts}},
    }
    (answer,) = cluster.search(generation, [search])
    page = answer["aggregations"]["held"]
    found = [_held(bucket) for bucket in page["buckets"] if bucket[m.UNITS]["doc_count"]]
    return found, page["after_key"][m.LISTING] if "after_key" in page else None


def _held(bucket: Mapping[str, Any]) -> Held:
    """A listing of its units and the one document of its own, which all have to be of one version."""
    units, version = bucket[m.UNITS]["doc_count"], bucket[m.VERSION]
    whole = bucket["doc_count"] == units + 1 and version["min"] == version["max"]
    return Held(bucket["key"][m.LISTING], int(version["min"]) if whole else -1, units)


def refusals(cluster: Cluster, generation: str, listings: Sequence[str]) -> dict[str, str]:
    """Why Elasticsearch did not take listings, as their own documents keep it."""
    found: dict[str, str] = {}
    for start in range(0, len(listings), AT_ONCE):
        some = listings[start : start + AT_ONCE]
        wanted = [{"_id": listing_key(one), "routing": one, "_source": [m.REFUSED]} for one in some]
        docs = cluster.fetch(cluster.index(generation), wanted)
        found |= {one: doc["_source"][m.REFUSED] for one, doc in zip(some, docs, strict=True) if doc.get("_source")}
    return found
