"""The best team: that no other is better, that it keeps every rule, and what is said where there is none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.constraints import Interval
from models.errors import BadInput, MissingExtra
from ranking.team.alternatives import alternatives
from ranking.team.deadline import Deadline
from ranking.team.impossible import Impossible, rules_of
from ranking.team.model import Asked, solved
from ranking.team.ownership import owners
from ranking.team.problem import Candidate, Conflict, Problem, Role, Rules
from ranking.team.rules import Reason, Rule
from ranking.team.team import Team
from ranking.team.team import best_team as best_by


def best_team(problem: Problem, seconds: float = 60) -> Team | Impossible:
    return best_by(problem, Deadline(seconds))


PARTIES = [f"p{n}" for n in range(7)]
OWNERS = ["o0", "o1"]


@st.composite
def small(draw: st.DrawFn) -> Problem:
    """Three roles of up to four candidates, where every rule bites now and then."""
    lenders = draw(st.integers(1, 2))
    roles = (
        Role("lender", most=lenders, weight=draw(st.integers(1, 3)), carries_risk=True, carries_amount=True),
        Role("appraiser", required=draw(st.booleans())),
        Role("guarantor", required=draw(st.booleans()), carries_risk=True),
    )
    rules = Rules(
        risk=draw(st.sampled_from([None, 100.0])),
        amount=draw(st.sampled_from([None, 10.0])),
        divisible=draw(st.booleans()),
        independent=draw(st.sampled_from([(), (("appraiser", "lender"),)])),
        insist=draw(st.sampled_from([frozenset(), frozenset({"risk"})])) if lenders > 1 else frozenset(),
    )
    parents = {party: draw(st.lists(st.sampled_from(OWNERS), max_size=1)) for party in PARTIES}
    candidates = tuple(
        draw(_candidate(role.name, number, parents)) for role in roles for number in range(draw(st.integers(0, 4)))
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES)), max_size=4))
    conflicts = tuple(Conflict(one, other, "adverse") for one, other in pairs)
    return Problem(roles, candidates, rules, conflicts, asker=draw(st.sampled_from([None, "p0"])))


@st.composite
def _candidate(draw: st.DrawFn, role: str, number: int, parents: dict[str, list[str]]) -> Candidate:
    party = draw(st.sampled_from(PARTIES))
    return Candidate(
        role=role,
        listing=f"{role}-{number}",
        party=party,
        score=draw(st.integers(0, 20)) / 20,
        capacity=draw(st.sampled_from([None, None, 2, 0])),
        risk=draw(_span([0, 20, 50, 80, 100])),
        amount=draw(_span([0, 3, 5, 10, 20])),
        owners=owners(party, parents),
        barred=draw(st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"place"})])),
    )


def _span(ends: list[int]) -> st.SearchStrategy[Interval | None]:
    two = st.lists(st.sampled_from(ends), min_size=2, max_size=2).map(sorted)
    return st.one_of(st.none(), two.map(lambda pair: Interval(*pair)))


@settings(max_examples=300, deadline=None)
@given(problem=small())
def test_no_allowed_team_is_better(problem: Problem, brute: Any) -> None:
    team, best = best_team(problem), brute.best(problem)
    if best is None:
        assert isinstance(team, Impossible)
        assert team.proven
        return
    assert isinstance(team, Team)
    assert team.proven
    assert brute.allowed(problem, team.candidates)
    assert team.worth == best == brute.worth(problem, team.candidates)


@settings(max_examples=100, deadline=None)
@given(problem=small())
def test_an_alternative_is_the_best_team_without_the_member(problem: Problem, brute: Any) -> None:
    team = best_team(problem)
    if isinstance(team, Impossible):
        return
    for member, other in zip(team.candidates, alternatives(problem, team, Deadline(60)), strict=True):
        best = brute.best(problem, without=member, filled=member.role)
        assert other.without == member
        assert (other.team is None) == (best is None)
        if other.team is not None and best is not None:
            assert other.team.worth == best <= team.worth
            assert (other.team.fit or 0) <= (team.fit or 0)
            assert member not in other.team.candidates
            assert all(one.role == member.role for one in other.instead)
            assert {*other.moved} == {*team.candidates} - {*other.team.candidates} - {member}


@settings(max_examples=200, deadline=None)
@given(problem=small())
def test_shares_lie_in_their_ranges_and_add_up(problem: Problem) -> None:
    team = best_team(problem)
    if isinstance(team, Impossible):
        return
    for whole, total in (("risk", problem.rules.risk), ("amount", problem.rules.amount)):
        carried = [(one, getattr(one, whole)) for one in team.members if getattr(one, whole) is not None]
        assert all(getattr(problem.role(one.role), f"carries_{whole}") for one, _ in carried)
        if total is not None:
            assert sum(share for _, share in carried) == pytest.approx(total, abs=1e-9)
        for one, share in carried:
            stated = getattr(one.candidate, whole)
            assert stated.low <= share <= stated.high if stated else whole in one.to_confirm


@settings(max_examples=150, deadline=None)
@given(problem=small())
def test_whoever_is_better_and_not_taken_breaks_a_rule_in_the_members_stead(problem: Problem, brute: Any) -> None:
    team = best_team(problem)
    if isinstance(team, Impossible):
        return
    for member in team.members:
        for other in member.passed_over:
            assert other.candidate.score > member.candidate.score
            swapped = [one for one in team.candidates if one != member.candidate] + [other.candidate]
            assert not brute.allowed(problem, swapped)
            assert other.reasons


@settings(max_examples=150, deadline=None)
@given(problem=small())
def test_a_clash_is_smallest_and_its_remedies_are_enough(problem: Problem) -> None:
    none = best_team(problem)
    if isinstance(none, Team):
        return
    others = frozenset(rules_of(problem)) - {*none.clash}
    assert solved(problem, Asked(dropped=others, feasible=True), 10).members is None
    assert {*none.remedies} <= {*none.clash}
    for rule in none.clash:
        assert solved(problem, Asked(dropped=others | {rule}, feasible=True), 10).members is not None
        found = solved(problem, Asked(dropped=frozenset({rule}), feasible=True), 10)
        assert (found.members is not None) == (rule in none.remedies)


@settings(max_examples=50, deadline=None)
@given(problem=small(), chance=st.randoms())
def test_the_order_of_the_candidates_does_not_matter(problem: Problem, chance: Any) -> None:
    shuffled = list(problem.candidates)
    chance.shuffle(shuffled)
    assert best_team(replace(problem, candidates=tuple(shuffled))) == best_team(problem)


def test_six_roles_of_three_hundred_are_solved_and_proven(loan: Callable[[int], Problem], brute: Any) -> None:
    problem = loan(300)
    team = best_team(problem, 60)
    assert isinstance(team, Team)
    assert team.proven
    assert brute.allowed(problem, team.candidates)
    assert {one.role for one in team.members} == {role.name for role in problem.roles}
    assert best_team(problem, 60) == team


def test_one_who_puts_up_the_whole_is_found_among_those_who_would_share_it() -> None:
    """A round whose best set the solver's presolve lost, and called a worse one proven."""
    funds = [
        (0.556, 10, 50),
        (0.133, 8, 30),
        (0.129, 29.2, 87.6),
        (0.104, 30, 120),
        (0.035, 10, 40),
        (0.032, 21.9, 73),
        (0.031, 14.6, 58.4),
        (0.028, 7.3, 43.8),
        (0.026, 15, 60),
        (0.025, 3.041666666666667, 15.208333333333334),
    ]
    investors = tuple(
        one("investor", f"fund-{n}", score, amount=Interval(1e6 * low, 1e6 * high))
        for n, (score, low, high) in enumerate(funds)
    )
    roles = (Role("investor", most=3, carries_amount=True), Role("law_firm"))
    problem = Problem(roles, (*investors, one("law_firm", "firm", 0.015)), Rules(amount=130e6, least=100e6))
    team = best_team(problem)
    assert isinstance(team, Team)
    assert [member.candidate.party for member in team.members] == ["fund-3", "firm"]


