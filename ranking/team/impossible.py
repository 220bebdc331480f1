"""Why there is no team: a smallest set of roles and rules that cannot all be kept, found by dropping one after the other.

The set is found as a deletion filter finds an irreducible infeasible subsystem (Chinneck and Dravnieks, 1991): a rule without which there is
still no team does not belong to it. Whatever of the set is dropped, the rest of the set can be kept; ``remedies`` are those with
which every other rule can be kept as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ranking.team.deadline import Deadline
from ranking.team.model import Asked, solved
from ranking.team.parts import AMOUNT, wholes
from ranking.team.problem import Problem
from ranking.team.rules import (
    ADDS_UP,
    CONFLICT,
    INDIVISIBLE,
    MOST,
    ROLE,
    SAME_PARTY,
    TOO_LARGE,
    Rule,
    alone,
    independence,
)


@dataclass(frozen=True)
class Pool:
    """The candidates for a role: how many there are, how many nothing keeps out by itself, and how many each rule does."""

    there: int
    able: int
    kept_out: Mapping[Rule, int]


@dataclass(frozen=True)
class Impossible:
    """There is no team. ``clash``: a smallest set of roles and rules that cannot all be kept; ``remedies``: of these, each that is enough to drop.

    ``proven``: false where the time ended before it was known that there is none, or before the set was known to be smallest.
    """

    clash: tuple[Rule, ...]
    remedies: tuple[Rule, ...]
    pools: Mapping[str, Pool]
    proven: bool


def why_impossible(problem: Problem, *, proven: bool, deadline: Deadline) -> Impossible:
    """What cannot be kept together."""
    pools = {role.name: _pool(problem, role.name) for role in problem.roles}
    if not proven:
        return Impossible((), (), pools, proven=False)
    every, kept, sure = rules_of(problem), set(rules_of(problem)), True
    for number, rule in enumerate(every):
        dropped = frozenset({*every} - kept | {rule})
        found = solved(problem, Asked(dropped=dropped, feasible=True), deadline.left(2 * len(every) - number))
        if found.members is None and found.proven:
            kept.remove(rule)
        sure = sure and found.proven
    clash = tuple(rule for rule in every if rule in kept)
    remedies = (rule for n, rule in enumerate(clash) if _enough(problem, rule, deadline.left(len(clash) - n)))
    return Impossible(clash, tuple(remedies), pools, proven=sure)


def rules_of(problem: Problem) -> tuple[Rule, ...]:
    """Every rule that the problem's candidates could break; the roles last, so that a clash names roles before rules."""
    by_themselves = {reason.rule for one in problem.candidates for reason in alone(problem, one)}
    found = {rule for rule in by_themselves if rule.name != TOO_LARGE} | {Rule(SAME_PARTY)}
    found |= {Rule(CONFLICT, each.reason) for each in problem.conflicts}
    found |= {independence(pair) for pair in problem.rules.independent}
    found |= {Rule(MOST, role.name) for role in problem.roles}
    found |= {Rule(ADDS_UP, whole.name) for whole in wholes(problem)}
    if not problem.rules.divisible and problem.rules.amount is not None:
        found.add(Rule(INDIVISIBLE, AMOUNT))
    return (*sorted(found), *(Rule(ROLE, role.name) for role in problem.roles if role.required))


def _enough(problem: Problem, rule: Rule, seconds: float) -> bool:
    return solved(problem, Asked(dropped=frozenset({rule}), feasible=True), seconds).members is not None


def _pool(problem: Problem, role: str) -> Pool:
    found = [alone(problem, one) for one in problem.standing_for(role)]
    kept_out = Counter(rule for reasons in found for rule in {reason.rule for reason in reasons})
    return Pool(len(found), sum(not reasons for reasons in found), dict(sorted(kept_out.items())))
