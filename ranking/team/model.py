"""The choice of a team as a model of yes-and-no variables, which CP-SAT solves (Perron and Didier, OR-tools).

What is sought is the set with the highest ``worth``, see there. It is solved by one worker with a fixed seed, from candidates in an order of
their own, so that the same problem has the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import MissingExtra
from ranking.team.parts import AMOUNT, wholes
from ranking.team.problem import Candidate, Problem
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
from ranking.team.worth import steps, vacancy, weighed


@dataclass(frozen=True)
class Asked:
    """A question to the model. ``dropped``: rules that need not hold; ``without``: candidates that are not taken; ``filled``: roles that must be."""

    dropped: frozenset[Rule] = frozenset()
    without: frozenset[Candidate] = frozenset()
    filled: frozenset[str] = frozenset()
    near: tuple[Candidate, ...] = ()
    feasible: bool = False


@dataclass(frozen=True)
class Solution:
    """The candidates chosen, in the problem's order; ``None`` where there are none. ``proven``: none are better, or there are none at all."""

    members: tuple[Candidate, ...] | None
    proven: bool


@dataclass
class _Model:
    """The model while it is made: ``taken`` has a variable for each candidate that nothing keeps out by itself."""

    problem: Problem
    dropped: frozenset[Rule]
    cp: Any
    taken: dict[int, Any] = field(default_factory=dict)

    def of(self, wanted: Callable[[Candidate], bool]) -> list[Any]:
        """The variables of some candidates."""
        return [variable for n, variable in self.taken.items() if wanted(self.problem.candidates[n])]

    def some(self, variables: Iterable[Any], name: str) -> Any:
        """A variable that holds where one of them does."""
        found = self.cp.new_bool_var(name)
        for one in variables:
            self.cp.add_implication(one, found)
        return found


def solved(problem: Problem, asked: Asked, seconds: float) -> Solution:
    """The best set of members. Raises ``MissingExtra`` without OR-tools. ``seconds``: the most that it takes; in none nothing is found."""
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 — an extra: only teams need it
    except ImportError as error:
        raise MissingExtra("OR-tools", "team") from error
    if seconds <= 0:
        return Solution(None, proven=False)
    model = _Model(problem, asked.dropped, cp_model.CpModel())
    _take(model, asked)
    vacancies = _fill(model, asked)
    _keep_apart(model)
    _add_up(model)
    if not asked.feasible:
        model.cp.maximize(_worth(model, vacancies))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_time_in_seconds = seconds
    # OR-tools 9.15 proves wrong optima where linear constraints include at-most-one ones (google/or-tools issue 5293).
    solver.parameters.presolve_inclusion_work_limit = 0
    status = solver.solve(model.cp)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solution(None, proven=status == cp_model.INFEASIBLE)
    chosen = (problem.candidates[n] for n, taken in model.taken.items() if solver.boolean_value(taken))
    return Solution(tuple(chosen), proven=status == cp_model.OPTIMAL)


def _take(model: _Model, asked: Asked) -> None:
    """A variable for each candidate that may be chosen."""
    near = {(one.role, one.listing) for one in asked.near}
    without = {(one.role, one.listing) for one in asked.without}
    for n, one in enumerate(model.problem.candidates):
        kept_out = {reason.rule for reason in alone(model.problem, one)} - asked.dropped
        if (one.role, one.listing) not in without and all(rule.name == TOO_LARGE for rule in kept_out):
            model.taken[n] = model.cp.new_bool_var(f"{one.role}:{one.listing}")
            if near:
                model.cp.add_hint(model.taken[n], (one.role, one.listing) in near)


def _worth(model: _Model, vacancies: Mapping[str, Any]) -> Any:
    """The worth as one number: a step of what is required is more than all that optional roles can add or take."""
    problem = model.problem
    parts = [
        (weighed(problem.role(problem.candidates[n].role), problem.candidates[n].score), taken)
        for n, taken in model.taken.items()
    ]
    parts += [(vacancy(problem.role(name)), vacant) for name, vacant in vacancies.items()]
    most = 1 - steps(0) * sum(role.most for role in problem.roles if not role.required)
    return sum((most * one.required + one.optional) * variable for one, variable in parts)


def _fill(model: _Model, asked: Asked) -> dict[str, Any]:
    """Each role has its number of members; the variables that hold where an optional role has none, by the role."""
    vacancies = {}
    by_role: dict[str, list[Any]] = defaultdict(list)
    for n, variable in model.taken.items():
        by_role[model.problem.candidates[n].role].append(variable)
    for role in model.problem.roles:
        members, vacant = by_role[role.name], 0
        if not role.required and role.name not in asked.filled:
            vacant = model.cp.new_bool_var(f"vacant:{role.name}")
            vacancies[role.name] = vacant
        if Rule(ROLE, role.name) not in model.dropped:
            model.cp.add(sum(members) >= role.least * (1 - vacant))
        if Rule(MOST, role.name) not in model.dropped:
            model.cp.add(sum(members) <= role.most * (1 - vacant))
    return vacancies


def _keep_apart(model: _Model) -> None:
    """No party twice, no two in conflict, no ownership between roles that are independent."""
    problem, dropped = model.problem, model.dropped
    by_party: dict[str, list[Any]] = defaultdict(list)
    for n, variable in model.taken.items():
        by_party[problem.candidates[n].party].append(variable)
    if Rule(SAME_PARTY) not in dropped:
        for several in by_party.values():
            if len(several) > 1:
                model.cp.add_at_most_one(several)
    for each in problem.conflicts:
        apart = each.one != each.other and Rule(CONFLICT, each.reason) not in dropped
        if apart and all(end in by_party for end in each.ends):
            model.cp.add_at_most_one(model.some(by_party[end], f"party:{end}") for end in sorted(each.ends))
    for pair in problem.rules.independent:
        if independence(pair) not in dropped:
            _independent(model, pair)


def _independent(model: _Model, pair: tuple[str, str]) -> None:
    """Of the parties under one owner, no two take the two roles."""
    under: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for n, variable in model.taken.items():
        one = model.problem.candidates[n]
        for owner in one.owned_by if one.role in pair else ():
            under[owner][pair.index(one.role)].append(variable)
    for owner, (ones, others) in sorted(under.items()):
        if ones and others:
            used = model.some(ones, f"under:{owner}:{pair}")
            for other in others:
                model.cp.add_implication(other, used.negated())


def _add_up(model: _Model) -> None:
    """The members' parts can make up each whole."""
    for whole in wholes(model.problem):
        carriers = [
            (variable, whole.part(model.problem.candidates[n]))
            for n, variable in model.taken.items()
            if model.problem.candidates[n].role in whole.roles
        ]
        if Rule(ADDS_UP, whole.name) not in model.dropped:
            model.cp.add(sum(low * variable for variable, (low, _) in carriers) <= whole.total)
            model.cp.add(sum(high * variable for variable, (_, high) in carriers) >= whole.least)
        alone_with_it = whole.name == AMOUNT and not model.problem.rules.divisible
        if alone_with_it and Rule(INDIVISIBLE, whole.name) not in model.dropped:
            model.cp.add(sum(variable for variable, _ in carriers) <= 1)
