"""Demands: what one listing asks of another, read from its facts, and the constraint that each is on the other's facts.

What a listing requires, prefers or excludes on its seeking side is a demand; so are the terms of its offer that also say whom it is for
(``Kind.limits``). A demand is compared with the facts ``answers.TERM`` of the other listing, whichever of its terms, rights or parties they
come from. Demands of one group are alternatives: an invention with eight years left, or a utility model with four.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.constraints import (
    And,
    Constraint,
    Fact,
    Facts,
    In,
    Interval,
    Lenient,
    Not,
    Or,
    Overlap,
    Range,
    Stated,
    Under,
    both,
)
from models.terms import ALL, AMONG, Weight, group_of
from models.vocabulary import TermKind, kinds, term_kinds
from ranking.matching.context import Context

BY_WEIGHT = {"requires": Weight.REQUIRED, "prefers": Weight.PREFERRED, "excludes": Weight.EXCLUDED}
"""The facts that hold demands, by what they begin with."""

ANSWERS = "answers"
LEAST_FIELD = 4
"""Characters of a technical field that says enough to stand for what lies under it: a subclass, such as H01M."""


@dataclass(frozen=True)
class Demand:
    """One thing that a listing asks of the other.

    ``key``: the term with the rights that it is asked of; ``asked``: its value, money by currency, all else under an empty string.
    ``confirm``: whether "not stated" passes where it is required. ``limit``: it comes from the offer, and says whom that is for.
    """

    key: str
    weight: Weight
    asked: Mapping[str, Fact]
    confirm: bool = True
    limit: bool = False

    @property
    def term(self) -> str:
        """The name of the term."""
        return self.key.partition("@")[0].partition(AMONG)[0]

    @property
    def among(self) -> str | None:
        """The kind of rights that it is asked of."""
        return self.key.partition("@")[0].partition(AMONG)[2] or None

    @property
    def kind(self) -> TermKind:
        """The kind of its term."""
        return term_kinds()[self.term]

    @property
    def group(self) -> str:
        """The demands that it is an alternative to."""
        return group_of(self.key)

    @property
    def hard(self) -> bool:
        """Whether a match fails with it."""
        return self.weight is not Weight.PREFERRED

    def holds(self, context: Context) -> Constraint:
        """What the facts of the other listing must be for it to be met; an excluded term is met where they are something else."""
        found = _holds(self, context)
        if self.among:
            found = both(found, In("assets.kind", frozenset({self.among})))
        return Not(found) if self.weight is Weight.EXCLUDED else found


def demands_of(facts: Facts) -> tuple[Demand, ...]:
    """Everything that a listing asks of others, hard demands first."""
    found: dict[tuple[str, str], dict[str, Fact]] = {}
    for name, fact in facts.items():
        prefix, _, rest = name.partition(".")
        if prefix in BY_WEIGHT and rest and not name.endswith("^"):
            key, currency = _key(rest)
            found.setdefault((prefix, key), {})[currency] = fact
    insists = facts.get("insists", frozenset())
    sought = [
        Demand(key, BY_WEIGHT[prefix], asked, confirm=not (isinstance(insists, frozenset) and group_of(key) in insists))
        for (prefix, key), asked in found.items()
        if key.partition("@")[0].partition(AMONG)[0] in term_kinds()
    ]
    return tuple(sorted([*sought, *_limits(facts, sought)], key=lambda one: (not one.hard, one.key)))


def required_of_others(demands: Iterable[Demand], context: Context) -> Constraint:
    """What the facts of every candidate must be: each hard group met, or not stated where that passes."""
    groups: dict[tuple[str, Weight], list[Demand]] = {}
    for demand in demands:
        if demand.hard:
            groups.setdefault((demand.group, demand.weight), []).append(demand)
    return both(*(_group(some, context) for some in groups.values()))


def required_by_others(facts: Facts, groups: Iterable[str], context: Context) -> Constraint:
    """What the facts of every candidate must be for *its* hard demands to pass ``facts``: it does not require a thing, or this listing fits.

    ``groups``: the groups that anybody in the pool requires; what nobody requires need not be asked.
    """
    parts = [_reverse_group(facts, group, context) for group in sorted(groups) if _term_of(group) in term_kinds()]
    excluded = [_not_excluded(facts, name, context) for name in term_kinds()]
    return both(*parts, *(part for part in excluded if part is not None))


def alternatives_met(demand: Demand, demands: Iterable[Demand]) -> list[Demand]:
    """The demands of one group with this one among them."""
    return [one for one in demands if one.group == demand.group and one.weight is demand.weight]


def _group(some: list[Demand], context: Context) -> Constraint:
    held = [demand.holds(context) for demand in some]
    joined = held[0] if len(held) == 1 else (And if some[0].weight is Weight.EXCLUDED else Or)(tuple(held))
    return Lenient(joined) if some[0].confirm or some[0].weight is Weight.EXCLUDED else joined


def _holds(demand: Demand, context: Context) -> Constraint:
    kind, name = demand.kind, f"{ANSWERS}.{demand.key}"
    if kind.type == "money":
        return _money(name, demand.asked, context)
    asked = demand.asked[""]
    if isinstance(asked, Interval):
        days = context.days(asked, kind.years) if kind.years else asked
        return Range(name, days) if demand.key.endswith(ALL) else Overlap(name, days)
    if demand.key.endswith(ALL) and kind.values:
        return Not(In(f"{ANSWERS}.{demand.term}", frozenset(kind.values) - asked))
    return _codes(f"{ANSWERS}.{demand.term}", asked, kind, context)


def _codes(name: str, asked: frozenset[str], kind: TermKind, context: Context) -> Constraint:
    """One of the codes; of a tree, something under it, or something that it lies under (who serves all of China serves Jiangsu)."""
    if kind.tree is None:
        return In(name, asked)
    wider = frozenset(code for one in asked for code in context.ancestors(kind.tree, one) if _telling(kind, code))
    return Or((*(Under(name, code) for code in sorted(asked)), In(name, wider | asked)))


def _telling(kind: TermKind, code: str) -> bool:
    return kind.tree != "field" or len(code) >= LEAST_FIELD


def _money(name: str, asked: Mapping[str, Fact], context: Context) -> Constraint:
    """The amount in whichever currency the other states it; not stated where it is stated in none that the rates have."""
    spans = _spread(asked, context)
    stated = tuple(Stated(f"{name}.{currency}") for currency in spans)
    overlaps = tuple(Overlap(f"{name}.{currency}", span) for currency, span in spans.items())
    decided = Or(tuple(And(pair) for pair in zip(stated, overlaps, strict=True)))
    return Or((decided, And((Not(Or(stated)), overlaps[0]))))


def _spread(asked: Mapping[str, Fact], context: Context) -> dict[str, Interval]:
    spans: dict[str, Interval] = {}
    for currency, amount in asked.items():
        if isinstance(amount, Interval):
            spans = {**context.spread(currency, amount), **spans}
    return dict(sorted(spans.items()))


def _limits(facts: Facts, sought: Iterable[Demand]) -> Iterator[Demand]:
    """The terms of the offer that say whom it is for, where the seeking side does not say it itself."""
    kind = facts.get("kind", frozenset())
    said = {demand.term for demand in sought}
    for key in sorted(kind) if isinstance(kind, frozenset) else ():
        for term in kinds()[key].limits if key in kinds() else ():
            asked = {
                name.removeprefix(f"offers.{term}").removeprefix("."): fact
                for name, fact in facts.items()
                if name == f"offers.{term}" or name.startswith(f"offers.{term}.")
            }
            if asked and term not in said:
                yield Demand(term, Weight.PREFERRED, asked, limit=True)


def _key(rest: str) -> tuple[str, str]:
    """The key and the currency of a demand's fact."""
    name, _, currency = rest.partition(".")
    return name, currency


