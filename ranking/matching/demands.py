"""Demands: what one listing asks of another, read from its facts, and the constraint that each is on the other's facts.

What a listing requires, prefers or excludes on its seeking side is a demand; so are the terms of its offer that also say whom it is for
(``Kind.limits``). A demand is compared with the facts ``answers.TERM`` of the other listing, whichever of its terms, rights or parties they
come from. Demands of one group are alternatives: an invention with eight years left, or a utility model with four.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from models.constraints import (
    NOTHING,
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
    Strict,
    Under,
    both,
)
from models.terms import ALL, AMONG, SHARE, Weight, group_of
from models.vocabulary import TermKind, kinds, term_kinds
from ranking.matching.context import Context

BY_WEIGHT = {"requires": Weight.REQUIRED, "prefers": Weight.PREFERRED, "excludes": Weight.EXCLUDED}
"""The facts that hold demands, by what they begin with."""

ASKED = {weight: prefix for prefix, weight in BY_WEIGHT.items()}
"""The same by weight."""

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
    _made: dict[Literal["holds"], tuple[Context, Constraint]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def term(self) -> str:
        """The name of the term."""
        return self.key.partition("@")[0].partition(AMONG)[0]

    @cached_property
    def among(self) -> str | None:
        """The kind of rights that it is asked of."""
        return self.key.partition("@")[0].partition(AMONG)[2] or None

    @cached_property
    def kind(self) -> TermKind:
        """The kind of its term."""
        return term_kinds()[self.term]

    @cached_property
    def group(self) -> str:
        """The demands that it is an alternative to."""
        return group_of(self.key)

    def choice(self, number: int) -> tuple[str, Weight, int]:
        """What its alternatives have in common; ``number`` tells it from others where it has none, as what is excluded has not."""
        return self.group, self.weight, number if self.weight is Weight.EXCLUDED else 0

    @property
    def hard(self) -> bool:
        """Whether a match fails with it."""
        return self.weight is not Weight.PREFERRED

    def holds(self, context: Context) -> Constraint:
        """What the facts of the other listing must be for it to be met; an excluded term is met where they are something else.

        Made once a day: the same demand meets one listing after the other.
        """
        made = self._made.get("holds")
        if made is None or made[0] != context:
            found = _holds(self, context)
            if self.among:
                found = both(found, In("assets.kind", frozenset({self.among})))
            made = self._made["holds"] = context, Not(found) if self.weight is Weight.EXCLUDED else found
        return made[1]


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


def held_to(kind: str, asker: str) -> bool:
    """Whether listings of ``kind`` are held to what those of the kind ``asker`` ask for: their offer answers its seeking side."""
    return asker in kinds()[kind].answers


def asked_of(kind: str, demands: tuple[Demand, ...], asker: str) -> tuple[Demand, ...]:
    """Those of the ``demands`` of a listing of the kind ``asker`` to which listings of ``kind`` are held."""
    if not held_to(kind, asker):
        return ()
    parties = frozenset(kinds()[kind].parties)
    if not parties or not any(one.kind.of_role for one in demands):
        return demands
    return tuple(one for one in demands if not one.kind.of_role or parties & _codes(one.asked[""]))


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
    return both(*parts, *_not_excluded(facts, context))


def preferred_by_others(facts: Facts, groups: Collection[str], context: Context) -> list[Constraint]:
    """What the facts of a candidate must be for it to prefer what this listing is, one constraint a term of these feature groups."""
    terms = (name for name, kind in term_kinds().items() if kind.group in groups)
    return list(_some(_fits(facts, term, Weight.PREFERRED, context) for term in terms))


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
        return _span(name, context.days(asked, kind.years) if kind.years else asked, kind)
    name = f"{ANSWERS}.{demand.term}"
    if demand.key.endswith(ALL) and kind.values:
        return Not(In(name, frozenset(kind.values) - asked))
    if kind.tree is None:
        return In(name, asked)
    under = tuple(Under(name, code) for code in sorted(asked))
    return (
        Or((*under, In(name, _wider(asked, kind, context)))) if _wider_will_do(demand.key, demand.weight) else Or(under)
    )


def _span(name: str, span: Interval, kind: TermKind) -> Constraint:
    """Of rights of which some end on a day that is not known: one that is known may do, or rule out that all do; else nobody can tell."""
    if name.endswith(ALL):
        known = Range(name.removesuffix(ALL), span)
        return And((Range(name, span), known)) if _each_has_a_day(kind) else Range(name, span)
    overlap = Overlap(name, span)
    return (
        Or((overlap, Overlap(f"{name}{ALL}", span))) if _each_has_a_day(kind) and not name.endswith(SHARE) else overlap
    )


def _each_has_a_day(kind: TermKind) -> bool:
    """Whether every right answers by a day of its own, which may not be known."""
    return kind.of_assets and kind.years is not None


def _wider(asked: frozenset[str], kind: TermKind, context: Context) -> frozenset[str]:
    """The codes, and what they lie in where that still tells something: who serves all of China serves Jiangsu."""
    above = {code for one in asked for code in context.ancestors(kind.tree or "", one)}
    return asked | {code for code in above if _telling(kind, code)}


def _wider_will_do(key: str, weight: Weight) -> bool:
    """Whether what is wider than what was asked fits. Nobody is excluded for it, and it tells nothing of all rights, or of half of them."""
    return weight is not Weight.EXCLUDED and not key.endswith((ALL, SHARE))


def _telling(kind: TermKind, code: str) -> bool:
    return kind.tree != "field" or len(code) >= LEAST_FIELD


def _money(name: str, asked: Mapping[str, Fact], context: Context) -> Constraint:
    """The amount in whichever currency the other states it; not stated where it is stated in none that the rates have."""
    spans = _in_currencies(asked, context)
    stated = tuple(Stated(f"{name}.{currency}") for currency in sorted({currency for currency, _ in spans}))
    overlaps = tuple(Overlap(f"{name}.{currency}", span) for currency, span in spans)
    return Or((*map(Strict, overlaps), And((Not(Or(stated)), overlaps[0]))))


def _in_currencies(amounts: Mapping[str, Fact], context: Context) -> list[tuple[str, Interval]]:
    """Every amount in every currency; amounts of one name in several currencies are alternatives."""
    return [
        (currency, span)
        for stated, amount in sorted(amounts.items())
        if isinstance(amount, Interval)
        for currency, span in sorted(context.spread(stated, amount).items())
    ]


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
    keys = _alternatives(group, term_kinds()[_term_of(group)])
    fits = [_fits(facts, key, Weight.REQUIRED, context) for key in keys]
    if term_kinds()[_term_of(group)].of_role:
        fits.append(_of_others(facts, group))
    may_fit = (_may_fit(facts, key, context) for key in keys)
    return Or((absent, *_some(fits), *(both(one, patient) for one in _some(may_fit))))


def _of_others(facts: Facts, group: str) -> Constraint:
    """That what the candidate requires of a party's role is a role that nobody has who publishes what this listing is."""
    publishing = frozenset(role for kind in _codes(facts.get("kind")) for role in kinds()[kind].parties)
    return Strict(Not(In(f"requires.{group}", publishing))) if publishing else NOTHING


