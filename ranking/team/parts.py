"""Parts of a whole: each member's share of the risk and of the amount, within its own range, together exactly the whole.

Members can share a whole as soon as their least parts do not exceed it and their largest reach it, so that a choice of members can be judged
without saying yet who takes how much. Everything is counted in hundredths: of a percent, and of the currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.constraints import Interval
from ranking.team.problem import Candidate, Problem

HUNDREDTHS = 100

RISK = "risk"
AMOUNT = "amount"


@dataclass(frozen=True)
class Whole:
    """What the parts of those who carry it add up to, in hundredths: ``total``, or less down to ``least``, where they cannot carry more."""

    name: str
    total: int
    least: int
    roles: frozenset[str]

    def stated(self, one: Candidate) -> Interval | None:
        """What a candidate says that it would carry."""
        return one.risk if self.name == RISK else one.amount

    def part(self, one: Candidate) -> tuple[int, int]:
        """The least and the most that a candidate would carry; anything where it does not say. (0, 0) where its role carries nothing."""
        if one.role not in self.roles:
            return 0, 0
        stated = self.stated(one)
        if stated is None:
            return 0, self.total
        return self._hundredths(stated.low), self._hundredths(stated.high)

    def _hundredths(self, value: float) -> int:
        """More than the whole is more, however much."""
        return round(max(0.0, min(value * HUNDREDTHS, self.total + 1.0)))


def wholes(problem: Problem) -> tuple[Whole, ...]:
    """Those that the problem's rules speak of."""
    rules, roles = problem.rules, problem.roles
    found = []
    if rules.risk is not None:
        carriers = frozenset(role.name for role in roles if role.carries_risk)
        total = round(rules.risk * HUNDREDTHS)
        found.append(Whole(RISK, total, total, carriers))
    if rules.amount is not None:
        carriers = frozenset(role.name for role in roles if role.carries_amount)
        total = round(rules.amount * HUNDREDTHS)
        least = total if rules.least is None else round(rules.least * HUNDREDTHS)
        found.append(Whole(AMOUNT, total, least, carriers))
    return tuple(found)


def adds_up(whole: Whole, members: Sequence[Candidate]) -> bool:
    """Whether the members can share the whole."""
    parts = [whole.part(one) for one in members]
    return sum(low for low, _ in parts) <= whole.total and whole.least <= sum(high for _, high in parts)


def carried(whole: Whole, members: Sequence[Candidate]) -> list[int]:
    """What each of the members carries, in hundredths: together the whole, or as much of it as they can."""
    parts = [whole.part(one) for one in members]
    return split(min(whole.total, sum(high for _, high in parts)), parts)


def split(total: int, parts: Sequence[tuple[int, int]]) -> list[int]:
    """The whole shared out: everybody their least, and of the rest the same proportion of their room, to the hundredth by largest remainder."""
    rest = total - sum(low for low, _ in parts)
    rooms = [high - low for low, high in parts]
    room = max(1, sum(rooms))
    shares = [low + rest * own // room for (low, _), own in zip(parts, rooms, strict=True)]
    by_remainder = sorted(range(len(parts)), key=lambda n: (-(rest * rooms[n] % room), n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares
