"""Predicates as tantivy queries, so that the keyword leg meets few units that the constraint turns away.

A compiled filter lets through at least what the predicate does, and often exactly that; what it retrieves is checked against the segments'
columns all the same, which are the one judge of both legs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import tantivy
from tantivy import FieldType, Occur, Query

from indexer.engines.embedded.keywords import CODES, code_term, high_field, low_field, unsigned_zero
from models.constraints import Interval
from models.predicates import Every, HasAny, Inside, IsStated, Meets, Never, Predicate, Some


@dataclass(frozen=True, slots=True)
class Filters:
    """Compiles predicates over one index. ``slots``: the column of each interval field that tantivy holds."""

    schema: tantivy.Schema
    slots: Mapping[str, int]

    def wide(self, predicate: Predicate) -> tantivy.Query | None:
        """A query that lets everything through that satisfies the predicate; ``None``: it cannot narrow."""
        match predicate:
            case Every(parts):
                narrow = [query for part in parts if (query := self.wide(part)) is not None]
                return _all(narrow) if narrow else None
            case Some(parts):
                queries = [self.wide(part) for part in parts]
                return None if None in queries else _any(query for query in queries if query is not None)
            case Never(part):
                query = self.exact(part)
                return None if query is None else _none(query)
            case _:
                return self.exact(predicate)

    def exact(self, predicate: Predicate) -> tantivy.Query | None:
        """A query for exactly what satisfies the predicate; ``None`` where tantivy does not hold it all."""
        match predicate:
            case HasAny(field, values):
                return _any(self._code(code_term(field, value)) for value in sorted(values))
            case IsStated(field):
                return self._code(field)
            case Inside(field, within):
                return self._span(field, Interval(within.low, math.inf), Interval(-math.inf, within.high))
            case Meets(field, span):
                return self._span(field, Interval(-math.inf, span.high), Interval(span.low, math.inf))
            case Every(parts) | Some(parts):
                queries = [query for part in parts if (query := self.exact(part)) is not None]
                if len(queries) < len(parts):
                    return None
                return _all(queries) if isinstance(predicate, Every) else _any(queries)
            case Never(part):
                query = self.exact(part)
                return None if query is None else _none(query)

    def _code(self, term: str) -> tantivy.Query:
        return Query.term_query(self.schema, CODES, term, "basic")

    def _span(self, field: str, low: Interval, high: Interval) -> tantivy.Query | None:
        slot = self.slots.get(field)
        if slot is None:
            return None
        return _all([self._between(low_field(slot), low), self._between(high_field(slot), high)])

    def _between(self, column: str, span: Interval) -> tantivy.Query:
        return Query.range_query(
            self.schema, column, FieldType.Float, unsigned_zero(span.low), unsigned_zero(span.high)
        )


def _all(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    parts = [(Occur.Must, query) for query in queries]
    return Query.boolean_query(parts) if parts else Query.all_query()


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    parts = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(parts) if parts else Query.empty_query()


def _none(query: tantivy.Query) -> tantivy.Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])