def _codes(fact: Fact | None) -> frozenset[str]:
    return fact if isinstance(fact, frozenset) else frozenset()


def _some(parts: Iterable[Constraint]) -> Iterator[Constraint]:
    return (part for part in parts if part != NOTHING)


def _alternatives(group: str, kind: TermKind) -> list[str]:
    if not kind.of_assets or kind.type != "span" or "@" in group:
        return [group]
    return [group, *(f"{group}{AMONG}{code}" for code in term_kinds()["asset_kind"].values)]


def _keys(kind: TermKind) -> list[str]:
    """Every key that a term can have, whatever rights it is asked of."""
    keys = _alternatives(kind.key, kind)
    return [f"{key}{end}" for key in keys for end in ("", ALL, SHARE)] if kind.of_assets else keys


def _fits(facts: Facts, key: str, weight: Weight, context: Context) -> Constraint:
    """What the candidate's fact of ``key`` must be for this listing's own answer to be what it asks for."""
    kind, name = term_kinds()[_term_of(key)], f"{ASKED[weight]}.{key}"
    if kind.type == "money":
        spans = _in_currencies(_amounts(facts, kind.key), context)
        return Or(tuple(Strict(Overlap(f"{name}.{currency}", span)) for currency, span in spans))
    mine = _own(facts, key, kind, context)
    if mine is None:
        return NOTHING
    if isinstance(mine, Interval):
        return _holding(name, mine) if key.endswith(ALL) else Overlap(name, mine)
    if key.endswith(ALL) and kind.values:
        return both(*(In(name, frozenset({code})) for code in sorted(mine)))
    if kind.tree is None:
        return In(name, mine)
    above = frozenset(code for one in mine for code in context.ancestors(kind.tree, one))
    wider = sorted(mine) if _wider_will_do(key, weight) else []
    return Or((In(name, above), *(Under(name, code) for code in wider if _telling(kind, code))))


def _may_fit(facts: Facts, key: str, context: Context) -> Constraint:
    """What the candidate must require under ``key`` for nobody to be able to tell yet whether this listing fits."""
    kind, name = term_kinds()[_term_of(key)], f"requires.{key}"
    if kind.type == "money":
        spans = _in_currencies(_amounts(facts, kind.key), context)
        return Not(Or(tuple(Stated(f"{name}.{currency}") for currency, _ in spans)))
    if _lacks(facts, key):
        return NOTHING
    mine, day_each = _own(facts, key, kind, context), _each_has_a_day(kind)
    if mine is None:
        known = _own(facts, key.removesuffix(ALL), kind, context) if day_each and key.endswith(ALL) else None
        return _holding(name, known) if isinstance(known, Interval) else Stated(name)
    some_unknown = day_each and "@" not in key and _own(facts, f"{key}{ALL}", kind, context) is None
    return Stated(name) if some_unknown else NOTHING


def _own(facts: Facts, key: str, kind: TermKind, context: Context) -> Fact | None:
    """This listing's answer to ``key``, in the unit in which it is asked for."""
    mine = facts.get(f"{ANSWERS}.{kind.key if kind.type in {'codes', 'flag'} else key}")
    return context.years(mine, kind.years) if isinstance(mine, Interval) and kind.years else mine


def _lacks(facts: Facts, key: str) -> bool:
    """Whether the listing has rights, but none of the kind that the key asks of."""
    among = key.partition("@")[0].partition(AMONG)[2]
    held = facts.get("assets.kind")
    return bool(among) and isinstance(held, frozenset) and among not in held


def _amounts(facts: Facts, term: str) -> dict[str, Fact]:
    name = f"{ANSWERS}.{term}."
    return {fact.removeprefix(name): value for fact, value in facts.items() if fact.startswith(name)}


def _holding(name: str, span: Interval) -> Constraint:
    """That the interval ``name`` holds all of ``span``: it holds both ends."""
    return both(Overlap(name, Interval(span.low, span.low)), Overlap(name, Interval(span.high, span.high)))


def _not_excluded(facts: Facts, context: Context) -> list[Constraint]:
    """That the candidate excludes nothing that this listing is."""
    fits = (_fits(facts, key, Weight.EXCLUDED, context) for kind in term_kinds().values() for key in _keys(kind))
    return [Lenient(Not(one)) for one in _some(fits)]
