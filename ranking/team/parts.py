"""Parts of a whole: each member's share of the risk and of the amount, within its own range, together exactly the whole.

Members can share a whole as soon as their least parts do not exceed it and their largest reach it, so that a choice of members can be judged
without saying yet who takes how much. Everything is counted in hundredths: of a percent, and of the currency.

Parts are told in **round figures**, as they are signed: of the risk in multiples of 5 %, else in whole percents; of an amount in about a twentieth of
the ask, else in about a hundredth of it, in 10,000 of the currency, in whole units. The first of these in which every part lies within what its
member states is taken; only a whole that is no round figure itself leaves one member what is left over.
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
    """What each of the members carries, in hundredths: together the whole, or as much of it as they can, in round figures where that is possible."""
    parts = [whole.part(one) for one in members]
    most = min(whole.total, sum(high for _, high in parts))
    for unit in units_of(whole):
        shares = rounded(most, parts, unit) if most == whole.total else _most_of_it(whole, parts, unit)
        if shares is not None:
            return shares
    return split(most, parts)


def _most_of_it(whole: Whole, parts: Sequence[tuple[int, int]], unit: int) -> list[int] | None:
    """As much as those can carry who cannot carry all, each rounded down, where that will do and loses a hundredth of the whole each at most."""
    most = sum(high // unit * unit for _, high in parts)
    small = unit * HUNDREDTHS <= whole.total
    return rounded(most, parts, unit) if small and most >= whole.least else None


def units_of(whole: Whole) -> list[int]:
    """The round figures that parts are told in, in hundredths, the largest first."""
    if whole.name == RISK:
        return [5 * HUNDREDTHS, HUNDREDTHS]
    rough = [_round_figure(whole.total // 20), _round_figure(whole.total // 100), 10_000 * HUNDREDTHS, HUNDREDTHS]
    return sorted({unit for unit in rough if 1 <= unit <= max(1, whole.total // 10)}, reverse=True)


def _round_figure(value: int) -> int:
    """The largest of 1, 2, 5, 10, 20 … that is not more than a value; 0 where none is."""
    power = 10 ** (len(str(value)) - 1)
    return next((step * power for step in (5, 2, 1) if step * power <= value), 0)


def rounded(total: int, parts: Sequence[tuple[int, int]], unit: int) -> list[int] | None:
    """The whole shared out in multiples of a unit, ``None`` where the members' ranges do not allow it.

    Of a whole that is no multiple one member takes what is left over: the one with the most room that can.
    """
    grid = [(-(-low // unit), high // unit) for low, high in parts]
    if total % unit == 0:
        shares = _in_units(total // unit, grid)
        return None if shares is None else [unit * share for share in shares]
    exact = split(total, parts)
    for odd in sorted(range(len(parts)), key=lambda n: (parts[n][0] - parts[n][1], n)):
        others = grid[:odd] + grid[odd + 1 :]
        most = min(sum(high for _, high in others), (total - parts[odd][0]) // unit)
        least = max(sum(low for low, _ in others), -(-(total - parts[odd][1]) // unit))
        if (
            least <= most
            and (shares := _in_units(min(most, max(least, (total - exact[odd]) // unit)), others)) is not None
        ):
            told = [unit * share for share in shares]
            return [*told[:odd], total - sum(told), *told[odd:]]
    return None


def _in_units(total: int, grid: Sequence[tuple[int, int]]) -> list[int] | None:
    """See ``split``; ``None`` where the parts have no room for it."""
    fits = all(low <= high for low, high in grid) and sum(low for low, _ in grid) <= total <= sum(
        high for _, high in grid
    )
    return split(total, grid) if fits else None


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
