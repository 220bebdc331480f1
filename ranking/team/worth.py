"""What a team is worth, by its members' scores: how well the required roles are filled, and only then the optional ones.

The **fit** of a team is the weighted geometric mean of its required roles::

    fit = exp( Σ_r w_r · Σ_{m in r} ln s_m  /  Σ_r w_r )      over the required roles r, with the members m of each

where ``s_m`` is a member's score and ``w_r`` the weight of its role: several who share a role must all take part, so that their scores are
multiplied. The role that decides what the whole is for (who lends, who invests, who brings to market) weighs more than those who serve it,
so that a low score of a side role does not decide who takes the main one.

An **optional** role is filled where its members together score more than ``VACANT``, and never at the cost of the fit: worths are compared by the
required roles first, and only of equals by the optional ones. Everything is counted in whole steps of the logarithm, as the solver counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ranking.team.problem import Candidate, Problem, Role

LEAST_SCORE = 1e-4
"""What a lower score counts as, so that nobody rules a team out by score alone."""

VACANT = 0.5
"""What an optional role counts as where nobody takes it."""

STEPS = 100_000
"""Whole steps of a unit of the logarithm."""


class Worth(NamedTuple):
    """What a team is worth, in steps: a higher one is better; of equal ``required`` the higher ``optional``."""

    required: int
    optional: int


def steps(score: float) -> int:
    """The logarithm of a score."""
    return round(math.log(max(score, LEAST_SCORE)) * STEPS)


def weighed(role: Role, score: float) -> Worth:
    """What a member of a role adds."""
    return Worth(role.weight * steps(score), 0) if role.required else Worth(0, steps(score))


def vacancy(role: Role) -> Worth:
    """What an optional role adds that nobody takes."""
    return Worth(0, 0 if role.required else steps(VACANT))


def worth(problem: Problem, members: Sequence[Candidate]) -> Worth:
    """What a set of members is worth."""
    filled = {one.role for one in members}
    added = [weighed(problem.role(one.role), one.score) for one in members]
    added += [vacancy(role) for role in problem.roles if role.name not in filled]
    return Worth(sum(one.required for one in added), sum(one.optional for one in added))


def fit(problem: Problem, members: Sequence[Candidate]) -> float | None:
    """The fit of a set of members, from 0 to 1; ``None`` where no role is required."""
    weights = sum(role.weight for role in problem.roles if role.required)
    return math.exp(worth(problem, members).required / STEPS / weights) if weights else None
