"""Checks: what each demand of one listing finds in the other, as an outcome and as a degree from 0 to 1.

The outcome is that of the demand's own constraint, so that it is what retrieval saw. The degree says how near a wish is that is not quite
met, and how far one that is: the share of an amount that two spans have in common, the distance of two fields in their tree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from models.constraints import Fact, Facts, Interval, Outcome, evaluate
from models.terms import Weight
from ranking.matching.context import Context
from ranking.matching.demands import ANSWERS, Demand
from ranking.matching.rules import RULES, Rule

NEAR = 0.4
"""The most that a failed wish is worth for being near."""

LEAST_MET = 0.6
"""What a wish that is met only in part is worth at least."""


@dataclass(frozen=True)
class Check:
    """What one demand found. ``stated``: what answers it, as ``Demand.asked``; ``common``: what two spans share, in the unit that was asked.

    ``decides``: whether it decides a match: a hard demand of which no alternative is met.
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
    outcome = evaluate(demand.holds(context), facts)
    stated = _stated(demand, facts, context)
    common = _common(demand, stated, context)
    return Check(demand, outcome, _degree(demand, outcome, stated, common, context), stated, common)


def checks(demands: tuple[Demand, ...], facts: Facts, context: Context) -> tuple[Check, ...]:
    """All demands; those that decide are marked: a hard group fails where none of its alternatives is met."""
    found = [check(demand, facts, context) for demand in demands]
    met = {(one.demand.group, one.demand.weight) for one in found if one.outcome is Outcome.MET}
    return tuple(
        Check(one.demand, one.outcome, one.degree, one.stated, one.common, decides=True)
        if one.demand.hard and (_alone(one.demand) or (one.demand.group, one.demand.weight) not in met)
        else one
        for one in found
    )


def rule_checks(asker: Facts, candidate: Facts, context: Context) -> tuple[RuleCheck, ...]:
    """What the rules say of a pair, of those that have something to say."""
    said = ((rule, rule.outcome(asker, candidate, context)) for rule in RULES)
    return tuple(RuleCheck(rule.name, outcome) for rule, outcome in said if outcome is not None)


def passes(found: tuple[Check, ...]) -> bool:
    """Whether no hard demand fails, and none is insisted on that is not stated."""
    return not any(fails(one) for one in found)


def fails(one: Check) -> bool:
    """Whether a check keeps two listings apart."""
    if not one.decides:
        return False
    return one.outcome is Outcome.FAILED or (
        one.outcome is Outcome.NOT_STATED and not one.demand.confirm and not _alone(one.demand)
    )


def to_confirm(one: Check) -> bool:
    """Whether it is a hard demand that nobody can tell yet."""
    return one.demand.hard and one.outcome is Outcome.NOT_STATED and not fails(one)


def _alone(demand: Demand) -> bool:
    """Whether every one of a group must hold: what is excluded has no alternatives."""
    return demand.weight is Weight.EXCLUDED


def _stated(demand: Demand, facts: Facts, context: Context) -> dict[str, Fact]:
    """What answers a demand, in the unit in which it is asked: days as years, money by currency."""
    kind = demand.kind
    name = f"{ANSWERS}.{demand.key if kind.type in ('span', 'dates') else demand.term}"
    if kind.type == "money":
        return {fact.removeprefix(f"{name}."): value for fact, value in facts.items() if fact.startswith(f"{name}.")}
    fact = facts.get(name)
    if isinstance(fact, Interval) and kind.years:
        return {"": context.years(fact, kind.years)}
    return {} if fact is None else {"": fact}


def _common(demand: Demand, stated: Mapping[str, Fact], context: Context) -> Interval | None:
    """What the asked and the stated span share, money in the currency that was asked."""
    for currency, asked in demand.asked.items():
        for other, fact in stated.items():
            if not isinstance(asked, Interval) or not isinstance(fact, Interval):
                continue
            here = fact if other == currency else context.spread(other, fact).get(currency)
            if here is not None and here.meets(asked):
                return Interval(max(asked.low, here.low), min(asked.high, here.high))
    return None


def _degree(
    demand: Demand, outcome: Outcome, stated: Mapping[str, Fact], common: Interval | None, context: Context
) -> float:
    if outcome is Outcome.NOT_STATED:
        return 0.0
    if demand.weight is Weight.EXCLUDED:
        return 1.0 if outcome is Outcome.MET else 0.0
    asked = next(iter(demand.asked.values()))
    if isinstance(asked, Interval):
        return _span_degree(demand, outcome, asked, stated, common, context)
    codes = stated.get("", frozenset())
    nearness = _nearness(demand, asked, codes if isinstance(codes, frozenset) else frozenset(), context)
    return max(LEAST_MET, nearness) if outcome is Outcome.MET else NEAR * nearness


def _span_degree(
    demand: Demand,
    outcome: Outcome,
    asked: Interval,
    stated: Mapping[str, Fact],
    common: Interval | None,
    context: Context,
) -> float:
    if outcome is Outcome.MET:
        whole = asked.high - asked.low
        if common is None or not math.isfinite(whole) or whole <= 0 or not math.isfinite(common.high - common.low):
            return 1.0
        return (
            LEAST_MET + (1 - LEAST_MET) * min(1.0, (common.high - common.low) / whole)
            if common.high > common.low
            else 1.0
        )
    gaps = [_gap(asked, fact) for fact in _comparable(demand, stated, context) if fact]
    return NEAR * max((math.exp(-gap) for gap in gaps), default=0.0)


def _comparable(demand: Demand, stated: Mapping[str, Fact], context: Context) -> list[Interval]:
    currency = next(iter(demand.asked))
    found = []
    for other, fact in stated.items():
        if isinstance(fact, Interval):
            here = fact if other == currency else context.spread(other, fact).get(currency)
            found.extend([here] if here else [])
    return found


def _gap(asked: Interval, other: Interval) -> float:
    """How far apart two spans are, as a multiple of the nearer end that was asked; ten times too large is very far."""
    apart = other.low - asked.high if other.low > asked.high else asked.low - other.high
    scale = abs(asked.high if other.low > asked.high else asked.low)
    return 4 * apart / scale if scale > 0 else math.inf


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
