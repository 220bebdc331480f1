"""From a usual team, or from names of roles, to the roles and rules of a problem."""

from __future__ import annotations

from collections.abc import Iterable

from models.errors import BadQuery
from models.messages import Message, coded, shortened
from models.roles import TeamPlan, TeamRole, team_roles
from ranking.team.problem import Role, Rules

WHOLE_RISK = 100.0

SHARING = 3
"""How many may share a divisible amount where no plan says."""


def plan_of(required: Iterable[str], optional: Iterable[str] = ()) -> TeamPlan:
    """A team of one's own, by the names of its roles. Raises ``BadQuery`` for a name that is none, or that is given twice."""
    required, optional = tuple(required), tuple(optional)
    named = (*required, *optional)
    if not named:
        raise BadQuery(Message(en="A team needs a role.", zh="团队至少须有一个角色。"), advice=_roles_are())
    if unknown := [name for name in named if name not in team_roles()]:
        raise BadQuery(
            Message(en="There is no role '{role}'.", zh="没有角色“{role}”。", role=shortened(unknown[0])),
            advice=_roles_are(),
        )
    if len({*named}) < len(named):
        raise BadQuery(
            Message(en="A role is named twice.", zh="同一角色写了两次。"),
            advice=Message(en="Name each once, as required or as optional.", zh="每个角色只写一次：必备或可选。"),
        )
    shared = {name: SHARING for name in named if team_roles()[name].carries_amount}
    name = team_roles()[named[0]].name
    return TeamPlan(key="own", name=name, for_kind="", required=required, optional=optional, shared=shared)


def named_roles() -> list[Message]:
    """Every role by its code, and for readers of Chinese with its words."""
    return coded({key: role.name for key, role in team_roles().items()})


def _roles_are() -> Message:
    return Message(en="Roles are: {roles}.", zh="可用的角色：{roles}。", roles=named_roles())


def roles_of(plan: TeamPlan, *, divisible: bool) -> tuple[Role, ...]:
    """The plan's roles, required ones first; several may share one where the ask is ``divisible``."""
    return tuple(
        Role(
            name,
            required=name in plan.required,
            weight=team_roles()[name].weight,
            most=plan.shared.get(name, 1) if divisible else 1,
            carries_risk=team_roles()[name].carries_risk,
            carries_amount=team_roles()[name].carries_amount,
        )
        for name in (*plan.required, *plan.optional)
    )


def rules_of_plan(plan: TeamPlan, *, amount: float | None, divisible: bool) -> Rules:
    """The plan's rules for an ask: the risk adds up where a lender takes some, the amount where one is asked for."""
    named = (*plan.required, *plan.optional)
    roles = [team_roles()[name] for name in named]
    return Rules(
        risk=WHOLE_RISK if any(role.carries_risk for role in roles) else None,
        amount=amount if any(role.carries_amount for role in roles) else None,
        divisible=divisible,
        independent=tuple(pair for role in roles for pair in _pairs(role, named)),
    )


def _pairs(role: TeamRole, named: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(role.key, other) for other in role.independent_of if other in named]
