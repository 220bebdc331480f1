"""How near sets of codes are to the codes that listings state, many at once: see ``checks._nearness``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import TermKind
from ranking.matching.context import Context
from ranking.matching.demands import ANSWERS, Demand
from ranking.matching.everybody.columns import CodeColumn, Columns, Floats

KEPT = 64_000_000
"""Bytes of nearnesses that are kept by code."""


@dataclass(eq=False)
class Nearness:
    """The nearness of codes to the listings of one ``Columns``, kept by code: many listings ask for the same ones."""

    _rows: dict[tuple[str, str], Floats] = field(default_factory=dict, init=False)
    _trees: dict[str, _Tree] = field(default_factory=dict, init=False)

    def of(self, asked: Sequence[frozenset[str]], demand: Demand, columns: Columns, context: Context) -> Floats:
        """The nearness of m sets of codes to n listings, of shape (m, n), for a demand of this term and key."""
        name = f"{ANSWERS}.{demand.term}"
        column = columns.codes(name)
        if not column.values:
            return np.zeros((len(asked), len(columns)))
        wanted = list(dict.fromkeys(code for codes in asked for code in codes))
        places = {code: place for place, code in enumerate(wanted)}
        rows = np.stack([self._row(name, code, demand.kind, column, context) for code in wanted])
        each = [place for codes in asked for place in (places[code] for code in codes)]
        if len(each) == len(asked):
            return np.asarray(rows[each], np.float64)
        starts = np.cumsum([0, *(len(codes) for codes in asked[:-1])])
        return np.asarray(np.maximum.reduceat(rows[each], starts, axis=0), np.float64)

    def _row(self, name: str, code: str, kind: TermKind, column: CodeColumn, context: Context) -> Floats:
        """The nearness of one code to n listings, of shape (n,)."""
        found = self._rows.get((name, code))
        if found is None:
            by_value = self._by_value(name, code, kind, column, context)
            found = np.zeros(len(column.stated))
            # a listing's values are side by side: the nearest of them counts
            firsts = np.flatnonzero(np.concatenate([[True], column.owners[1:] != column.owners[:-1]]))
            found[column.owners[firsts]] = np.maximum.reduceat(by_value[column.held], firsts)
            if (len(self._rows) + 1) * found.nbytes > KEPT:
                self._rows.clear()
            self._rows[name, code] = found
        return found

    def _by_value(self, name: str, code: str, kind: TermKind, column: CodeColumn, context: Context) -> Floats:
        """The nearness of one code to each value that is stated."""
        found = np.zeros(len(column.values))
        if kind.ordered:
            steps = {step: n for n, step in enumerate(kind.values)}
            if code in steps:
                for value, place in column.values.items():
                    if value in steps:
                        found[place] = 1 / (1 + abs(steps[code] - steps[value]))
        elif kind.tree is not None:
            if name not in self._trees:
                self._trees[name] = _Tree.of(list(column.values), kind.tree, context)
            found = self._trees[name].shared(context.ancestors(kind.tree, code))
        if code in column.values:
            found[column.values[code]] = 1.0
        return found


@dataclass(frozen=True, eq=False)
class _Tree:
    """The values that lie under each node, and how many nodes lie above each value."""

    under: dict[str, NDArray[np.intp]]
    depths: Floats

    @classmethod
    def of(cls, values: Sequence[str], tree: str, context: Context) -> _Tree:
        under: dict[str, list[int]] = {}
        depths = np.zeros(len(values))
        for place, value in enumerate(values):
            above = context.ancestors(tree, value)
            depths[place] = len(above)
            for node in above:
                under.setdefault(node, []).append(place)
        return cls({node: np.array(places, np.intp) for node, places in under.items()}, depths)

    def shared(self, above: frozenset[str]) -> Floats:
        """See ``checks._shared``: of the nodes above a code and above each value."""
        common = np.zeros(len(self.depths))
        for node in above:
            if (places := self.under.get(node)) is not None:
                common[places] += 1
        return 2 * common / (len(above) + self.depths)
