"""The rules of a team, each with a name, as they speak of one candidate, of two, and of a whole set of members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ranking.team.parts import AMOUNT, adds_up, wholes
from ranking.team.problem import Candidate, Problem

OWN = "own"
BARRED = "barred"
CAPACITY = "capacity"
NOT_STATED = "not_stated"
TOO_LARGE = "too_large"
CONFLICT = "conflict"
SAME_PARTY = "same_party"
INDEPENDENT = "independent"
ADDS_UP = "adds_up"
INDIVISIBLE = "indivisible"
ROLE = "role"
MOST = "most"


@dataclass(frozen=True, order=True)
class Rule:
    """A rule by its name and what it speaks of: the code of a bar or a conflict, a role or two with a stroke between, a whole.

    ``role``: the role is filled with as many as it needs; ``most``: with no more than it may have.
    """

    name: str
    of: str = ""


@dataclass(frozen=True, order=True)
class Reason:
    """Why somebody is not taken: a rule, and the party that it stands against, if it is one."""

    rule: Rule
    against: str | None = None


def alone(problem: Problem, one: Candidate) -> list[Reason]:
    """What keeps a candidate out whoever else is chosen."""
    found = [Reason(Rule(BARRED, code)) for code in sorted(one.barred)]
    if one.party == problem.asker:
        found.append(Reason(Rule(OWN), one.party))
    if one.capacity is not None and one.capacity < 1:
        found.append(Reason(Rule(CAPACITY)))
    for whole in wholes(problem):
        if one.role in whole.roles and whole.stated(one) is None and whole.name in problem.rules.insist:
            found.append(Reason(Rule(NOT_STATED, whole.name)))
        if whole.part(one)[0] > whole.total:
            found.append(Reason(Rule(TOO_LARGE, whole.name)))
    if problem.asker is not None:
        found.extend(_conflicts(problem, one, problem.asker))
    return found


def between(problem: Problem, one: Candidate, other: Candidate) -> list[Reason]:
    """What keeps ``one`` out where ``other`` is chosen."""
    against = other.party
    found = [Reason(Rule(SAME_PARTY), against)] if one.party == against else []
    found.extend(_conflicts(problem, one, against))
    if one.owned_by & other.owned_by:
        pairs = (pair for pair in problem.rules.independent if {*pair} == {one.role, other.role})
        found.extend(Reason(independence(pair), against) for pair in pairs)
    return found


def of_all(problem: Problem, members: Sequence[Candidate]) -> Iterator[Rule]:
    """The rules about all members together that they break."""
    for whole in wholes(problem):
        if not adds_up(whole, members):
            yield Rule(ADDS_UP, whole.name)
        shared = sum(one.role in whole.roles for one in members) > 1
        if whole.name == AMOUNT and shared and not problem.rules.divisible:
            yield Rule(INDIVISIBLE, whole.name)
    for role in problem.roles:
        count = sum(one.role == role.name for one in members)
        if count < role.least and (role.required or count):
            yield Rule(ROLE, role.name)
        if count > role.most:
            yield Rule(MOST, role.name)


def independence(pair: tuple[str, str]) -> Rule:
    """The rule that two roles are independent."""
    return Rule(INDEPENDENT, "/".join(pair))


def _conflicts(problem: Problem, one: Candidate, against: str) -> list[Reason]:
    return [Reason(Rule(CONFLICT, each.reason), against) for each in problem.conflicts_between(one.party, against)]