def test_without_time_nothing_is_claimed(loan: Callable[[int], Problem]) -> None:
    none = best_team(loan(50), 0)
    assert isinstance(none, Impossible)
    assert not none.proven
    assert none.clash == ()


LENDER = Role("lender", carries_risk=True, carries_amount=True)
APPRAISER = Role("appraiser")
GUARANTOR = Role("guarantor", carries_risk=True)


def one(role: str, party: str, score: float = 0.8, **more: Any) -> Candidate:
    return Candidate(role, f"{role}-{party}", party, score, **more)


def test_the_appraiser_has_no_owner_in_common_with_the_lender() -> None:
    group = {"bank": ["group"], "house": ["group"]}
    bank = one("lender", "bank", owners=owners("bank", group))
    house = one("appraiser", "house", 0.9, owners=owners("house", group))
    other = one("appraiser", "other", 0.6)
    rules = Rules(independent=(("appraiser", "lender"),))
    team = best_team(Problem((LENDER, APPRAISER), (bank, house, other), rules))
    assert isinstance(team, Team)
    assert team.candidates == (bank, other)
    assert team.members[1].passed_over[0].reasons == (Reason(Rule("independent", "appraiser/lender"), "bank"),)
    assert (team.members[1].place, team.members[1].able) == (2, 2)
    none = best_team(Problem((LENDER, APPRAISER), (bank, house), rules))
    assert isinstance(none, Impossible)
    assert none.clash == (
        Rule("independent", "appraiser/lender"),
        Rule("role", "lender"),
        Rule("role", "appraiser"),
    )
    assert none.remedies == none.clash