def _term_of(group: str) -> str:
    return group.partition("@")[0].partition(AMONG)[0]


def _reverse_group(facts: Facts, group: str, context: Context) -> Constraint:
    """The candidate does not require the group, or one of the group's alternatives fits, or may yet turn out to fit."""
    absent = Lenient(Not(In("requires", frozenset({group}))))
    patient = Lenient(Not(In("insists", frozenset({group}))))
    kind = term_kinds()[_term_of(group)]
    options: list[Constraint] = [absent]
    for key in _alternatives(group, kind):
        fits = _fits(facts, key, kind, context)
        if fits is not None:
            options.append(fits)
        elif kind.type == "money" or not _lacks(facts, key):
            options.append(both(_asks(key, kind), patient))
    if kind.type == "money" and _money_of(facts, group):
        options.append(both(Not(_asks_money(group, facts, context)), patient))
    return Or(tuple(options))


def _alternatives(group: str, kind: TermKind) -> list[str]:
    if not kind.of_assets or kind.type != "span" or "@" in group or AMONG in group:
        return [group]
    return [group, *(f"{group}{AMONG}{code}" for code in term_kinds()["asset_kind"].values)]


def _lacks(facts: Facts, key: str) -> bool:
    """Whether the listing has rights, but none of the kind that the key asks of."""
    among = key.partition("@")[0].partition(AMONG)[2]
    held = facts.get("assets.kind")
    return bool(among) and isinstance(held, frozenset) and among not in held


