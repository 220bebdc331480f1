"""The demands of m listings, asked of n others at once: outcomes and degrees as ``ranking.matching.checks`` gives them one by one.

Demands that are alike are asked once, and those whose constraints have one shape together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.constraints import Constraint, Facts, Interval
from models.terms import ALL, Weight
from models.vocabulary import TermKind
from ranking.matching.checks import LEAST_MET, MET_WORTH, NEAR
from ranking.matching.context import DAYS_A_YEAR, Context
from ranking.matching.demands import ANSWERS, Demand
from ranking.matching.everybody.columns import (
    FAILED,
    MET,
    NOT_STATED,
    Columns,
    Floats,
    Outcomes,
    SpanColumn,
    outcomes,
    shape_of,
)
from ranking.matching.everybody.nearness import Nearness

Numbers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Alike:
    """Demands that are asked together: ``numbers`` says which they are among all distinct ones."""

    numbers: Numbers
    demands: tuple[Demand, ...]
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, eq=False)
class Held:
    """What n others are to m listings that ask.

    ``signed``: by feature the listings that ask for anything under it, and their features, of shape (some, n). ``failed``: whether anything
    keeps the two apart; ``confirm``: the share of hard demands that are to be confirmed; both of shape (m, n), ``None`` where nothing asks.
    """

    signed: dict[str, tuple[Numbers, Floats]]
    failed: NDArray[np.bool_] | None
    confirm: tuple[Numbers, Floats] | None


@dataclass(eq=False)
class Asked:
    """The demands of ``size`` listings, in the order of these.

    ``alike``: the distinct demands in groups; ``groups``: by feature the distinct demand of each demand, its listing, and where its choice of
    alternatives begins, by listing and choice.
    """

    size: int
    context: Context
    alike: tuple[Alike, ...] = ()
    distinct: int = 0
    groups: dict[str, tuple[Numbers, Numbers, Numbers]] = field(default_factory=dict)
    hard: _Hard | None = None

    @classmethod
    def of(cls, demands: Sequence[Sequence[Demand]], context: Context) -> Asked:
        """The demands of listings, one sequence each."""
        known: dict[Hashable, int] = {}
        each: list[Demand] = []
        by_group: dict[str, list[tuple[int, Hashable, int]]] = {}
        hard: list[tuple[int, int, Demand]] = []
        for listing, some in enumerate(demands):
            for demand in some:
                number = known.setdefault(_identity(demand), len(known))
                if number == len(each):
                    each.append(demand)
                by_group.setdefault(demand.kind.group, []).append((listing, demand.choice(number), number))
                if demand.hard:
                    hard.append((number, listing, demand))
        return cls(
            size=len(demands),
            context=context,
            alike=tuple(_alike(each, context)),
            distinct=len(each),
            groups={name: _by_choice(some) for name, some in by_group.items()},
            hard=_Hard.of(hard) if hard else None,
        )

    def held(self, columns: Columns, nearness: Nearness) -> Held:
        """What the listings of ``columns`` are to those that ask."""
        if not self.distinct:
            return Held({}, None, None)
        found = np.zeros((self.distinct, len(columns)), np.int8)
        signed = np.zeros((self.distinct, len(columns)))
        for some in self.alike:
            outcome = outcomes(some.constraints, columns)
            found[some.numbers] = outcome
            signed[some.numbers] = _signed(some, outcome, columns, self.context, nearness)
        hard = self.hard
        return Held(
            signed={name: _means(signed, *some) for name, some in self.groups.items()},
            failed=None if hard is None else hard.failed(found, self.size),
            confirm=None if hard is None else hard.confirm(found),
        )


@dataclass(frozen=True, eq=False)
class _Hard:
    """Hard demands in the order of listing and group. ``starts``: where each group begins; ``owners``: its listing, by demand.

    ``alone``: what is excluded has no alternatives; ``insists``: "not stated" does not pass.
    """

    numbers: Numbers
    owners: Numbers
    starts: Numbers
    sizes: Numbers
    alone: NDArray[np.bool_]
    insists: NDArray[np.bool_]

    @classmethod
    def of(cls, found: Sequence[tuple[int, int, Demand]]) -> _Hard:
        ordered = sorted(found, key=lambda one: (one[1], one[2].group, one[2].weight))
        groups = [(listing, demand.group, demand.weight) for _, listing, demand in ordered]
        starts = [n for n, group in enumerate(groups) if n == 0 or groups[n - 1] != group]
        excluded = np.array([demand.weight is Weight.EXCLUDED for _, _, demand in ordered], np.bool_)
        confirm = np.array([demand.confirm for _, _, demand in ordered], np.bool_)
        return cls(
            numbers=np.array([number for number, _, _ in ordered], np.intp),
            owners=np.array([listing for _, listing, _ in ordered], np.intp),
            starts=np.array(starts, np.intp),
            sizes=np.diff([*starts, len(ordered)]),
            alone=excluded,
            insists=~confirm & ~excluded,
        )

    def failed(self, found: Outcomes, size: int) -> NDArray[np.bool_]:
        """Whether a hard demand keeps two listings apart, of shape (size, n)."""
        mine = found[self.numbers]
        decides = self._decides(mine)
        fails = decides & ((mine == FAILED) | self.insists[:, None])
        apart = np.zeros((size, found.shape[1]), np.bool_)
        firsts = _firsts(self.owners)
        apart[self.owners[firsts]] = np.logical_or.reduceat(fails, firsts, axis=0)
        return apart

    def confirm(self, found: Outcomes) -> tuple[Numbers, Floats]:
        """The share of a listing's hard demands that nobody can tell yet, where it has any."""
        mine = found[self.numbers]
        open_ones = self._decides(mine) & (mine == NOT_STATED) & ~self.insists[:, None]
        firsts = _firsts(self.owners)
        counts = np.diff([*firsts, len(self.owners)])
        return self.owners[firsts], np.add.reduceat(open_ones, firsts, axis=0, dtype=np.float64) / counts[:, None]

    def _decides(self, mine: Outcomes) -> NDArray[np.bool_]:
        """See ``checks.Check.decides``."""
        best = np.repeat(np.maximum.reduceat(mine, self.starts, axis=0), self.sizes, axis=0)
        decided = (mine == best) | self.alone[:, None]
        return np.asarray(decided & (mine != MET), np.bool_)


