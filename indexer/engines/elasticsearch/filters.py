"""Conditions as Elasticsearch's queries: exactly what passes, of a unit or of its siblings."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.cluster import Body
from indexer.engines.elasticsearch.values import FIRST, LAST, ordered, plain
from models.constraints import Constraint
from models.ports import KeywordQuery, Phrase
from models.predicates import Every, HasAny, Inside, IsStated, Meets, Never, Predicate, Some, met
from models.units import WORDS

OWN, SIBLING = "", f"{m.SIBLINGS}."
"""Whose fields are asked."""


def passing(where: Constraint, keyword: KeywordQuery | None) -> list[Body]:
    """What a unit has to meet, apart from scoring: the constraint, the words it must have, and those that its listing must not."""
    found = [{"term": {m.TYPE: m.UNIT}}, holds(met(where), OWN)]
    if keyword is not None:
        found += required(keyword, OWN)
        found += [none(unwanted) for unwanted in _excluded(where, keyword)]
    return found


def passing_before(where: Constraint, keyword: KeywordQuery | None) -> Body:
    """Of a unit that passes: that a unit of its listing which comes before it passes too, as a query of that sibling."""
    words = [] if keyword is None else required(keyword, SIBLING)
    return every([{"term": {f"{SIBLING}{m.EARLIER}": True}}, holds(met(where), SIBLING), *words])


def required(keyword: KeywordQuery, whose: str) -> list[Body]:
    """What must occur in the positional stream."""
    needed = [phrase_query(phrase, whose) for phrase in keyword.phrases if phrase.words]
    if keyword.prefix:
        needed.append({"prefix": {f"{whose}{WORDS}": plain(keyword.prefix)}})
    return needed


def nested(query: Body, path: str = m.SIBLINGS) -> Body:
    """That one of the siblings answers a query."""
    return {"nested": {"path": path, "query": query, "score_mode": "none"}}


def phrase_query(phrase: Phrase, whose: str) -> Body:
    """The words side by side, and in order."""
    words = [plain(word) for word in phrase.words]
    if len(words) == 1:
        return {"term": {f"{whose}{WORDS}": words[0]}}
    return {"match_phrase": {f"{whose}{WORDS}": " ".join(words)}}


def holds(predicate: Predicate, whose: str) -> Body:
    """A query for exactly what satisfies the predicate."""
    match predicate:
        case HasAny(field, values):
            return {"terms": {f"{whose}{m.CODES}.{field}": sorted(values)}} if values else NOTHING
        case IsStated(field):
            return {"term": {f"{whose}{m.STATED}": field}}
        case Inside(field, within):
            return _span(whose, field, (ordered(within.low), LAST), (FIRST, ordered(within.high)))
        case Meets(field, span):
            return _span(whose, field, (FIRST, ordered(span.high)), (ordered(span.low), LAST))
        case Every(parts):
            return every(holds(part, whose) for part in parts)
        case Some(parts):
            return some([holds(part, whose) for part in parts])
        case Never(part):
            return none(holds(part, whose))


EVERYTHING: Body = {"match_all": {}}
NOTHING: Body = {"match_none": {}}


def every(queries: Iterable[Body]) -> Body:
    """All of the queries, unscored."""
    parts = list(queries)
    return {"bool": {"filter": parts}} if parts else EVERYTHING


def some(queries: list[Body]) -> Body:
    """Any of the queries."""
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else NOTHING


def none(query: Body) -> Body:
    """What the query does not match."""
    return {"bool": {"must_not": [query]}}


def _excluded(where: Constraint, keyword: KeywordQuery) -> Iterable[Body]:
    """Words that the unit itself, or one of its siblings that passes, has."""
    for phrase in keyword.without:
        if phrase.words:
            yield phrase_query(phrase, OWN)
            yield nested(every([holds(met(where), SIBLING), phrase_query(phrase, SIBLING)]))


def _span(whose: str, field: str, low: tuple[str, str], high: tuple[str, str]) -> Body:
    ends = ((m.LOW, low), (m.HIGH, high))
    return every({"range": {f"{whose}{end}.{field}": {"gte": least, "lte": most}}} for end, (least, most) in ends)
