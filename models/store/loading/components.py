"""Which parts are one asset: connected by the keys they share. And which name each asset keeps. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.store.loading.merging import Part

Place = tuple[int, int]
"""Where a part is: its contribution and its position in it."""


@dataclass(slots=True)
class Groups:
    """Parts grouped by shared keys, one part at a time (union-find over keys)."""

    _parents: dict[str, str] = field(default_factory=dict)
    _parts: list[Part] = field(default_factory=list)
    _speakers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, part: Part) -> bool:
        """Add a part; whether it joins what another record has said before."""
        joined = any(self._speakers[key] - {part.contribution} for key in part.keys if key in self._parents)
        for key in part.keys:
            self._parents[self._root(key)] = self._root(part.keys[0])
            self._speakers[key].add(part.contribution)
        self._parts.append(part)
        return joined

    def components(self) -> list[list[Part]]:
        """The groups, each in the order of its parts' places."""
        groups: dict[str, list[Part]] = defaultdict(list)
        for part in sorted(self._parts, key=place):
            groups[self._root(part.keys[0])].append(part)
        return list(groups.values())

    def _root(self, key: str) -> str:
        parent = self._parents.setdefault(key, key)
        while parent != self._parents[parent]:
            self._parents[parent] = self._parents[self._parents[parent]]
            parent = self._parents[parent]
        return parent


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of each group (``None``: it needs a new one), the names that became aliases of a group, and those that nothing carries on."""

    names: list[str | None]
    aliases: dict[str, int]
    gone: list[str]


def place(part: Part) -> Place:
    """Where the part is."""
    return part.contribution, part.position


def name_groups(groups: Sequence[Sequence[Part]], before: Mapping[Place, str], names: Iterable[str]) -> Naming:
    """Who keeps which of ``names`` (oldest first), given the asset that each part belonged to ``before``.

    A name goes with the first of its parts. Where two names meet in one group the older one stays and the other is an alias;
    where a group falls apart, the rest get new names.
    """
    placed = sorted((place(part), number) for number, group in enumerate(groups) for part in group)
    homes: dict[str, int] = {}
    for where, number in placed:
        if where in before:
            homes.setdefault(before[where], number)
    given: dict[int, str] = {}
    aliases: dict[str, int] = {}
    known = list(names)
    for name in known:
        if name in homes and given.setdefault(homes[name], name) != name:
            aliases[name] = homes[name]
    return Naming([given.get(n) for n in range(len(groups))], aliases, [name for name in known if name not in homes])
