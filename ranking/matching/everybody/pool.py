"""Every pair of m listings of one kind and n of another: the scores that ``Matcher.score`` gives one listing at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.constraints import Constraint
from models.listings import SideName
from ranking.matching.context import Context
from ranking.matching.directions import MEANING_TO_WORDS
from ranking.matching.dossier import Dossier
from ranking.matching.everybody.asked import Asked, Held
from ranking.matching.everybody.columns import MET, Columns, Floats, outcomes, shape_of
from ranking.matching.everybody.nearness import Nearness
from ranking.matching.everybody.texts import Texts
from ranking.matching.everybody.weighing import Weighing, weighing
from ranking.matching.features import POPULARITY, TO_CONFIRM, TRACK_POPULARITY, qualities, text_features, work_features
from ranking.matching.joining.base import base_share, joined
from ranking.matching.model import DirectionModel
from ranking.matching.relations import SOUGHT, TRACK, Basis, Relation, wanting
from ranking.matching.rules import rules_constraint
from ranking.matching.texts import Closeness
from ranking.matching.weights import MatchWeights

Mask = NDArray[np.bool_]


@dataclass(eq=False)
class Pool:
    """Listings of one kind as columns, on one day. Made once, and asked of many blocks."""

    kind: str
    dossiers: tuple[Dossier, ...]
    context: Context
    nearness: Nearness = field(default_factory=Nearness, init=False)
    _asked_of: dict[str, Asked] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.dossiers)

    def prepare(self) -> None:
        """Make what is made once, now."""
        _ = self.columns, self.asked, self.sides, self.work, self.known

    @cached_property
    def columns(self) -> Columns:
        """Their facts."""
        return Columns([one.facts for one in self.dossiers])

    @cached_property
    def asked(self) -> Asked:
        """What they ask for."""
        return Asked.of([one.demands for one in self.dossiers], self.context)

    def asked_of(self, kind: str) -> Asked:
        """What they ask of listings of a kind: nothing of those that are not held to it."""
        if kind not in self._asked_of:
            some = [one.demands_on(kind) for one in self.dossiers]
            whole = all(each is one.demands for each, one in zip(some, self.dossiers, strict=True))
            self._asked_of[kind] = self.asked if whole else Asked.of(some, self.context)
        return self._asked_of[kind]

    @cached_property
    def _rules(self) -> list[tuple[list[int], list[Constraint]]]:
        """What the rules ask of the others, those of one shape together."""
        alike: dict[Hashable, tuple[list[int], list[Constraint]]] = {}
        for row, one in enumerate(self.dossiers):
            constraint = rules_constraint(one.facts, self.context)
            rows, constraints = alike.setdefault(shape_of(constraint), ([], []))
            rows.append(row)
            constraints.append(constraint)
        return list(alike.values())

    def ruled(self, columns: Columns) -> Mask:
        """Whether the rules let each of these have each of the others, of shape (m, n)."""
        found = np.zeros((len(self), len(columns)), np.bool_)
        for rows, constraints in self._rules:
            found[rows] = outcomes(constraints, columns) == MET
        return found

    @cached_property
    def sides(self) -> dict[SideName, Texts]:
        """Their texts."""
        return {side: Texts.of([one.says(side) for one in self.dossiers]) for side in SideName}

    @cached_property
    def workers(self) -> NDArray[np.intp]:
        """Those whose party is known by earlier work."""
        return np.flatnonzero([one.work is not None for one in self.dossiers])

    @cached_property
    def work(self) -> Texts:
        """The earlier work of ``workers``."""
        return Texts.of([self.dossiers[row].work for row in self.workers])

    @cached_property
    def known(self) -> dict[str, Floats]:
        """What is known of each, whoever asks."""
        each = [qualities(one.facts, self.context) for one in self.dossiers]
        return {name: np.array([one[name] for one in each]) for name in (each[0] if each else {})}


@dataclass(frozen=True, eq=False)
class Pairs:
    """The scores of m listings with n others, all of shape (m, n). ``forward`` and ``backward`` are log-odds.

    ``stands``: whether nothing keeps the other from the one that asks; ``returns``: whether nothing keeps it from the other, where it asks.
    The two differ by rules that hold for who is found alone, such as that a programme is open.
    """

    forward: Floats
    backward: Floats
    mutual: Floats
    scores: Floats
    stands: Mask
    returns: Mask

    def where(self, there: Mask) -> Pairs:
        """The same pairs, of which only those with some others stand."""
        return replace(self, stands=self.stands & there, returns=self.returns & there)

    def beside(self, more: Pairs) -> Pairs:
        """The same listings with further others."""
        each = (np.concatenate([getattr(self, one.name), getattr(more, one.name)], axis=1) for one in fields(self))
        return Pairs(*each)


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores blocks of pairs with one set of weights on one day."""

    weights: MatchWeights
    context: Context

    def pairs(self, block: Pool, pool: Pool, *, both_ways: bool = False) -> Pairs:
        """Every listing of ``block`` with every one of ``pool``. ``both_ways``: also what ``returns``, else as what stands."""
        shape = (len(block), len(pool))
        forward, backward = _told(block, pool, self.weights.model)
        ahead = block.asked_of(pool.kind).held(pool.columns, pool.nearness)
        back = pool.asked_of(block.kind).held(block.columns, block.nearness)
        there = self._direction(forward, backward, _Listings(block, pool, ahead))
        here = self._direction(backward, forward, _Listings(pool, block, back, turned=True))
        mutual = joined(self.weights.method, there.log_odds, here.log_odds, there.silent, here.silent)
        scores = self.weights.calibration.apply(mutual.ravel()).reshape(shape)
        fits = np.ones(shape, np.bool_)
        if ahead.failed is not None:
            fits &= ~ahead.failed
        if back.failed is not None:
            fits &= ~back.failed.T
        stands = fits & block.ruled(pool.columns)
        returns = fits & pool.ruled(block.columns).T if both_ways else stands
        return Pairs(there.log_odds, here.log_odds, mutual, scores, stands, returns)

    def _direction(self, told: _Nearest, returned: _Nearest, sides: _Listings) -> _Direction:
        total = told.features
        silent = told.basis < 0
        for name, (rows, values) in sides.held.signed.items():
            sides.add(total, name, rows, values)
        if sides.held.confirm is not None:
            sides.add(total, TO_CONFIRM, *sides.held.confirm)
        sides.add_work(total)
        by_deals = returned.basis == _TRACK
        for name, each in sides.other.known.items():
            spread = sides.answering(each)
            if name == POPULARITY and by_deals.any():
                total.add(TRACK_POPULARITY, np.where(by_deals, spread, 0.0))
                spread = np.where(by_deals, 0.0, spread)
            total.add(name, spread)
        return _Direction(total.log_odds(base_share(silent, returned.basis < 0)), silent)


