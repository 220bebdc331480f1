"""Checks: what each demand of one listing finds in the other, as an outcome and as a degree from 0 to 1.

The outcome is that of the demand's own constraint, so that it is what retrieval saw. The degree says how near a wish is that is not quite
met, and how far one that is: the share of an amount that two spans have in common, the distance of two fields in their tree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models.constraints import Fact, Facts, Interval, Outcome, evaluate
from models.terms import ALL, Weight
from ranking.matching.context import DAYS_A_YEAR, Context
from ranking.matching.demands import ANSWERS, Demand
from ranking.matching.rules import RULES, Rule

NEAR = 0.4
"""The most that a failed wish is worth for being near."""

MET_WORTH = 0.3
"""What a wish that is met is worth beside one that fails: most who state anything meet most wishes, so that meeting one tells less of a pair
than failing it, and who states much gains little on who states nothing (`python -m benchmarks silent`)."""

LEAST_MET = 0.6
"""What a wish that is met only in part is worth at least."""


@dataclass(frozen=True)
class Check:
    """What one demand found. ``stated``: what answers it, as ``Demand.asked``; ``common``: what two spans share, in the unit that was asked.

    ``decides``: whether it decides a match: a hard demand whose outcome is the best of its alternatives, and not met.
    """

    demand: Demand
    outcome: Outcome
    degree: float
    stated: Mapping[str, Fact]
    common: Interval | None = None
    decides: bool = False


@dataclass(frozen=True)
class RuleCheck:
    """What a rule says of a pair."""

    rule: str
    outcome: Outcome


def check(demand: Demand, facts: Facts, context: Context) -> Check:
    """One demand against the facts of the other listing."""
    stated = _stated(demand, facts, context)
    if not stated and not demand.among and not demand.kind.of_assets:
        return Check(demand, Outcome.NOT_STATED, 0.0, stated)
    outcome = evaluate(demand.holds(context), facts)
    shared = _shared_span(demand, stated, context)
    return Check(demand, outcome, _degree(demand, outcome, stated, context), stated, shared[1] if shared else None)


def checks(demands: tuple[Demand, ...], facts: Facts, context: Context) -> tuple[Check, ...]:
    """All demands; those that decide are marked: a hard group fails where all its alternatives do, and is open where the best of them is."""
    found = [check(demand, facts, context) for demand in demands]
    if not any(one.demand.hard for one in found):
        return tuple(found)
    best: dict[tuple[str, Weight], Outcome] = {}
    for one in found:
        group = (one.demand.group, one.demand.weight)
        best[group] = max(best.get(group, one.outcome), one.outcome, key=_BETTER.index)
    decided = (_decides(one, best[one.demand.group, one.demand.weight]) for one in found)
    return tuple(replace(one, decides=True) if decides else one for one, decides in zip(found, decided, strict=True))


_BETTER = (Outcome.FAILED, Outcome.NOT_STATED, Outcome.MET)


def _decides(one: Check, best: Outcome) -> bool:
    """What is excluded has no alternatives: every one of a group must hold."""
    decided = one.outcome if one.demand.weight is Weight.EXCLUDED else best
    return one.demand.hard and one.outcome is decided and decided is not Outcome.MET


def rule_checks(asker: Facts, candidate: Facts, context: Context) -> tuple[RuleCheck, ...]:
    """What the rules say of a pair, of those that have something to say."""
    said = ((rule, rule.outcome(asker, candidate, context)) for rule in RULES)
    return tuple(RuleCheck(rule.name, outcome) for rule, outcome in said if outcome is not None)


def passes(found: tuple[Check, ...]) -> bool:
    """Whether no hard demand fails, and none is insisted on that is not stated."""
    return not any(fails(one) for one in found)


def fails(one: Check) -> bool:
    """Whether a check keeps two listings apart."""
    insisted = not one.demand.confirm and one.demand.weight is not Weight.EXCLUDED
    return one.decides and (one.outcome is Outcome.FAILED or insisted)


def to_confirm(one: Check) -> bool:
    """Whether it is a hard demand that nobody can tell yet, and that no alternative makes good."""
    return one.decides and one.outcome is Outcome.NOT_STATED and not fails(one)


def _stated(demand: Demand, facts: Facts, context: Context) -> dict[str, Fact]:
    """What answers a demand, in the unit in which it is asked: days as years, money by currency; of all rights, those that are known."""
    kind = demand.kind
    name = f"{ANSWERS}.{demand.key if kind.type in ('span', 'dates') else demand.term}"
    if kind.type == "money":
        return {fact.removeprefix(f"{name}."): value for fact, value in facts.items() if fact.startswith(f"{name}.")}
    fact = facts.get(name, facts.get(name.removesuffix(ALL)))
    if isinstance(fact, Interval) and kind.years:
        return {"": context.years(fact, kind.years)}
    return {} if fact is None else {"": fact}


def _compared(demand: Demand, stated: Mapping[str, Fact], context: Context) -> Iterator[tuple[Interval, Interval]]:
    """Every span that is asked with every one that is stated, money in the currency that was asked."""
    for currency, asked in sorted(demand.asked.items()):
        for other, fact in sorted(stated.items()):
            if isinstance(asked, Interval) and isinstance(fact, Interval):
                here = fact if other == currency else context.spread(other, fact).get(currency)
                if here is not None:
                    yield asked, here


def _shared_span(demand: Demand, stated: Mapping[str, Fact], context: Context) -> tuple[Interval, Interval] | None:
    """The first span that is asked and has something in common with what is stated, and what that is."""
    for asked, here in _compared(demand, stated, context):
        if here.meets(asked):
            return asked, Interval(max(asked.low, here.low), min(asked.high, here.high))
    return None


def _degree(demand: Demand, outcome: Outcome, stated: Mapping[str, Fact], context: Context) -> float:
    if outcome is Outcome.NOT_STATED:
        return 0.0
    if demand.weight is Weight.EXCLUDED:
        return 1.0 if outcome is Outcome.MET else 0.0
    asked = next(iter(demand.asked.values()))
    if isinstance(asked, Interval):
        return _part(demand, stated, context) if outcome is Outcome.MET else NEAR * _near(demand, stated, context)
    codes = stated.get("", frozenset())
    nearness = _nearness(demand, asked, codes if isinstance(codes, frozenset) else frozenset(), context)
    return max(LEAST_MET, nearness) if outcome is Outcome.MET else NEAR * nearness


def _part(demand: Demand, stated: Mapping[str, Fact], context: Context) -> float:
    """By how much of what was asked is there; one value, or something without an end, is there wholly or not at all."""
    shared = _shared_span(demand, stated, context)
    if shared is None:
        return 1.0
    whole, common = (span.high - span.low for span in shared)
    return LEAST_MET + (1 - LEAST_MET) * common / whole if common > 0 and math.isfinite(whole) else 1.0


def _near(demand: Demand, stated: Mapping[str, Fact], context: Context) -> float:
    gaps = (_gap(demand, asked, here) for asked, here in _compared(demand, stated, context))
    return max((math.exp(-4 * gap) for gap in gaps), default=0.0)


def _gap(demand: Demand, asked: Interval, here: Interval) -> float:
    """How far what is stated is from what was asked, as a multiple of the end that it misses; of days, in years.

    What must lie wholly within (all rights) is as far out as its furthest end.
    """
    nearest = (here.low, here.high) if demand.key.endswith(ALL) else (here.high, here.low)
    below, above = asked.low - nearest[0], nearest[1] - asked.high
    if max(below, above) <= 0:
        return 0.0
    missed = asked.low if below >= above else asked.high
    scale = DAYS_A_YEAR if demand.kind.type == "dates" else abs(missed)
    return max(below, above) / scale if scale > 0 else math.inf


def _nearness(demand: Demand, asked: frozenset[str], codes: frozenset[str], context: Context) -> float:
    """From 0 to 1: how near the nearest two codes are, in their tree or in the order of their steps."""
    if asked & codes:
        return 1.0
    if demand.kind.ordered:
        steps = list(demand.kind.values)
        apart = [abs(steps.index(a) - steps.index(b)) for a in asked for b in codes if a in steps and b in steps]
        return 1 / (1 + min(apart)) if apart else 0.0
    tree = demand.kind.tree
    if tree is None:
        return 0.0
    above = {code: context.ancestors(tree, code) for code in asked | codes}
    return max((_shared(above[a], above[b]) for a in asked for b in codes), default=0.0)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Wu and Palmer's similarity (ACL 1994) from the two paths: twice the common nodes over all nodes."""
    return 2 * len(one & other) / (len(one) + len(other))


__all__ = ["Check", "Rule", "RuleCheck", "check", "checks", "fails", "passes", "rule_checks", "to_confirm"]
