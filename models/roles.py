"""The roles that a team can have and the teams that are usual, read from packaged data: a new role or team is an entry there."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.text import Text


class TeamRole(BaseModel):
    """A role: its words, the kind and profile of the listings that could take it, what it carries, and whom it has no owner in common with.

    ``weight``: how many times the scores of those who take it count. ``parties``: the roles of a party (see the term ``party_role``) that
    those who take it have: what is required of a party of another role is not required of them.
    ``sought`` and ``given``: the terms that say how much money is asked for, and how much of it one who takes the role puts up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    name: Text
    kind: str
    profile: str
    parties: tuple[str, ...]
    weight: int = 1
    carries_risk: bool = False
    carries_amount: bool = False
    sought: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    independent_of: tuple[str, ...] = ()


class TeamPlan(BaseModel):
    """A usual team: whom it is for, its roles, and how many may share a role where the ask is divisible."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    name: Text
    for_kind: str
    for_profile: str | None = None
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    shared: dict[str, int] = {}


@cache
def team_roles() -> dict[str, TeamRole]:
    """Every role by its key, in the order of the data."""
    return {key: TeamRole(key=key, **entry) for key, entry in _packaged()["role"].items()}


@cache
def team_plans() -> dict[str, TeamPlan]:
    """Every usual team by its key, in the order of the data."""
    return {key: TeamPlan(key=key, **entry) for key, entry in _packaged()["team"].items()}


def plan_for(kind: str, profile: str | None = None) -> TeamPlan | None:
    """The first usual team for a listing of a kind and profile; ``None`` where there is none."""
    fitting = (plan for plan in team_plans().values() if plan.for_kind == kind and plan.for_profile in (None, profile))
    return next(fitting, None)


def _packaged() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(resources.files("models").joinpath("data", "roles.toml").read_text("utf-8"))