@dataclass(frozen=True, eq=False)
class _Direction:
    log_odds: Floats
    silent: Mask


_BASES = tuple(Basis)
_TRACK = _BASES.index(Basis.TRACK)


@dataclass(frozen=True, eq=False)
class _Listings:
    """Who asks and who answers; ``turned``: who asks are the columns."""

    asking: Pool
    other: Pool
    held: Held
    turned: bool = False

    def asker(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """A value of each that asks, to be spread over all pairs."""
        return values[None, :] if self.turned else values[:, None]

    def answering(self, values: Floats) -> Floats:
        """A value of each that answers, likewise."""
        return values[:, None] if self.turned else values[None, :]

    def add(self, total: Weighing, name: str, rows: NDArray[np.intp], values: Floats) -> None:
        """Add what some that ask hold of all that answer."""
        if self.turned:
            total.add(name, values.T, (slice(None), rows))
        else:
            total.add(name, values, rows)

    def add_work(self, total: Weighing) -> None:
        """Add what the earlier work of who asks tells of what is offered."""
        rows = self.asking.workers
        there = self.other.sides[SideName.OFFERS].there
        if len(rows) and there.any():
            near = self.other.sides[SideName.OFFERS].closeness(self.asking.work)
            for name, values in work_features(near).items():
                self.add(total, name, rows, np.where(there, values, 0.0))


def _told(block: Pool, pool: Pool, model: DirectionModel) -> tuple[_Nearest, _Nearest]:
    """What the texts of both directions tell; each two sides are compared once."""
    compared: dict[tuple[SideName, SideName], Closeness] = {}

    def near(mine: SideName, theirs: SideName) -> Closeness:
        if (mine, theirs) not in compared:
            compared[mine, theirs] = pool.sides[theirs].closeness(block.sides[mine])
        return compared[mine, theirs]

    offers = SideName.OFFERS
    shape = (len(block), len(pool))
    forward, backward = _Nearest(model, shape), _Nearest(model, shape)
    for relation in wanting(block.kind, pool.kind):
        asks = _asks(block, block.kind, pool.kind, relation)[:, None]
        if (there := asks & pool.sides[offers].there).any():
            forward.add(relation, near(relation.wants, offers), there)
    for relation in wanting(pool.kind, block.kind):
        asks = _asks(pool, pool.kind, block.kind, relation)
        if (there := block.sides[offers].there[:, None] & asks).any():
            backward.add(relation, near(offers, relation.wants), there)
    return forward, backward


def _asks(pool: Pool, kind: str, other: str, relation: Relation) -> Mask:
    """Who asks by this relation; what a party took before tells only where it seeks nothing."""
    asks = pool.sides[relation.wants].there
    if relation == TRACK and SOUGHT in wanting(kind, other):
        return asks & ~pool.sides[SOUGHT.wants].there
    return asks


class _Nearest:
    """What texts tell: of several relations the nearest, pair by pair (see ``directions._keep_nearest``).

    ``basis``: which that is, −1 where no text tells; ``features``: what it tells.
    """

    def __init__(self, model: DirectionModel, shape: tuple[int, int]) -> None:
        self._model = model
        self._nearness = np.full(shape, -np.inf)
        self.features = weighing(model, shape)
        self.basis = np.full(shape, -1, np.int8)

    def add(self, relation: Relation, near: Closeness, there: Mask) -> None:
        nearness = near.words + MEANING_TO_WORDS * np.nan_to_num(near.meaning, nan=0.0)
        nearer = there & (nearness > self._nearness)
        features = weighing(self._model, nearer.shape)
        for name, values in text_features(relation.basis, near).items():
            features.add(name, values)
        self.features.take(features, nearer)
        np.copyto(self._nearness, nearness, where=nearer)
        self.basis[nearer] = _BASES.index(relation.basis)


def blocks(dossiers: Sequence[Dossier], size: int) -> Iterator[tuple[Dossier, ...]]:
    """Listings in blocks."""
    for first in range(0, len(dossiers), size):
        yield tuple(dossiers[first : first + size])