def _identity(demand: Demand) -> Hashable:
    return demand.key, demand.weight, frozenset(demand.asked.items())


def _alike(demands: Sequence[Demand], context: Context) -> Iterator[Alike]:
    found: dict[Hashable, list[tuple[int, Demand, Constraint]]] = {}
    for number, demand in enumerate(demands):
        held = demand.holds(context)
        excluded = demand.weight is Weight.EXCLUDED
        shape = (demand.key, excluded, tuple(sorted(demand.asked)), shape_of(held))
        found.setdefault(shape, []).append((number, demand, held))
    for some in found.values():
        numbers, alike, constraints = zip(*some, strict=True)
        yield Alike(np.array(numbers, np.intp), alike, constraints)


def _firsts(owners: Numbers) -> Numbers:
    """Where each run of one owner begins."""
    return np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))


def _by_choice(demands: Sequence[tuple[int, Any, int]]) -> tuple[Numbers, Numbers, Numbers]:
    """Demands as ``(listing, choice, number)`` to numbers and listings in order, and to where each choice begins."""
    ordered = sorted(demands)
    starts = [n for n, one in enumerate(ordered) if n == 0 or ordered[n - 1][:2] != one[:2]]
    listings, _, numbers = zip(*ordered, strict=True)
    return np.array(numbers, np.intp), np.array(listings, np.intp), np.array(starts, np.intp)


def _means(signed: Floats, numbers: Numbers, owners: Numbers, choices: Numbers) -> tuple[Numbers, Floats]:
    """The mean over the demands of each listing, of alternatives the best."""
    values = signed[numbers]
    if len(choices) < len(owners):
        values, owners = np.maximum.reduceat(values, choices, axis=0), owners[choices]
    firsts = _firsts(owners)
    if len(firsts) == len(owners):
        return owners, values
    counts = np.diff([*firsts, len(owners)])
    return owners[firsts], np.add.reduceat(values, firsts, axis=0) / counts[:, None]


