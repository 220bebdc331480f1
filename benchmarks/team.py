"""Time to find the best team of six roles for a loan, and what it is worth, beside a greedy choice, and beside every set where that is possible.

Usage: ``python benchmarks/team.py [--candidates 100 300 500] [--worlds 5] [--json]``. The loan, its candidates and their conflicts are made up:
half of the parties have an owner, a fifth does not serve the place, and the shares of the risk must add up to 100 %. Greedy takes
role by role the best candidate that breaks no rule with those taken before, and the sums as they come: what a person with a list would do.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence

from models.constraints import Interval
from ranking.team.alternatives import alternatives
from ranking.team.deadline import Deadline
from ranking.team.impossible import Impossible
from ranking.team.ownership import owners
from ranking.team.problem import Candidate, Conflict, Problem, Role, Rules
from ranking.team.rules import alone, between, of_all
from ranking.team.team import Team, best_team
from ranking.team.worth import fit, worth

ROLES = (
    Role("lender", weight=5, carries_risk=True, carries_amount=True),
    Role("appraiser"),
    Role("guarantor", carries_risk=True),
    Role("insurer", carries_risk=True),
    Role("agency"),
    Role("law_firm"),
)
SMALL = 6
"""Candidates a role of which every set can be tried: 6 to the 6th."""

SECONDS = 60.0

Found = tuple[Candidate, ...] | None


def loan(count: int, seed: int) -> Problem:
    """A loan of ten million that needs six roles of ``count`` candidates each."""
    chance = random.Random(seed)
    parties = [f"party-{n}" for n in range(3 * count)]
    parents = {party: [f"owner-{chance.randrange(max(2, count // 5))}"] for party in parties if chance.random() < 0.5}
    candidates = tuple(
        _candidate(chance, role, f"{role.name}-{n}", party, parents)
        for role in ROLES
        for n, party in enumerate(chance.sample(parties, count))
    )
    pairs = (chance.sample(parties, 2) for _ in range(2 * count))
    conflicts = tuple(Conflict(one, other, "client") for one, other in pairs)
    rules = Rules(risk=100.0, amount=10e6, independent=(("appraiser", "lender"),))
    return Problem(ROLES, candidates, rules, conflicts, asker="party-0")


def _candidate(chance: random.Random, role: Role, listing: str, party: str, parents: dict[str, list[str]]) -> Candidate:
    least, ticket = chance.choice([10, 20, 30, 40]), 1e6 * chance.randint(1, 12)
    return Candidate(
        role=role.name,
        listing=listing,
        party=party,
        score=round(chance.betavariate(2, 3), 3),
        capacity=chance.choice([None, 0, 1, 5]),
        risk=Interval(least, least + chance.choice([0, 5, 10])),
        amount=Interval(ticket, ticket * chance.randint(1, 4)),
        owners=owners(party, parents),
        barred=frozenset({"place"} if chance.random() < 0.2 else ()),
    )


def greedy(problem: Problem) -> Found:
    """Role by role the best that breaks no rule with those before; the whole only where it then keeps every rule."""
    team: list[Candidate] = []
    for role in problem.roles:
        fitting = (one for one in problem.standing_for(role.name) if fits(problem, one, team))
        if (best := next(fitting, None)) is None:
            return None
        team.append(best)
    return None if any(of_all(problem, team)) else tuple(team)


def fits(problem: Problem, one: Candidate, team: Sequence[Candidate]) -> bool:
    """Whether a candidate keeps the rules beside those of a team."""
    return not alone(problem, one) and not any(between(problem, one, other) for other in team)


def every_set(problem: Problem) -> Found:
    """The best of every set of one a role, all tried."""
    pools = [[one for one in problem.standing_for(role.name) if not alone(problem, one)] for role in problem.roles]
    allowed = (team for team in itertools.product(*pools) if _allowed(problem, team))
    return max(allowed, key=lambda team: worth(problem, team), default=None)


def _allowed(problem: Problem, team: Sequence[Candidate]) -> bool:
    return not any(of_all(problem, team)) and not any(
        between(problem, one, other) for one, other in itertools.combinations(team, 2)
    )


def solver(problem: Problem) -> Found:
    """What this package finds."""
    team = best_team(problem, Deadline(SECONDS))
    return team.candidates if isinstance(team, Team) else None


def timed(call: Callable[[Problem], Found], problem: Problem) -> tuple[Found, float]:
    """What a call finds, and the milliseconds that it takes."""
    started = time.perf_counter()
    found = call(problem)
    return found, 1000 * (time.perf_counter() - started)


def fit_of(problem: Problem, team: Found) -> float:
    """How well a team fits; 0 where none was found."""
    return (fit(problem, team) or 0.0) if team else 0.0


def measure(count: int, worlds: int) -> dict[str, object]:
    """The figures for one number of candidates, over some worlds."""
    ways = {"solver": solver, "greedy": greedy} | ({"every set": every_set} if count <= SMALL else {})
    problems = [loan(count, seed) for seed in range(worlds)]
    row: dict[str, object] = {"candidates a role": count, "worlds": worlds}
    for name, way in ways.items():
        found = [timed(way, problem) for problem in problems]
        fits = [fit_of(problem, team) for problem, (team, _) in zip(problems, found, strict=True)]
        row[name] = {
            "ms": round(statistics.median(ms for _, ms in found), 1),
            "slowest ms": round(max(ms for _, ms in found), 1),
            "teams": sum(team is not None for team, _ in found),
            "mean fit": round(statistics.mean(fits), 4),
        }
    row["proven"] = sum(best_team(problem, Deadline(SECONDS)).proven for problem in problems)
    row["alternatives ms"] = round(statistics.median(_alternatives(problem) for problem in problems), 1)
    return row


def _alternatives(problem: Problem) -> float:
    team = best_team(problem, Deadline(SECONDS))
    if isinstance(team, Impossible):
        return 0.0
    started = time.perf_counter()
    list(alternatives(problem, team, Deadline(SECONDS)))
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The best team of six roles, beside a greedy choice.")
    parser.add_argument("--candidates", type=int, nargs="+", default=[SMALL, 100, 300, 500])
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    solver(loan(SMALL, 0))  # OR-tools is loaded once, and not measured
    rows = [measure(count, given.worlds) for count in given.candidates]
    if given.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(
            f"{row['candidates a role']} candidates for each of six roles, {row['worlds']} worlds, proven {row['proven']}"
        )
        for name in ("solver", "greedy", "every set"):
            if isinstance(figures := row.get(name), dict):
                print(f"  {name:<10}" + "".join(f"  {key} {value}" for key, value in figures.items()))
        print(f"  {'all alternatives'}  ms {row['alternatives ms']}")


if __name__ == "__main__":
    main()
