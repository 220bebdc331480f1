"""The sums over vectors as a writer keeps them, and made anew from the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body, Cluster
from indexer.engines.elasticsearch.values import array_of, array_text, vectors_of
from indexer.engines.moments import Moments
from models.units import FloatArray

PAGE = 1000
"""Units that are read at once."""


def saved_moments(moments: Moments) -> Body:
    """The sums as a document. The products are symmetric: half of them say all."""
    upper = np.triu_indices(len(moments.total))
    return {
        "count": moments.count,
        "total": array_text(moments.total),
        "products": array_text(moments.products[upper]),
    }


def load_moments(saved: Body | None, dimensions: int) -> Moments:
    """The sums that ``saved_moments`` wrote; those of no vector where there are none."""
    if saved is None:
        return Moments.none(dimensions)
    products = np.zeros((dimensions, dimensions))
    upper = np.triu_indices(dimensions)
    products[upper] = array_of(saved["products"])
    products.T[upper] = products[upper]
    return Moments(saved["count"], array_of(saved["total"]).copy(), products)


def scanned_moments(cluster: Cluster, generation: str, dimensions: int) -> Moments:
    """The sums over all vectors that the last refresh shows."""
    return Moments.of(_rows(cluster, generation), dimensions)


def _rows(cluster: Cluster, generation: str) -> Iterator[FloatArray]:
    after: dict[str, Any] = {}
    while True:
        search = {
            "query": {"bool": {"filter": [{"exists": {"field": m.VECTORS}}]}},
            "size": PAGE,
            "sort": [{m.UNIT: "asc"}],
            "track_total_hits": False,
            "stored_fields": "_none_",
            "docvalue_fields": [m.VECTORS],
            **after,
        }
        (answer,) = cluster.search(generation, [search])
        hits = answer["hits"]["hits"]
        if hits:
            yield vectors_of([hit["fields"][m.VECTORS][0] for hit in hits]).rows
        if len(hits) < PAGE:
            return
        after = {"search_after": hits[-1]["sort"]}
