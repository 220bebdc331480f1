"""One consistent view of a generation: tantivy's searcher and the segments of the same checkpoint. Never changes; what replaces it is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.engines.embedded.filters import Filters
from indexer.engines.embedded.keywords import KEY, excluded, required, unscored
from indexer.engines.embedded.passing import Condition, Passing, Remembered
from indexer.engines.embedded.segments.columns import Mask
from indexer.engines.embedded.segments.masks import satisfying
from indexer.engines.embedded.segments.segment import Segment
from indexer.engines.embedded.state import State
from indexer.engines.moments import Moments
from models.constraints import Constraint
from models.ports import KeywordQuery
from models.predicates import met
from models.units import FloatArray


@dataclass(frozen=True)
class Part:
    """A segment in a snapshot: its rows are ``base`` to ``base + len(alive)`` of the snapshot's; ``alive`` are those that stand."""

    segment: Segment
    gone: Mask
    alive: Mask
    base: int

    @property
    def rows(self) -> slice:
        """Its rows among the snapshot's."""
        return slice(self.base, self.base + len(self.alive))

    @cached_property
    def encoded(self) -> int:
        """How many units that stand have all their vectors."""
        return int(np.count_nonzero(self.alive & self.segment.table.encoded))

    @cached_property
    def listings(self) -> int:
        """How many listings that stand have a unit."""
        return len(np.unique(self.segment.table.listing_of[self.alive]))


@dataclass(frozen=True)
class Snapshot:
    """What a reader reads. Rows count through all segments, units that are gone among them."""

    generation: str
    state: State
    searcher: tantivy.Searcher
    schema: tantivy.Schema
    parts: tuple[Part, ...]
    moments: Moments
    _remembered: Remembered = field(default_factory=Remembered)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """The key of each row, ascending."""
        return np.concatenate([np.zeros(0, np.int64), *(part.segment.table.keys for part in self.parts)])

    @cached_property
    def filters(self) -> Filters:
        """Compiles constraints for the keyword leg."""
        return Filters(self.schema, self.state.slots)

    @cached_property
    def units(self) -> int:
        """How many units stand."""
        return sum(int(np.count_nonzero(part.alive)) for part in self.parts)

    @cached_property
    def recall_terms(self) -> int:
        """How many recall terms they hold together."""
        return sum(int(part.segment.table.lengths[part.alive].sum()) for part in self.parts)

    @cached_property
    def mean(self) -> FloatArray:
        """The mean of all passages' vectors, as the last statistics saw them."""
        return self.moments.mean()

    @cached_property
    def covariance(self) -> FloatArray:
        """Their covariance."""
        return self.moments.covariance()

    def passing(self, where: Constraint, keyword: KeywordQuery | None = None) -> Passing:
        """Which rows stand and pass the constraint, and what ``keyword`` requires and excludes."""
        condition = Condition.of(where, keyword)
        if (known := self._remembered.get(condition)) is not None:
            return known
        predicate = met(where)
        masks = [part.alive & satisfying(predicate, part.segment.table) for part in self.parts]
        mask = np.concatenate([np.zeros(0, np.bool_), *masks])
        if (words := condition.words()) is not None and mask.any():
            mask = self._with_words(words, mask)
        return self._remembered.put(Passing(condition, mask, self.parts))

    def _with_words(self, query: KeywordQuery, mask: Mask) -> Mask:
        """Of the units of ``mask``, those with the words that are required, but for listings any of whose units has one that is excluded."""
        for unwanted in excluded(query, self.schema):
            mask = mask & ~self._beside(mask & self._matching(unwanted))
        for needed in required(query, self.schema):
            mask = mask & self._matching(needed)
        return mask

    def _beside(self, mask: Mask) -> Mask:
        """All units of the listings that have a unit in ``mask``. A listing's units stand in one segment."""
        beside = np.zeros(len(mask), np.bool_)
        for part in self.parts:
            table = part.segment.table
            named = np.zeros(len(table.listings), np.bool_)
            named[table.listing_of[mask[part.rows]]] = True
            beside[part.rows] = named[table.listing_of]
        return beside

    def _matching(self, query: tantivy.Query) -> Mask:
        hits = self.searcher.search(unscored(query), max(len(self.keys), 1), count=False).hits
        mask = np.zeros(len(self.keys), np.bool_)
        rows = self.rows_of([address for _, address in hits])
        mask[rows[rows >= 0]] = True
        return mask

    def rows_of(self, addresses: list[tantivy.DocAddress]) -> NDArray[np.int64]:
        """The rows of tantivy's documents, −1 for one that is not among them."""
        keys = np.array(self.searcher.fast_field_values(KEY, addresses), np.int64)
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[rows] == keys, rows, -1) if len(self.keys) else keys[:0]

    def by_part(self, rows: NDArray[np.int64]) -> Iterator[tuple[Part, NDArray[np.int64], NDArray[np.int64]]]:
        """For each segment that holds some of ``rows``: it, their places among ``rows``, and their rows in it."""
        holders = np.searchsorted([part.base for part in self.parts], rows, "right") - 1
        for holder in np.unique(holders):
            places = np.flatnonzero(holders == holder)
            part = self.parts[holder]
            yield part, places, rows[places] - part.base

    def names(self, rows: NDArray[np.int64]) -> tuple[list[str], list[str]]:
        """The units and the listings of rows."""
        units, listings = [""] * len(rows), [""] * len(rows)
        for part, places, local in self.by_part(rows):
            table = part.segment.table
            found = zip(places.tolist(), table.units.at(local), table.listings.at(table.listing_of[local]), strict=True)
            for place, unit, listing in found:
                units[place], listings[place] = unit, listing
        return units, listings

    def locate(self, units: Sequence[str]) -> Mapping[str, tuple[Part, int]]:
        """Where each of ``units`` that stands is."""
        found = {}
        for part in self.parts:
            for unit, row in zip(units, part.segment.table.units.find(units), strict=True):
                if row >= 0 and part.alive[row]:
                    found[unit] = (part, int(row))
        return found


def parts_of(segments: Sequence[Segment], gone: Sequence[Mask]) -> tuple[Part, ...]:
    """The segments with what is gone in each, one after the other."""
    parts, base = [], 0
    for segment, lost in zip(segments, gone, strict=True):
        parts.append(Part(segment, lost, ~lost[segment.table.listing_of], base))
        base += len(segment.table)
    return tuple(parts)
