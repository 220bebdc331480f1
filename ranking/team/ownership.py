"""Who owns whom: two parties are of one ownership where one owns the other, at whatever remove, or both have an owner in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def owners(party: str, parents: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The party and every party above it; ``parents`` holds the direct owners of each. Owners that own each other in a circle are all above."""
    found: set[str] = set()
    waiting = [party]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(parents.get(one, ()))
    return frozenset(found)
