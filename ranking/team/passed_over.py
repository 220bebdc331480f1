"""Those with better scores who are not in a team, and the rules that keep each out, given the other members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ranking.team.problem import Candidate, Problem
from ranking.team.rules import Reason, alone, between, of_all

TOLD = 10
"""Of how many it is told, best first."""


@dataclass(frozen=True)
class PassedOver:
    """A candidate that is not taken, with what keeps it out: all rules that it would break, of which one is enough."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


def passed_over(problem: Problem, member: Candidate, members: Sequence[Candidate]) -> tuple[PassedOver, ...]:
    """Those with better scores than a member, each with what it would break in the member's stead."""
    others = [one for one in members if one != member]
    better = (one for one in problem.standing_for(member.role) if one.score > member.score and one not in others)
    return tuple(islice(_told(problem, better, others), TOLD))


def unfilled(problem: Problem, role: str, members: Sequence[Candidate]) -> tuple[PassedOver, ...]:
    """The best candidates for a role that nobody takes, each with what it would break beside the members."""
    return tuple(islice(_told(problem, problem.standing_for(role), members), TOLD))


def broken(problem: Problem, one: Candidate, others: Sequence[Candidate]) -> tuple[Reason, ...]:
    """What a candidate would break beside the others."""
    found = [*alone(problem, one), *(reason for other in others for reason in between(problem, one, other))]
    if not found:
        found = [Reason(rule) for rule in of_all(problem, [*others, one])]
    return tuple(dict.fromkeys(found))


def _told(problem: Problem, some: Iterable[Candidate], others: Sequence[Candidate]) -> Iterator[PassedOver]:
    return (PassedOver(one, broken(problem, one, others)) for one in some)