def test_risk_that_does_not_add_up_is_named() -> None:
    bank = one("lender", "bank", risk=Interval(20, 40))
    surety = one("guarantor", "surety", risk=Interval(10, 50))
    none = best_team(Problem((LENDER, GUARANTOR), (bank, surety), Rules(risk=100)))
    assert isinstance(none, Impossible)
    assert Rule("adds_up", "risk") in none.remedies


def test_a_role_that_nobody_may_take_is_named_with_what_keeps_them_out() -> None:
    far = one("appraiser", "far", barred=frozenset({"place"}))
    full = one("appraiser", "full", capacity=0)
    none = best_team(Problem((LENDER, APPRAISER), (one("lender", "bank"), far, full)))
    assert isinstance(none, Impossible)
    assert Rule("role", "appraiser") in none.clash
    assert Rule("role", "lender") not in none.clash
    assert none.pools["appraiser"].kept_out == {Rule("barred", "place"): 1, Rule("capacity"): 1}
    assert (none.pools["appraiser"].there, none.pools["appraiser"].able) == (2, 0)
    empty = best_team(Problem((LENDER, APPRAISER), (one("lender", "bank"),)))
    assert isinstance(empty, Impossible)
    assert empty.clash == (Rule("role", "appraiser"),)


def test_lenders_share_a_divisible_ask_and_only_that() -> None:
    lender = replace(LENDER, most=3)
    banks = tuple(one("lender", f"b{n}", 0.9 - n / 10, amount=Interval(1e6, 4e6)) for n in range(4))
    team = best_team(Problem((lender,), banks, Rules(amount=10e6)))
    assert isinstance(team, Team)
    assert team.candidates == banks[:3]
    assert [member.amount for member in team.members] == [3.5e6, 3.5e6, 3e6]
    none = best_team(Problem((lender,), banks, Rules(amount=10e6, divisible=False)))
    assert isinstance(none, Impossible)
    assert {*none.clash} == {Rule("adds_up", "amount"), Rule("indivisible", "amount")}


def test_what_is_not_stated_passes_as_to_confirm_unless_it_is_insisted_on() -> None:
    silent = one("lender", "bank")
    team = best_team(Problem((LENDER,), (silent,), Rules(risk=100)))
    assert isinstance(team, Team)
    assert team.members[0].risk == 100
    assert team.members[0].to_confirm == {"risk"}
    none = best_team(Problem((LENDER,), (silent,), Rules(risk=100, insist=frozenset({"risk"}))))
    assert isinstance(none, Impossible)
    assert none.pools["lender"].kept_out == {Rule("not_stated", "risk"): 1}


