"""All listings of one kind as they stand now: columns that are made once, and beside them what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ranking.matching.context import Context
from ranking.matching.dossier import Dossier
from ranking.matching.everybody.columns import Floats, Rows
from ranking.matching.everybody.pool import Pairs, Pool, Scorer

BESIDE = 256
"""So many changed listings are kept beside the others before all are put together anew."""

DIGITS = 12
"""Digits of a score that count."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """Pairs of m listings with all that stand. ``ranks``: where each of these comes by its id; ``scores`` are rounded."""

    names: tuple[str, ...]
    ranks: Rows
    scores: Floats
    pairs: Pairs


@dataclass(eq=False)
class Standing:
    """The listings of one kind; ``update`` takes what changed."""

    kind: str
    context: Context
    dossiers: dict[str, Dossier]
    _main: Pool = field(init=False)
    _beside: Pool = field(init=False)
    _changed: dict[str, None] = field(default_factory=dict, init=False)
    _there: NDArray[np.bool_] = field(init=False)
    _names: tuple[str, ...] = field(init=False)
    _ranks: Rows = field(init=False)

    def __post_init__(self) -> None:
        self._renew()

    def __len__(self) -> int:
        return len(self.dossiers)

    def __contains__(self, name: object) -> bool:
        return name in self.dossiers

    def update(self, changed: Mapping[str, Dossier | None]) -> None:
        """Take listings as they are now; ``None``: it is gone."""
        for name, dossier in changed.items():
            self.dossiers.pop(name, None)
            if dossier is not None:
                self.dossiers[name] = dossier
            self._changed[name] = None
        if len(self._changed) > BESIDE:
            self._renew()
        elif changed:
            self._put_beside()

    def prepare(self) -> None:
        """Make the columns now, before threads ask for them."""
        self._main.prepare()
        self._beside.prepare()

    def block(self, names: Sequence[str]) -> Pool:
        """Some of them as those that ask."""
        return Pool(self.kind, tuple(self.dossiers[name] for name in names), self.context)

    def against(self, block: Pool, scorer: Scorer, *, both_ways: bool = False) -> Ranked:
        """Every listing of ``block`` with every one that stands."""
        pairs = scorer.pairs(block, self._main, both_ways=both_ways)
        if self._changed:
            pairs = pairs.where(self._there).beside(scorer.pairs(block, self._beside, both_ways=both_ways))
        return Ranked(self._names, self._ranks, np.round(pairs.scores, DIGITS), pairs)

    def _renew(self) -> None:
        self._main = Pool(self.kind, tuple(self.dossiers.values()), self.context)
        self._changed = {}
        self._put_beside()

    def _put_beside(self) -> None:
        again = tuple(self.dossiers[name] for name in self._changed if name in self.dossiers)
        self._beside = Pool(self.kind, again, self.context)
        self._there = np.array([one.listing not in self._changed for one in self._main.dossiers], np.bool_)
        names = [one.listing for one in (*self._main.dossiers, *again)]
        self._names = tuple(names)
        self._ranks = np.empty(len(names), np.intp)
        self._ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