def _signed(some: Alike, outcome: Outcomes, columns: Columns, context: Context, nearness: Nearness) -> Floats:
    """See ``features._signed``: from −1 to ``MET_WORTH``."""
    if some.demands[0].weight is Weight.EXCLUDED:
        return np.where(outcome == MET, MET_WORTH, outcome.astype(np.float64))
    if not outcome.any():
        return np.zeros(outcome.shape)
    if isinstance(next(iter(some.demands[0].asked.values())), Interval):
        met, near = _span_degrees(some, columns, context)
    else:
        found = nearness.of([demand.asked[""] for demand in some.demands], some.demands[0], columns, context)  # type: ignore[misc]  # codes
        met, near = np.maximum(LEAST_MET, found), found
    return np.where(outcome == MET, MET_WORTH * met, np.where(outcome == FAILED, NEAR * near - 1.0, 0.0))


def _span_degrees(some: Alike, columns: Columns, context: Context) -> tuple[Floats, Floats]:
    """By how much of what was asked is there, and how near it is where it is not: see ``checks._part`` and ``checks._near``."""
    shape = (len(some.demands), len(columns))
    part, near, shared = np.ones(shape), np.zeros(shape), np.zeros(shape, np.bool_)
    first = some.demands[0]
    for currency in sorted(first.asked):
        low, high = _ends(some.demands, currency)
        for here in _stated(first, currency, columns, context):
            meets = (here.low <= high) & (low <= here.high) & ~shared
            part = np.where(meets, _parts(low, high, here.low, here.high), part)
            shared |= meets
            near = np.fmax(near, np.exp(-4.0 * _gaps(first, low, high, here.low, here.high)))
    return part, near


def _ends(demands: Sequence[Demand], currency: str) -> tuple[Floats, Floats]:
    asked = [demand.asked[currency] for demand in demands]
    spans = [one if isinstance(one, Interval) else Interval() for one in asked]
    return np.array([one.low for one in spans])[:, None], np.array([one.high for one in spans])[:, None]


def _stated(demand: Demand, currency: str, columns: Columns, context: Context) -> Iterator[SpanColumn]:
    """What answers a demand, in the unit or currency that was asked: see ``checks._stated`` and ``checks._compared``."""
    kind = demand.kind
    name = f"{ANSWERS}.{demand.key if kind.type in {'span', 'dates'} else demand.term}"
    if kind.type != "money":
        yield columns.derived((name, kind.years), partial(_answer, name, kind, context))
        return
    for other in sorted(one.removeprefix(f"{name}.") for one in columns.names if one.startswith(f"{name}.")):
        yield columns.derived((name, other, currency), partial(_amount, name, other, currency, context))


def _answer(name: str, kind: TermKind, context: Context, facts: Facts) -> object:
    fact = facts.get(name, facts.get(name.removesuffix(ALL)))
    return context.years(fact, kind.years) if isinstance(fact, Interval) and kind.years else fact


def _amount(name: str, other: str, currency: str, context: Context, facts: Facts) -> object:
    fact = facts.get(f"{name}.{other}")
    if not isinstance(fact, Interval) or other == currency:
        return fact
    return context.spread(other, fact).get(currency)


def _parts(low: Floats, high: Floats, here_low: Floats, here_high: Floats) -> Floats:
    whole = high - low
    common = np.minimum(high, here_high) - np.maximum(low, here_low)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = LEAST_MET + (1 - LEAST_MET) * common / whole
    return np.where((common > 0) & np.isfinite(whole), share, 1.0)


def _gaps(demand: Demand, low: Floats, high: Floats, here_low: Floats, here_high: Floats) -> Floats:
    """See ``checks._gap``; NaN where nothing is stated."""
    nearest = (here_low, here_high) if demand.key.endswith(ALL) else (here_high, here_low)
    below, above = low - nearest[0], nearest[1] - high
    missed = np.where(below >= above, low, high)
    most = np.maximum(below, above)
    scale = np.full(missed.shape, DAYS_A_YEAR) if demand.kind.type == "dates" else np.abs(missed)
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = np.where(scale > 0, most / scale, np.inf)
    return np.where(most <= 0, 0.0, gaps)
