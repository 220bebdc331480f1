"""What a team is asked for: its roles, who could take them, and the rules that the whole must keep."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.constraints import Interval
from models.errors import BadInput
from models.messages import Message


@dataclass(frozen=True)
class Role:
    """A part in a team. ``least`` and ``most``: how many may share it, where it is filled at all; a ``required`` role always is.

    ``weight``: how many times its members' scores count. ``carries_risk``, ``carries_amount``: whether its members' shares count in what
    the risk and the amounts add up to.
    """

    name: str
    required: bool = True
    weight: int = 1
    least: int = 1
    most: int = 1
    carries_risk: bool = False
    carries_amount: bool = False


@dataclass(frozen=True)
class Candidate:
    """A listing that could take a role. ``score``: that of its match with the one who asks, from 0 to 1.

    ``capacity``: how much more it can take on, ``None`` where it does not say. ``risk``: the share of the whole risk in percent, and
    ``amount``: the money in the ask's currency, that it would carry; ``None`` where it does not say, which is to be confirmed.
    ``owners``: itself and every party above it, see ``ownership``. ``barred``: codes of what keeps it out whoever else is chosen, such
    as ``place`` where it does not serve the place.
    """

    role: str
    listing: str
    party: str
    score: float
    capacity: int | None = None
    risk: Interval | None = None
    amount: Interval | None = None
    owners: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()

    @property
    def owned_by(self) -> frozenset[str]:
        """Itself and everybody above it."""
        return self.owners | {self.party}


@dataclass(frozen=True)
class Conflict:
    """Two parties that are not brought together, and the code of the reason: a client of the other side, an adverse party."""

    one: str
    other: str
    reason: str

    @property
    def ends(self) -> frozenset[str]:
        """The two."""
        return frozenset((self.one, self.other))


@dataclass(frozen=True)
class Rules:
    """What holds between members. ``risk``: what the shares add up to, in percent; ``amount``: what the amounts add up to.

    ``least``: the amount that will do already, where a span is asked for: as much as the members can carry is shared, up to ``amount``.
    ``divisible``: whether several members may share the amount. ``independent``: pairs of roles between whose members there is no
    ownership. ``insist``: ``risk`` or ``amount``, of which whoever should carry some and states none is left out. A party never takes two parts.
    """

    risk: float | None = None
    amount: float | None = None
    least: float | None = None
    divisible: bool = True
    independent: tuple[tuple[str, str], ...] = ()
    insist: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """A team to be found for ``asker``, a party. Candidates are kept in an order of their own, so that theirs does not matter.

    Raises ``BadInput`` where it contradicts itself.
    """

    roles: tuple[Role, ...]
    candidates: tuple[Candidate, ...]
    rules: Rules = Rules()
    conflicts: tuple[Conflict, ...] = ()
    asker: str | None = None
    _places: dict[str, int] = field(init=False, repr=False, compare=False)
    _conflicts: dict[str, list[Conflict]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {role.name: place for place, role in enumerate(self.roles)}
        object.__setattr__(self, "_places", places)
        _alone("role", (role.name for role in self.roles))
        _alone("candidate", (f"{one.listing} as {one.role}" for one in self.candidates))
        if not 0 <= (self.rules.least or 0.0) <= (self.rules.amount or math.inf):
            raise BadInput(
                Message(en="The least amount is more than the amount.", zh="最低金额高于所需金额。"),
                advice=Message(en="0 <= least <= amount.", zh="须 0 <= 最低金额 <= 所需金额。"),
            )
        if wrong := [role.name for role in self.roles if not 1 <= role.least <= role.most]:
            raise BadInput(
                Message(
                    en="The role {role} has no possible number of members.",
                    zh="角色{role}的成员数无解。",
                    role=wrong[0],
                ),
                advice=Message(en="1 <= least <= most.", zh="须 1 <= 最少 <= 最多。"),
            )
        if wrong := [role.name for role in self.roles if role.weight < 1]:
            raise BadInput(
                Message(en="The role {role} has no weight.", zh="角色{role}没有权重。", role=wrong[0]),
                advice=Message(en="A weight is a whole number from 1 up.", zh="权重为不小于1的整数。"),
            )
        named = [*(one.role for one in self.candidates), *(name for pair in self.rules.independent for name in pair)]
        if unknown := sorted({*named} - {*places}):
            raise BadInput(
                Message(en="The team has no role {role}.", zh="团队没有角色{role}。", role=unknown[0]),
                advice=Message(en="Its roles are: {roles}.", zh="其角色为：{roles}。", roles=[*places]),
            )
        if odd := [one.listing for one in self.candidates if not 0 <= one.score <= 1]:
            raise BadInput(
                Message(
                    en="The score of {listing} does not lie between 0 and 1.",
                    zh="{listing}的得分不在0至1之间。",
                    listing=odd[0],
                )
            )
        order = sorted(self.candidates, key=lambda one: (places[one.role], -one.score, one.listing))
        object.__setattr__(self, "candidates", tuple(order))
        conflicts = defaultdict(list)
        for each in self.conflicts:
            for end in sorted(each.ends):
                conflicts[end].append(each)
        object.__setattr__(self, "_conflicts", dict(conflicts))

    def role(self, name: str) -> Role:
        """The role of that name."""
        return self.roles[self._places[name]]

    def conflicts_between(self, one: str, other: str) -> list[Conflict]:
        """What is recorded between two parties."""
        return [each for each in self._conflicts.get(one, ()) if one != other and other in each.ends]

    def standing_for(self, role: str) -> list[Candidate]:
        """The candidates for a role, best first."""
        return [one for one in self.candidates if one.role == role]


def _alone(what: str, names: Iterable[str]) -> None:
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise BadInput(
            Message(en="The {what} {name} is given twice.", zh="{what} {name} 给出了两次。", what=what, name=twice[0])
        )
