"""The facts of a unit: everything about one side of a listing that can be filtered, counted or checked.

A term stands under its own name (``stage``: the listing's, its offering side first), so that searches need not know the sides; under
``offers.stage`` where it is offered; and, where it is sought, under how much it is wanted: ``requires.stage``, ``prefers.stage``,
``excludes.stage``. ``requires`` names the required terms, ``insists`` those of them that "not stated" does not pass. What answers the
seeking side of others stands under ``answers`` (``indexer.answers``). Codes of a tree bring their ancestors under ``name + ABOVE``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from models.constraints import ABOVE, Fact, Interval
from models.listings import Listing, SideName
from models.terms import Amount, Codes, Flag, Period, Span, Term, TermValue, Weight, group_of
from models.vocabulary import term_kinds

Ancestry = Callable[[str], Iterable[str]]
"""From a code to itself and everything above it in its tree."""

WANTED = {
    Weight.STATED: "prefers",
    Weight.PREFERRED: "prefers",
    Weight.REQUIRED: "requires",
    Weight.EXCLUDED: "excludes",
}
"""How a term of the seeking side is called by its weight: what is only stated there is a wish."""


def term_facts(listing: Listing, trees: Mapping[str, Ancestry]) -> dict[str, Fact]:
    """What the terms of both sides state and ask for."""
    facts: dict[str, Fact] = {}
    for term in listing.offers.terms:
        name, fact = term_fact(term)
        _add(facts, f"{SideName.OFFERS}.{name}", fact)
        facts[name] = _joined(facts.get(name), fact)
    for term in listing.seeks.terms:
        name, fact = term_fact(term)
        if term.weight is not Weight.EXCLUDED:
            facts[name] = _joined(facts.get(name), fact)
        _add(facts, f"{WANTED[term.weight]}.{name.replace(term.name, term.key, 1)}", fact)
    required = [term for term in listing.seeks.terms if term.weight is Weight.REQUIRED]
    for name, groups in (("requires", required), ("insists", [term for term in required if not term.confirm])):
        if groups:
            facts[name] = frozenset(group_of(term.key) for term in groups)
    return with_ancestors(facts, trees)


def term_fact(term: Term) -> tuple[str, Fact]:
    """The name and the fact of one term; money carries its currency in the name (``loan.CNY``)."""
    if isinstance(term.value, Amount):
        return f"{term.name}.{term.value.money.currency}", value_fact(term.value)
    return term.name, value_fact(term.value)


def value_fact(value: TermValue) -> Fact:
    """A term's value as a fact: codes as they are, everything else as an interval or a yes or no."""
    match value:
        case Codes():
            return frozenset(value.codes)
        case Flag():
            return frozenset({"yes" if value.value else "no"})
        case Span():
            return interval(value.low, value.high)
        case Amount():
            return interval(value.money.low, value.money.high)
        case Period():
            return days(value.start, value.end)


def interval(low: float | Decimal | None, high: float | Decimal | None) -> Interval:
    """An interval whose open ends are infinite."""
    return Interval(-math.inf if low is None else float(low), math.inf if high is None else float(high))


def days(start: dt.date | None, end: dt.date | None) -> Interval:
    """A period as proleptic ordinals."""
    return interval(start.toordinal() if start else None, end.toordinal() if end else None)


def with_ancestors(facts: dict[str, Fact], trees: Mapping[str, Ancestry]) -> dict[str, Fact]:
    """The facts with the ancestors of every tree's codes added."""
    closures: dict[str, Fact] = {}
    for name, fact in facts.items():
        kind = term_kinds().get(name.rsplit(".", 1)[-1])
        if kind and kind.tree and isinstance(fact, frozenset):
            above = trees[kind.tree]
            closures[name + ABOVE] = frozenset(code for known in fact for code in above(known))
    return facts | closures


def _add(facts: dict[str, Fact], name: str, fact: Fact) -> None:
    """Codes of one name are alternatives; of two intervals that meet both hold, and where they are excluded all that either holds is."""
    known = facts.get(name)
    if isinstance(known, frozenset) and isinstance(fact, frozenset):
        facts[name] = known | fact
    elif isinstance(known, Interval) and isinstance(fact, Interval) and known.meets(fact):
        out = name.startswith(f"{WANTED[Weight.EXCLUDED]}.")
        lows, highs = (known.low, fact.low), (known.high, fact.high)
        facts[name] = Interval(min(lows), max(highs)) if out else Interval(max(lows), min(highs))
    else:
        facts[name] = fact


def _joined(known: Fact | None, fact: Fact) -> Fact:
    """Codes of both sides together; of two intervals the first, which is the offering side's."""
    if isinstance(known, frozenset) and isinstance(fact, frozenset):
        return known | fact
    return fact if known is None else known
