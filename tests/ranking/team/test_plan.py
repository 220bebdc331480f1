"""Roles and usual teams as they come from the data."""

import pytest

from models.errors import BadInput
from models.roles import plan_for, team_plans, team_roles
from models.vocabulary import kinds
from ranking.team.plan import plan_of, roles_of, rules_of_plan


def test_every_role_is_a_profile_of_a_kind_and_has_words_in_both_languages() -> None:
    for role in team_roles().values():
        assert role.profile in kinds()[role.kind].profiles
        assert role.name.best("en")[0] == "en"
        assert role.name.best("zh")[0] == "zh"
        assert {*role.independent_of} <= {*team_roles()}


def test_every_usual_team_is_for_a_kind_and_made_of_roles() -> None:
    for plan in team_plans().values():
        assert plan.for_kind in kinds()
        assert plan.for_profile is None or plan.for_profile in kinds()[plan.for_kind].profiles
        assert {*plan.required, *plan.optional, *plan.shared} <= {*team_roles()}


def test_a_financing_need_and_a_technology_have_a_usual_team() -> None:
    loan, technology = plan_for("need", "financing"), plan_for("technology")
    assert loan is not None
    assert technology is not None
    assert {"lender", "appraiser", "guarantor"} <= {*loan.required}
    assert plan_for("need", "technology") is None
    rules = rules_of_plan(loan, amount=5e6, divisible=True)
    assert (rules.risk, rules.amount, rules.independent) == (100, 5e6, (("appraiser", "lender"),))
    assert [role.most for role in roles_of(loan, divisible=False)] == [1] * 5
    nothing = rules_of_plan(technology, amount=5e6, divisible=True)
    assert (nothing.risk, nothing.amount) == (None, None)


def test_a_team_of_ones_own_is_made_by_names() -> None:
    roles = roles_of(plan_of(["lender", "appraiser"], ["agency"]), divisible=True)
    assert [(role.name, role.required, role.most) for role in roles] == [
        ("lender", True, 3),
        ("appraiser", True, 1),
        ("agency", False, 1),
    ]


@pytest.mark.parametrize("named", [([], []), (["astrologer"], []), (["lender"], ["lender"])])
def test_names_that_make_no_team_are_refused(named: tuple[list[str], list[str]]) -> None:
    with pytest.raises(BadInput):
        plan_of(*named)
