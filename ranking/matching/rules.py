"""The rules that hold for every match, whatever the two listings ask: each a constraint on the candidate, with what it says of a pair.

A rule is symmetric: it says the same of a pair from either side, so that what one direction retrieves the other would too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.constraints import (
    Constraint,
    Facts,
    In,
    Interval,
    Lenient,
    Not,
    Or,
    Outcome,
    Overlap,
    Strict,
    both,
    evaluate,
)
from models.listings import Standing
from models.vocabulary import kinds
from ranking.matching.context import Context

PUBLIC = In("standing", frozenset({Standing.PUBLIC_RECORD.value}))


@dataclass(frozen=True)
class Rule:
    """A rule by its name. ``constraint``: what the candidate's facts must be, made from those of the listing that asks.

    ``quiet``: there is nothing to be said where it holds.
    """

    name: str
    constraint: Callable[[Facts, Context], Constraint | None]
    quiet: bool = False

    def outcome(self, asker: Facts, candidate: Facts, context: Context) -> Outcome | None:
        """What the rule says of a pair; ``None`` where it has nothing to say."""
        constraint = self.constraint(asker, context)
        outcome = None if constraint is None else evaluate(constraint, candidate)
        return None if self.quiet and outcome is not Outcome.FAILED else outcome


def rules_constraint(asker: Facts, context: Context) -> Constraint:
    """Every rule together."""
    return both(*(Lenient(made) for rule in RULES if (made := rule.constraint(asker, context)) is not None))


def codes(facts: Facts, name: str) -> frozenset[str]:
    """The codes of a fact; none where it is not stated."""
    found = facts.get(name)
    return found if isinstance(found, frozenset) else frozenset()


def _not_itself(asker: Facts, _context: Context) -> Constraint | None:
    """Nobody is matched with their own listings."""
    own = [Not(In(name, codes(asker, name))) for name in ("listing", "party") if codes(asker, name)]
    return both(*map(Lenient, own)) if own else None


def _open(_asker: Facts, context: Context) -> Constraint | None:
    """A programme that has closed or an offer that has ended; of a public record it only counts against it."""
    ahead = Interval(low=context.today.toordinal())
    return Or((PUBLIC, both(*(Lenient(Overlap(name, ahead)) for name in ("offers.open", "offer_until")))))


def _deal_possible(asker: Facts, _context: Context) -> Constraint | None:
    """Of the deals that both have in mind, one is free of encumbrances on either side (domain rule 6)."""
    mine = codes(asker, "deal_type")
    if not mine:
        return None
    blocked = codes(asker, "deals.blocked")
    stopped = (In("deals.blocked", mine), In("deal_type", blocked))
    return Or((Strict(In("deals.open", mine - blocked)), both(*(Lenient(Not(one)) for one in stopped))))


def _not_barred(asker: Facts, _context: Context) -> Constraint | None:
    """A right with an agent of record is not brought to another agency (domain rule 12)."""
    bars = [(profile, bar) for kind in kinds().values() for profile, bar in kind.bars.items()]
    parts = [made for profile, bar in bars if (made := _barred(asker, profile, bar)) is not None]
    return both(*parts) if parts else None


def _answerable(asker: Facts, _context: Context) -> Constraint | None:
    """Some varieties of a kind are answered by few kinds alone: a service that is sought by services."""
    mine = codes(asker, "kind")
    parts: list[Constraint] = []
    unanswered: set[str] = set()
    for kind in kinds().values():
        for profile, able in kind.answered.items():
            if kind.key in mine and profile in codes(asker, "profile"):
                parts.append(In("kind", frozenset(able)))
            if mine.isdisjoint(able):
                unanswered.add(profile)
    if unanswered:
        parts.append(Lenient(Not(In("profile", frozenset(unanswered)))))
    return both(*parts) if parts else None


def _barred(asker: Facts, profile: str, bar: str) -> Constraint | None:
    said = []
    if codes(asker, bar):
        said.append(In("profile", frozenset({profile})))
    if profile in codes(asker, "profile"):
        said.append(In(bar, frozenset({"yes"})))
    return both(*(Lenient(Not(one)) for one in said)) if said else None


RULES = (
    Rule("own", _not_itself),
    Rule("open", _open),
    Rule("obstacle", _deal_possible),
    Rule("represented", _not_barred),
    Rule("answerable", _answerable, quiet=True),
)
"""In the order in which they are told."""