def _asks(key: str, kind: TermKind) -> Constraint:
    return Stated(f"requires.{key}") if kind.type != "money" else And(())


def _money_of(facts: Facts, term: str) -> dict[str, Fact]:
    name = f"{ANSWERS}.{term}."
    return {fact.removeprefix(name): value for fact, value in facts.items() if fact.startswith(name)}


def _asks_money(term: str, facts: Facts, context: Context) -> Constraint:
    return Or(tuple(Stated(f"requires.{term}.{currency}") for currency in _spread(_money_of(facts, term), context)))


def _fits(facts: Facts, key: str, kind: TermKind, context: Context) -> Constraint | None:
    """The constraint on the candidate's ``requires.KEY`` that says that this listing's own answer fits; ``None`` without an answer."""
    name, term = f"requires.{key}", kind.key
    if kind.type == "money":
        spans = _spread(_money_of(facts, term), context)
        return (
            Or(tuple(And((Stated(f"{name}.{c}"), Overlap(f"{name}.{c}", s))) for c, s in spans.items()))
            if spans
            else None
        )
    mine = facts.get(f"{ANSWERS}.{term if kind.type in {'codes', 'flag'} else key}")
    if mine is None:
        return None
    if isinstance(mine, Interval):
        years = context.years(mine, kind.years) if kind.years else mine
        return _holding(name, years) if key.endswith(ALL) else Overlap(name, years)
    if key.endswith(ALL) and kind.values:
        return both(*(In(name, frozenset({code})) for code in sorted(mine)))
    return _codes_asked(name, mine, kind, context)


def _holding(name: str, span: Interval) -> Constraint:
    """That the interval ``name`` holds all of ``span``: it holds both ends."""
    return both(Overlap(name, Interval(span.low, span.low)), Overlap(name, Interval(span.high, span.high)))


def _codes_asked(name: str, mine: frozenset[str], kind: TermKind, context: Context) -> Constraint:
    if kind.tree is None:
        return In(name, mine)
    above = frozenset(code for one in mine for code in context.ancestors(kind.tree, one))
    return Or((In(name, above | mine), *(Under(name, code) for code in sorted(mine) if _telling(kind, code))))


def _not_excluded(facts: Facts, term: str, context: Context) -> Constraint | None:
    """That the candidate does not exclude what this listing is; ``None`` where it says nothing of the term."""
    kind = term_kinds()[term]
    if kind.type == "money":
        spans = _spread(_money_of(facts, term), context)
        overlaps = tuple(Overlap(f"excludes.{term}.{currency}", span) for currency, span in spans.items())
        return Lenient(Not(Or(overlaps))) if overlaps else None
    mine = facts.get(f"{ANSWERS}.{term}")
    if mine is None:
        return None
    name = f"excludes.{term}"
    if isinstance(mine, Interval):
        return Lenient(Not(Overlap(name, context.years(mine, kind.years) if kind.years else mine)))
    return Lenient(Not(_codes_asked(name, mine, kind, context)))
