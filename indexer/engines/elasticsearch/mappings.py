"""The index of a generation: its mapping, its settings, and the header that says what made it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import NotFoundError

from indexer.engines.elasticsearch.cluster import Body, Cluster, Options, answering
from indexer.engines.refusals import no_generation, other_dimensions, other_form
from models.units import TERMS, WORDS

SCHEMA = 1
"""Raised with every change of the mapping: an index of another form is refused with "rebuild"."""

TYPE, UNIT, LISTING = "type", "unit", "listing"
"""What a document is, and of which unit and listing."""

CODES, LOW, HIGH, STATED = "codes", "low", "high", "stated"
"""Facts that filter."""

FACTS, UNITS, PASSAGES_HELD, REFUSED, STATE = "facts", "units", "passages_held", "refused", "state"
"""What only comes back: a unit's facts; a listing's units, how many passages they hold, and why it is not indexed; what a writer keeps."""

LENGTH, ENCODED, STANDS, VERSION = "length", "encoded", "stands", "version"
"""Of a unit: its recall terms, whether it has all its vectors; of a listing: whether it is there; the version of either."""

SIBLINGS, SHARED, EARLIER = "siblings", "shared", "earlier"
"""The other units of the listing; the codes that they share with this one; whether they come before it."""

PASSAGES, VECTOR, VECTORS = "passages", "vector", "vectors"
"""What kNN searches, and all vectors of a unit in one value."""

K1, B = 1.2, 0.75
FORGET = "1h"
"""How long Elasticsearch remembers the version of a deleted unit: far longer than a writer that lost its lease can go on."""

MOST_HITS = 10_000
"""How many hits one search gives at most: ``index.max_result_window``."""


def mapping(options: Options, dimensions: int, made_by: Mapping[str, object]) -> Body:
    """The mapping. Streams are ready-made tokens, so nothing but blanks is looked at; what nobody reads back is not kept as source."""
    keyword, flattened = {"type": "keyword"}, {"type": "flattened"}
    facts = {STATED: keyword, CODES: flattened, LOW: flattened, HIGH: flattened}
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA, "dimensions": dimensions, "made_by": json.dumps(made_by, ensure_ascii=False)},
        "_routing": {"required": True},
        "_source": {"includes": [FACTS, UNITS, PASSAGES_HELD, REFUSED, VERSION, STATE]},
        "properties": {
            TYPE: keyword,
            UNIT: keyword,
            LISTING: keyword,
            VERSION: {"type": "long"},
            LENGTH: {"type": "integer"},
            ENCODED: {"type": "boolean"},
            STANDS: {"type": "boolean"},
            TERMS: _stream("freqs"),
            WORDS: _stream("positions"),
            **facts,
            FACTS: _kept(),
            UNITS: _kept(),
            REFUSED: _kept(),
            PASSAGES_HELD: {"type": "integer", "index": False},
            VECTORS: {"type": "binary", "doc_values": True},
            PASSAGES: {"type": "nested", "properties": {VECTOR: _vector(options, dimensions)}},
            SIBLINGS: {
                "type": "nested",
                "properties": {
                    EARLIER: {"type": "boolean"},
                    WORDS: {**_stream("positions"), "norms": False},
                    SHARED: flattened,
                    **facts,
                },
            },
            STATE: {"type": "object", "enabled": False},
        },
    }


def index_settings(options: Options) -> Body:
    """The settings of a new index."""
    return {
        "number_of_shards": options.shards,
        "number_of_replicas": options.replicas,
        "refresh_interval": options.refresh,
        "gc_deletes": FORGET,
        "max_result_window": MOST_HITS,
        "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
    }


@dataclass(frozen=True, slots=True)
class Header:
    """What a generation says of itself."""

    made_by: Mapping[str, object]
    dimensions: int


def read_header(cluster: Cluster, generation: str) -> Header:
    """The header; ``NotFound`` where there is no such generation, ``RebuildNeeded`` where another version of the product made it."""
    with answering():
        try:
            found = cluster.client.indices.get_mapping(index=cluster.index(generation))
        except NotFoundError:
            raise no_generation(generation) from None
    meta: Mapping[str, Any] = found[cluster.index(generation)]["mappings"].get("_meta", {})
    if meta.get("schema") != SCHEMA:
        raise other_form(generation, meta.get("schema"), SCHEMA)
    return Header(json.loads(meta["made_by"]), meta["dimensions"])


def fitting_header(cluster: Cluster, generation: str, dimensions: int) -> Header:
    """The header; ``RebuildNeeded`` also where the generation holds vectors of another length."""
    header = read_header(cluster, generation)
    if header.dimensions != dimensions:
        raise other_dimensions(generation, header.dimensions, dimensions)
    return header


def _stream(options: str) -> Body:
    return {"type": "text", "analyzer": "whitespace", "index_options": options}


def _kept() -> Body:
    return {"type": "keyword", "index": False, "doc_values": False}


def _vector(options: Options, dimensions: int) -> Body:
    return {
        "type": "dense_vector",
        "dims": dimensions,
        "index": True,
        "similarity": "cosine",
        "index_options": {"type": options.vectors},
    }
