"""What a reader knows of a checkpoint: how far it goes, how much is in it, and its statistics; asked once a checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body, Cluster
from indexer.engines.elasticsearch.kept import MOMENTS_KEY, STATE_KEY
from indexer.engines.elasticsearch.moments import load_moments
from indexer.engines.elasticsearch.values import plain
from models.ports import IndexState
from models.units import TERMS, FloatArray

TERMS_AT_ONCE = 500
MOST_TERMS = 200_000
"""Frequencies that are remembered."""


@dataclass(frozen=True)
class Snapshot:
    """A checkpoint, named by its ``stamp``. ``frequencies`` are those that were asked for so far."""

    stamp: str
    state: IndexState
    average_length: float
    passages: int
    mean: FloatArray
    covariance: FloatArray
    frequencies: dict[str, int] = field(default_factory=dict)

    def frequencies_of(self, cluster: Cluster, terms: Sequence[str]) -> dict[str, int]:
        """How many units hold each of the terms."""
        found = {term: known for term in terms if (known := self.frequencies.get(term)) is not None}
        missing = [term for term in dict.fromkeys(terms) if term not in found]
        for start in range(0, len(missing), TERMS_AT_ONCE):
            found |= _counted(cluster, self.state.generation, missing[start : start + TERMS_AT_ONCE])
        if len(self.frequencies) > MOST_TERMS:
            self.frequencies.clear()
        self.frequencies.update(found)
        return found


def visible_state(cluster: Cluster, generation: str) -> Body:
    """The state of the last checkpoint that searches see."""
    (answer,) = cluster.search(generation, [_by_key(STATE_KEY)])
    hits = answer["hits"]["hits"]
    state: Body = hits[0]["_source"][m.STATE] if hits else {"sequence": 0, "stamp": ""}
    return state


def taken(cluster: Cluster, generation: str, state: Body, dimensions: int) -> Snapshot:
    """The snapshot of a checkpoint."""
    units, listings, moments = cluster.search(generation, [_units(), _listings(), _by_key(MOMENTS_KEY)])
    made, kept = units["aggregations"], moments["hits"]["hits"]
    sums = load_moments(kept[0]["_source"][m.STATE] if kept else None, dimensions)
    return Snapshot(
        stamp=state["stamp"],
        state=IndexState(
            generation,
            state["sequence"],
            units["hits"]["total"]["value"],
            listings["hits"]["total"]["value"],
            made[m.ENCODED]["doc_count"],
        ),
        average_length=made[m.LENGTH]["value"] or 0.0,
        passages=sums.count,
        mean=sums.mean(),
        covariance=sums.covariance(),
    )


def _by_key(key: str) -> Body:
    return {"query": {"ids": {"values": [key]}}, "size": 1, "_source": [m.STATE]}


def _units() -> Body:
    return {
        "query": {"term": {m.TYPE: m.UNIT}},
        "size": 0,
        "track_total_hits": True,
        "aggs": {m.LENGTH: {"avg": {"field": m.LENGTH}}, m.ENCODED: {"filter": {"term": {m.ENCODED: True}}}},
    }


def _listings() -> Body:
    query = {"bool": {"filter": [{"term": {m.TYPE: m.LISTING}}, {"term": {m.STANDS: True}}]}}
    return {"query": query, "size": 0, "track_total_hits": True}


def _counted(cluster: Cluster, generation: str, terms: Sequence[str]) -> dict[str, int]:
    filters = {str(place): {"term": {TERMS: plain(term)}} for place, term in enumerate(terms)}
    search = {"size": 0, "track_total_hits": False, "aggs": {TERMS: {"filters": {"filters": filters}}}}
    (answer,) = cluster.search(generation, [search])
    buckets = answer["aggregations"][TERMS]["buckets"]
    return {term: buckets[str(place)]["doc_count"] for place, term in enumerate(terms)}
