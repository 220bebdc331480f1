"""A change as documents: one for the listing, one for each of its units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body
from indexer.engines.elasticsearch.values import facts_text, listing_key, ordered, stream, unit_key, vectors_text
from models.constraints import Facts, Interval
from models.units import TERMS, WORDS, ListingUnits, Unit

DIGITS = 6
"""Of a vector's components as kNN gets them: it quantises them anyway."""


MOST_SAID = 1000


class Operation(NamedTuple):
    """One line of a bulk: put a document, or remove it where there is none. No ``version``: whatever the index holds."""

    listing: str
    key: str
    version: int | None
    document: Body | None


def operations(change: ListingUnits, known: Iterable[str]) -> list[Operation]:
    """What replaces the units that the index has ``known`` of a listing by those of a change, its own document first."""
    now = [unit.id for unit in change.units]
    gone = [unit for unit in known if unit not in set(now)]
    made = [_put(change, listing_key(change.listing), listing_document(change, [*now, *gone]))]
    made += [_put(change, unit_key(unit.id), unit_document(unit, change)) for unit in change.units]
    made += [Operation(change.listing, unit_key(unit), change.version, None) for unit in gone]
    return made


def listing_document(change: ListingUnits, units: Sequence[str]) -> Body:
    """What the index keeps of a listing, also of one that is gone. ``units``: all that it ever had."""
    return {
        m.TYPE: m.LISTING,
        m.LISTING: change.listing,
        m.VERSION: change.version,
        m.STANDS: bool(change.units),
        m.UNITS: list(units),
        m.PASSAGES_HELD: sum(len(unit.vectors) for unit in change.units),
    }


def refusal(change: ListingUnits, units: Sequence[str], reason: str) -> list[Operation]:
    """What stands in the place of a listing with a document that Elasticsearch does not take: none of its units, and why."""
    document = {**listing_document(ListingUnits(change.listing, change.version), units), m.REFUSED: reason[:MOST_SAID]}
    gone = [Operation(change.listing, unit_key(unit), change.version, None) for unit in units]
    return [_put(change, listing_key(change.listing), document), *gone]


def unit_document(unit: Unit, change: ListingUnits) -> Body:
    """A unit with its siblings."""
    place = change.units.index(unit)
    document: Body = {
        m.TYPE: m.UNIT,
        m.UNIT: unit.id,
        m.LISTING: unit.listing,
        m.VERSION: change.version,
        m.LENGTH: len(unit.streams.get(TERMS, ())),
        m.ENCODED: len(unit.vectors) >= unit.expected,
        TERMS: stream(unit.streams.get(TERMS, ())),
        WORDS: stream(unit.streams.get(WORDS, ())),
        m.FACTS: facts_text(unit.facts),
        **_facts(unit.facts),
        m.SIBLINGS: [
            _sibling(other, unit, earlier=at < place) for at, other in enumerate(change.units) if other is not unit
        ],
    }
    if unit.vectors:
        document[m.VECTORS] = vectors_text(unit.vectors)
        document[m.PASSAGES] = [
            {m.VECTOR: np.round(passage.vector.astype(np.float64), DIGITS).tolist()}
            for passage in unit.vectors
            if np.abs(passage.vector).max() >= 10**-DIGITS  # a vector of no direction is near nothing
        ]
    return document


def _sibling(other: Unit, unit: Unit, *, earlier: bool) -> Body:
    shared = {
        name: sorted(both)
        for name, fact in other.facts.items()
        if isinstance(fact, frozenset) and isinstance(own := unit.facts.get(name), frozenset) and (both := fact & own)
    }
    return {
        m.EARLIER: earlier,
        WORDS: stream(other.streams.get(WORDS, ())),
        m.SHARED: shared if earlier else {},
        **_facts(other.facts),
    }


def _facts(facts: Facts) -> Body:
    spans = {name: fact for name, fact in facts.items() if isinstance(fact, Interval)}
    return {
        m.STATED: sorted(facts),
        m.CODES: {name: sorted(fact) for name, fact in facts.items() if not isinstance(fact, Interval)},
        m.LOW: {name: ordered(span.low) for name, span in spans.items()},
        m.HIGH: {name: ordered(span.high) for name, span in spans.items()},
    }


def _put(change: ListingUnits, key: str, document: Body) -> Operation:
    return Operation(change.listing, key, change.version, document)
