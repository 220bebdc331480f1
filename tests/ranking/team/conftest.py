"""What the solver is compared with, and a loan that needs six roles of many candidates."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations, product

import pytest

from models.constraints import Interval
from ranking.team.ownership import owners
from ranking.team.problem import Candidate, Conflict, Problem, Role, Rules

SIX = (
    Role("lender", most=3, weight=5, carries_risk=True, carries_amount=True),
    Role("appraiser"),
    Role("guarantor", carries_risk=True),
    Role("insurer", carries_risk=True, required=False),
    Role("agency"),
    Role("law_firm"),
)


@pytest.fixture(scope="session")
def brute() -> "Brute":
    return Brute()


@pytest.fixture(scope="session")
def loan() -> Callable[[int], Problem]:
    return make_loan


class Brute:
    """The rules of a team once more, written for themselves, and tried on every set of candidates."""

    def best(self, problem: Problem, without: Candidate | None = None, filled: str = "") -> tuple[int, int] | None:
        """The worth of the best allowed team; ``None`` where there is none."""
        found = [
            self.worth(problem, team)
            for team in _teams(problem, filled)
            if without not in team and self.allowed(problem, team)
        ]
        return max(found, default=None)

    def worth(self, problem: Problem, team: Sequence[Candidate]) -> tuple[int, int]:
        required = sum(role.weight * _steps(one) for role in problem.roles if role.required for one in _of(team, role))
        optional = [[_steps(one) for one in _of(team, role)] for role in problem.roles if not role.required]
        return required, sum(sum(steps) if steps else round(1e5 * math.log(0.5)) for steps in optional)

    def allowed(self, problem: Problem, team: Sequence[Candidate]) -> bool:
        rules = problem.rules
        return (
            all(_may(problem, one) for one in team)
            and all(_together(problem, one, other) for one, other in combinations(team, 2))
            and (rules.risk is None or _adds_up(problem, team, rules.risk, "risk"))
            and (rules.amount is None or _adds_up(problem, team, rules.amount, "amount"))
            and (rules.amount is None or rules.divisible or len(_carriers(problem, team, "amount")) <= 1)
        )


def _steps(one: Candidate) -> int:
    return round(1e5 * math.log(max(one.score, 1e-4)))


def _of(team: Sequence[Candidate], role: Role) -> list[Candidate]:
    return [one for one in team if one.role == role.name]


def _teams(problem: Problem, filled: str = "") -> Iterator[tuple[Candidate, ...]]:
    for parts in product(*(list(_parts(problem, role, filled)) for role in problem.roles)):
        yield tuple(chain(*parts))


def _parts(problem: Problem, role: Role, filled: str) -> Iterator[tuple[Candidate, ...]]:
    if not role.required and role.name != filled:
        yield ()
    for count in range(role.least, role.most + 1):
        yield from combinations([one for one in problem.candidates if one.role == role.name], count)


def _may(problem: Problem, one: Candidate) -> bool:
    hostile = any({each.one, each.other} == {one.party, problem.asker} for each in problem.conflicts)
    silent = any(
        getattr(one, whole) is None and getattr(problem.role(one.role), f"carries_{whole}")
        for whole in problem.rules.insist
        if getattr(problem.rules, whole) is not None
    )
    return not (one.barred or one.capacity == 0 or one.party == problem.asker or hostile or silent)


def _together(problem: Problem, one: Candidate, other: Candidate) -> bool:
    hostile = any({each.one, each.other} == {one.party, other.party} for each in problem.conflicts)
    apart = any({one.role, other.role} == {*pair} for pair in problem.rules.independent)
    related = bool({one.party, *one.owners} & {other.party, *other.owners})
    return one.party != other.party and not hostile and not (apart and related)


def _carriers(problem: Problem, team: Sequence[Candidate], whole: str) -> list[Candidate]:
    return [one for one in team if getattr(problem.role(one.role), f"carries_{whole}")]


def _adds_up(problem: Problem, team: Sequence[Candidate], total: float, whole: str) -> bool:
    stated = [getattr(one, whole) for one in _carriers(problem, team, whole)]
    low = sum(part.low if part else 0 for part in stated)
    high = sum(part.high if part else total for part in stated)
    return low <= total <= high


def make_loan(count: int, *, seed: int = 0) -> Problem:
    """A loan of ten million that needs six roles of ``count`` candidates each."""
    chance = random.Random(seed)
    parties = [f"party-{n}" for n in range(4 * count)]
    parents = {party: [f"owner-{chance.randrange(count)}"] for party in parties if chance.random() < 0.5}
    candidates = []
    for role in SIX:
        for number, party in enumerate(chance.sample(parties, count)):
            least = chance.choice([10, 20, 30, 40])
            candidates.append(
                Candidate(
                    role=role.name,
                    listing=f"{role.name}-{number}",
                    party=party,
                    score=round(chance.betavariate(2, 3), 3),
                    capacity=chance.choice([None, 0, 1, 5]),
                    risk=Interval(least, least + chance.choice([0, 10, 20])) if chance.random() < 0.8 else None,
                    amount=Interval(1e6 * chance.randint(0, 3), 1e6 * chance.randint(3, 8)),
                    owners=owners(party, parents),
                    barred=frozenset({"place"} if chance.random() < 0.2 else ()),
                )
            )
    pairs = (chance.sample(parties, 2) for _ in range(2 * count))
    conflicts = tuple(Conflict(one, other, "client") for one, other in pairs)
    rules = Rules(risk=100.0, amount=10e6, independent=(("appraiser", "lender"),))
    return Problem(SIX, tuple(candidates), rules, conflicts, asker="party-0")
