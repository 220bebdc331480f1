"""Removing all that an index holds of listings, whoever put it there, so that they can be put anew at a lower version."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.bulk import Bulk
from indexer.engines.elasticsearch.cluster import Cluster
from indexer.engines.elasticsearch.documents import Operation

AT_ONCE = 500
"""Listings whose documents are looked for together."""

CLOCK_SECONDS = 0.5
"""Longer than the clock stands still by which Elasticsearch tells how old a deletion is."""


def forget(cluster: Cluster, generation: str, bulk: Bulk, listings: Sequence[str]) -> None:
    """Remove every document of these listings, of any version and in any shard, and the memory of deleted ones: it would keep lower versions out.

    For whoever holds the lease: nobody else's late writes can come back meanwhile.
    """
    _set_memory(cluster, generation, "0s")
    for start in range(0, len(listings), AT_ONCE):
        _remove(cluster, generation, bulk, listings[start : start + AT_ONCE])
    cluster.sleep(CLOCK_SECONDS)
    _refresh(cluster, generation)
    remember(cluster, generation)


def remember(cluster: Cluster, generation: str) -> None:
    """Have deletions remembered again, also where whoever had them forgotten has died of it."""
    _set_memory(cluster, generation, m.FORGET)


def _remove(cluster: Cluster, generation: str, bulk: Bulk, listings: Sequence[str]) -> None:
    search = {
        "query": {"bool": {"filter": [{"terms": {m.LISTING: list(listings)}}]}},
        "size": m.MOST_HITS,
        "track_total_hits": False,
        "_source": False,
    }
    while True:
        _refresh(cluster, generation)
        (answer,) = cluster.search(generation, [search])
        if not (hits := answer["hits"]["hits"]):
            return
        bulk.send(Operation(hit["_routing"], hit["_id"], None, None) for hit in hits)


def _refresh(cluster: Cluster, generation: str) -> None:
    cluster.client.indices.refresh(index=cluster.door(generation))


def _set_memory(cluster: Cluster, generation: str, how_long: str) -> None:
    cluster.client.indices.put_settings(index=cluster.index(generation), settings={"index": {"gc_deletes": how_long}})
