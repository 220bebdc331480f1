"""For each member of a team, who would take the role without it: the best team without that member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ranking.team.deadline import Deadline
from ranking.team.model import Asked, solved
from ranking.team.problem import Candidate, Problem
from ranking.team.team import Team, team_of


@dataclass(frozen=True)
class Alternative:
    """The best team without one member; ``team`` is ``None`` where there is none in which its role is filled.

    ``instead``: who then takes the role that did not; ``moved``: the others of the team who then leave it. ``proven``: that is known, and not
    only the best that was found in the time given.
    """

    without: Candidate
    team: Team | None
    instead: tuple[Candidate, ...] = ()
    moved: tuple[Candidate, ...] = ()
    proven: bool = True


def alternatives(problem: Problem, team: Team, deadline: Deadline) -> Iterator[Alternative]:
    """One for each member, in the team's order, each with an equal part of the time left. The member's role is filled in each, optional or not."""
    for number, member in enumerate(team.candidates):
        asked = Asked(without=frozenset({member}), filled=frozenset({member.role}), near=team.candidates)
        found = solved(problem, asked, deadline.left(len(team.candidates) - number))
        if found.members is None:
            yield Alternative(member, None, proven=found.proven)
            continue
        other = team_of(problem, found.members, proven=found.proven)
        stay = {*team.candidates}
        instead = tuple(one for one in found.members if one.role == member.role and one not in stay)
        moved = tuple(one for one in team.candidates if one != member and one not in {*found.members})
        yield Alternative(member, other, instead, moved, found.proven)
