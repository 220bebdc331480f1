"""The best team for a problem: who takes which role with which share, and why; or which roles and rules leave none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ranking.team.deadline import Deadline
from ranking.team.impossible import Impossible, why_impossible
from ranking.team.model import Asked, solved
from ranking.team.parts import HUNDREDTHS, Whole, carried, wholes
from ranking.team.passed_over import PassedOver, passed_over, unfilled
from ranking.team.problem import Candidate, Problem
from ranking.team.rules import alone
from ranking.team.worth import Worth, fit, worth

CONVINCING = 0.1
"""The score below which a member of a required role does not convince."""


@dataclass(frozen=True)
class Member:
    """One who is chosen. ``risk``: the share of the risk in percent, ``amount``: the money that it carries, ``None`` where its role carries none.

    ``weight``: how many times its score counts. ``place``: its place by score among the ``able``, those of its role that nothing keeps out
    by itself. ``to_confirm``: ``risk`` or ``amount`` where it does not state what it would carry. ``passed_over``: those with
    better scores, best first, each with what keeps it out.
    """

    candidate: Candidate
    risk: float | None
    amount: float | None
    weight: int
    place: int
    able: int
    to_confirm: frozenset[str]
    passed_over: tuple[PassedOver, ...]

    @property
    def role(self) -> str:
        """The role that it takes."""
        return self.candidate.role


@dataclass(frozen=True)
class Vacancy:
    """An optional role that nobody takes, and its best candidates with what keeps each out; no reason: it is not likely enough."""

    role: str
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True)
class Team:
    """Members in the order of the roles. ``worth`` and ``fit``: see ``worth``; no fit where no role is required.

    ``proven``: no team is worth more; otherwise it is the best that was found in the time given.
    """

    members: tuple[Member, ...]
    vacancies: tuple[Vacancy, ...]
    worth: Worth
    fit: float | None
    proven: bool

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Who is chosen."""
        return tuple(member.candidate for member in self.members)


def best_team(problem: Problem, deadline: Deadline) -> Team | Impossible:
    """The best team, or why there is none; one that is cut short by the time says ``proven=False``."""
    found = solved(problem, Asked(), deadline.left())
    if found.members is None:
        return why_impossible(problem, proven=found.proven, deadline=deadline)
    return team_of(problem, found.members, proven=found.proven)


def team_of(problem: Problem, members: Sequence[Candidate], *, proven: bool) -> Team:
    """The members with their shares and their reasons."""
    shares = {whole.name: _shares(whole, members) for whole in wholes(problem)}
    told = tuple(_member(problem, one, members, shares) for one in members)
    filled = {one.role for one in members}
    vacant = (role.name for role in problem.roles if role.name not in filled)
    vacancies = tuple(Vacancy(role, unfilled(problem, role, members)) for role in vacant)
    return Team(told, vacancies, worth(problem, members), fit(problem, members), proven)


def _shares(whole: Whole, members: Sequence[Candidate]) -> dict[Candidate, float]:
    carriers = [one for one in members if one.role in whole.roles]
    return {one: share / HUNDREDTHS for one, share in zip(carriers, carried(whole, carriers), strict=True)}


def _member(
    problem: Problem, one: Candidate, members: Sequence[Candidate], shares: dict[str, dict[Candidate, float]]
) -> Member:
    able = [other for other in problem.standing_for(one.role) if not alone(problem, other)]
    unstated = (whole.name for whole in wholes(problem) if one.role in whole.roles and whole.stated(one) is None)
    return Member(
        candidate=one,
        risk=shares.get("risk", {}).get(one),
        amount=shares.get("amount", {}).get(one),
        weight=problem.role(one.role).weight,
        place=1 + sum(other.score > one.score for other in able),
        able=len(able),
        to_confirm=frozenset(unstated),
        passed_over=passed_over(problem, one, members),
    )
