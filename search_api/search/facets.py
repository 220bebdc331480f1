"""Facets: how many results of a frozen window hold each code."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from models.constraints import ABOVE, Fact, Facts, Interval
from models.vocabulary import term_kinds

MOST_VALUES = 30
"""Codes of one facet that are told, the most frequent ones."""

_SUBCLASS = re.compile(r"[A-HY][0-9]{2}[A-Z]")
_COUNTRY_OR_DIVISION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def count_facets(facts: Iterable[Facts], names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Counts by facet and code, the most frequent first; a facet of which nothing occurs is left out."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in names}
    for one in facts:
        for name, counter in counters.items():
            counter.update(_FACETS[name](one))
    return {name: _first(counter) for name, counter in counters.items() if counter}


def _first(counter: Counter[str]) -> dict[str, int]:
    ordered = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ordered[:MOST_VALUES])


def _codes(fact: Fact | None) -> Iterable[str]:
    return fact if isinstance(fact, frozenset) else ()


def _held(name: str) -> Callable[[Facts], Iterable[str]]:
    return lambda facts: _codes(facts.get(name))


def _above(name: str, level: re.Pattern[str]) -> Callable[[Facts], Iterable[str]]:
    return lambda facts: [code for code in _codes(facts.get(name + ABOVE)) if level.fullmatch(code)]


def _year(facts: Facts) -> Iterable[str]:
    published = facts.get("published")
    if isinstance(published, Interval) and math.isfinite(published.low):
        return [str(dt.date.fromordinal(int(published.low)).year)]
    return []


def _levels(facts: Facts) -> Iterable[str]:
    """Every readiness level that the span of a listing holds."""
    stage, kind = facts.get("stage"), term_kinds()["stage"]
    if not isinstance(stage, Interval) or kind.low is None or kind.high is None:
        return []
    low, high = max(stage.low, kind.low), min(stage.high, kind.high)
    return [str(level) for level in range(math.ceil(low), math.floor(high) + 1)]


_FACETS: Mapping[str, Callable[[Facts], Iterable[str]]] = {
    "kind": _held("kind"),
    "profile": _held("profile"),
    "standing": _held("standing"),
    "field": _above("field", _SUBCLASS),
    "industry": _held("industry"),
    "place": _above("place", _COUNTRY_OR_DIVISION),
    "stage": _levels,
    "deal_type": _held("deal_type"),
    "service_type": _held("service_type"),
    "round": _held("round"),
    "asset_kind": _held("asset_kind"),
    "legal_status": _held("legal_status"),
    "encumbrance": _held("encumbrance"),
    "role": _held("role"),
    "party": _held("party"),
    "office": _held("office"),
    "language": _held("language"),
    "year": _year,
    "source": _held("source"),
}

FACETS = tuple(_FACETS)
"""Every facet, in the order in which they are told. Each is the name of a filter that takes its codes."""
