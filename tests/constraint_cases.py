"""Random facts, constraints over the whole algebra, and pools that change: what every engine and the store are compared over.

Seeded, so that a difference can be looked at again: it names the constraint and the facts.
"""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.constraints import (
    ABOVE,
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
    passes,
)

CASES = 100_000
"""So many pairs of a constraint and a unit each engine and the store are compared over."""

CODES = ["a", "b", "A", "", " ", "中 文", "don't", '"x"', "100%", "back\\slash", "a:b", "é", "e\u0301", "𝔸", "yes"]
LEAVES = {"A1/01": ("A1", "A"), "A1/02": ("A1", "A"), "A2": ("A",), "B1": ("B",), "C": ()}
"""A tree: codes with what is above them."""

ENDS = [
    -math.inf,
    -1e300,
    -2.5,
    -1.0,
    -5e-324,
    -0.0,
    0.0,
    5e-324,
    1.0,
    math.nextafter(1.0, 2.0),
    1.5,
    2.0,
    1e6,
    5e6,
    738_000.0,
    1e300,
    math.inf,
]
SETS, TREES, SPANS = (
    ("kind", "requires", "kind.x"),
    ("tree", "offers.tree"),
    ("stage", "amount.CNY", "amount.USD", "published"),
)
MANY = tuple(f"span.{number:02d}" for number in range(60))
"""More interval fields than an engine may have columns for, each seldom there."""

MIXED, NEVER = "mixed", "never"
FIELDS = (*SETS, *TREES, *(tree + ABOVE for tree in TREES), *SPANS, MIXED, NEVER)


def random_interval(rng: random.Random) -> Interval:
    """Often one value, often open at an end."""
    low = rng.choice(ENDS)
    return Interval(low, low) if rng.random() < 0.3 else Interval(*sorted((low, rng.choice(ENDS))))


def random_facts(rng: random.Random) -> dict[str, Fact]:
    """Some fields, absent often, empty at times; ``mixed`` is now a set and now an interval."""
    facts: dict[str, Fact] = {}
    for name in SETS:
        if rng.random() < 0.65:
            facts[name] = frozenset(rng.sample(CODES, rng.choice((0, 1, 1, 2, 4))))
    for name in TREES:
        if rng.random() < 0.65:
            own = frozenset(rng.sample(sorted(LEAVES), rng.choice((1, 1, 2))))
            facts[name], facts[name + ABOVE] = own, own.union(*(LEAVES[code] for code in own))
    for name in (*SPANS, *rng.sample(MANY, 3)):
        if rng.random() < 0.6:
            facts[name] = random_interval(rng)
    if rng.random() < 0.7:
        facts[MIXED] = random_interval(rng) if rng.random() < 0.5 else frozenset({rng.choice(CODES)})
    return facts


def random_constraint(rng: random.Random, depth: int = 5) -> Constraint:
    """Any constraint of the algebra, nested at most ``depth`` deep, with conjunctions and alternatives of no part among them."""
    if depth == 0 or rng.random() < 0.25:
        return _leaf(rng)
    form = rng.choice((And, Or, And, Or, Not, Lenient, Strict))
    if form in (Not, Lenient, Strict):
        return form(random_constraint(rng, depth - 1))
    return form(tuple(random_constraint(rng, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 2, 3)))))


def _leaf(rng: random.Random) -> Constraint:
    """Mostly asked of a field that can answer it, at times of one of another type."""
    form, odd = rng.choice((In, Under, Range, Overlap, Stated)), rng.random() < 0.15
    spans = (*SPANS, rng.choice(MANY), MIXED)
    if form is In:
        codes = rng.sample([*CODES, *LEAVES, "unseen"], rng.choice((0, 1, 3, 8)))
        return In(rng.choice(FIELDS if odd else (*SETS, *TREES, MIXED)), frozenset(codes))
    if form is Under:
        return Under(rng.choice(FIELDS if odd else TREES), rng.choice(["A", "B", "C", "A1", "A2", "A1/01", "Z"]))
    if form is Stated:
        return Stated(rng.choice(FIELDS))
    return form(rng.choice(FIELDS if odd else spans), random_interval(rng))


@dataclass
class Change:
    """One listing put anew, or removed where there are no ``facts``."""

    listing: str
    version: int
    facts: Facts | None


@dataclass
class Pool:
    """The listings that ought to be there, each of one unit, while changes come in: new ones, later and older versions, removals."""

    rng: random.Random
    size: int
    facts: dict[str, Facts] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def changes(self, count: int) -> Iterator[Change]:
        """The next changes, taken over here as they are given; one listing may change several times, and one in ten changes is stale."""
        for _ in range(count):
            listing = f"l{self.rng.randrange(self.size):04d}"
            steps = (-1, 0, 1, 1, 1, 2, 2, 3, 3, 3) if listing in self.facts else (1,)
            version = self.versions.get(listing, 0) + self.rng.choice(steps)
            change = Change(listing, version, random_facts(self.rng) if self.rng.random() < 0.9 else None)
            self._take(change)
            yield change

    def fill(self) -> list[Change]:
        """Every listing that is not there, put."""
        missing = (f"l{number:04d}" for number in range(self.size))
        found = [
            Change(one, self.versions.get(one, 0) + 1, random_facts(self.rng))
            for one in missing
            if one not in self.facts
        ]
        for change in found:
            self._take(change)
        return found

    def _take(self, change: Change) -> None:
        if change.version < self.versions.get(change.listing, change.version):
            return
        self.versions[change.listing] = change.version
        self.facts.pop(change.listing, None)
        if change.facts is not None:
            self.facts[change.listing] = change.facts


def passing(where: Constraint, pool: Mapping[str, Facts]) -> set[str]:
    """The listings that the in-memory evaluator passes."""
    return {listing for listing, facts in pool.items() if passes(where, facts)}


def difference(where: Constraint, pool: Mapping[str, Facts], found: set[str]) -> str:
    """Nothing, or the first listing over which an answer and the evaluator differ, with all that it takes to see why."""
    for listing in sorted(passing(where, pool) ^ found):
        what = "is found and does not pass" if listing in found else "passes and is not found"
        return f"{listing} {what}: {where!r} of {pool.get(listing)!r}"
    return ""