def test_an_optional_role_is_filled_by_who_is_more_likely_than_not() -> None:
    roles = (LENDER, replace(APPRAISER, required=False))
    bank, strong, weak = one("lender", "bank"), one("appraiser", "strong", 0.6), one("appraiser", "weak", 0.4)
    filled = best_team(Problem(roles, (bank, strong)))
    left = best_team(Problem(roles, (bank, weak)))
    assert isinstance(filled, Team)
    assert isinstance(left, Team)
    assert filled.candidates == (bank, strong)
    assert left.candidates == (bank,)
    assert (filled.fit, left.fit) == pytest.approx((0.8, 0.8), abs=1e-4)
    assert [(gap.role, gap.passed_over[0].reasons) for gap in left.vacancies] == [("appraiser", ())]


def test_an_optional_role_never_decides_who_takes_a_required_one() -> None:
    roles = (LENDER, replace(APPRAISER, required=False))
    best, other = one("lender", "best"), one("lender", "other", 0.7)
    house = one("appraiser", "house", 0.99)
    problem = Problem(roles, (best, other, house), conflicts=(Conflict("best", "house", "client"),))
    team = best_team(problem)
    assert isinstance(team, Team)
    assert team.candidates == (best,)


def test_a_low_score_of_a_side_role_does_not_decide_who_takes_the_main_one() -> None:
    main = replace(LENDER, weight=5)
    fitting, far = one("lender", "fitting", 0.63), one("lender", "far", 0.32)
    tied, free = one("appraiser", "tied", 0.15), one("appraiser", "free", 0.05)
    conflicts = (Conflict("fitting", "tied", "client"),)
    weighed = best_team(Problem((main, APPRAISER), (fitting, far, tied, free), conflicts=conflicts))
    alike = best_team(Problem((LENDER, APPRAISER), (fitting, far, tied, free), conflicts=conflicts))
    assert isinstance(weighed, Team)
    assert isinstance(alike, Team)
    assert weighed.candidates == (fitting, free)
    assert alike.candidates == (far, tied)
    assert weighed.fit == pytest.approx((0.63**5 * 0.05) ** (1 / 6), abs=1e-4)


def test_all_solutions_of_a_request_share_one_deadline(loan: Callable[[int], Problem]) -> None:
    problem = loan(30)
    team = best_team(problem)
    assert isinstance(team, Team)
    now = iter([0.0, *([10.0] * 100)])
    late = [*alternatives(problem, team, Deadline(5, lambda: next(now)))]
    assert [(other.team, other.proven) for other in late] == [(None, False)] * len(team.members)
    seconds = iter([0.0, 1.0, 5.5, 20.0])
    deadline = Deadline(10, lambda: next(seconds))
    assert [deadline.left(3), deadline.left(), deadline.left(2)] == [3.0, 4.5, 0.0]


def test_a_conflict_keeps_apart_members_and_the_asker() -> None:
    bank, near, far = one("lender", "bank"), one("appraiser", "near", 0.9), one("appraiser", "far", 0.5)
    conflicts = (Conflict("near", "bank", "client"), Conflict("me", "rival", "adverse"))
    rival = one("appraiser", "rival", 0.95)
    team = best_team(Problem((LENDER, APPRAISER), (bank, near, far, rival), conflicts=conflicts, asker="me"))
    assert isinstance(team, Team)
    assert team.candidates == (bank, far)
    assert [other.reasons for other in team.members[1].passed_over] == [
        (Reason(Rule("conflict", "adverse"), "me"),),
        (Reason(Rule("conflict", "client"), "bank"),),
    ]


def test_owners_that_own_each_other_end() -> None:
    assert owners("a", {"a": ["b"], "b": ["c"], "c": ["a"]}) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": (LENDER, LENDER)},
        {"candidates": (one("lender", "bank"), one("lender", "bank"))},
        {"candidates": (one("broker", "x"),)},
        {"candidates": (one("lender", "x", 1.5),)},
        {"roles": (replace(LENDER, least=2),)},
        {"roles": (replace(LENDER, weight=0),)},
        {"rules": Rules(independent=(("appraiser", "lender"),))},
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Problem(**{"roles": (LENDER,), "candidates": (), **wrong})


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ortools.sat.python", None)
    with pytest.raises(MissingExtra, match=r"pip install 'zhiqiao\[team\]'"):
        best_team(Problem((LENDER,), (one("lender", "bank"),)))
