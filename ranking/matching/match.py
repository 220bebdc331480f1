"""A match: two listings, what each thinks of the other, and what becomes of both."""

from __future__ import annotations

from dataclasses import dataclass

from models.constraints import Outcome
from ranking.matching.checks import Check, RuleCheck, fails, to_confirm
from ranking.matching.joining.base import sigmoid
from ranking.matching.relations import Relation

BASE = "base"
"""The contribution that every direction has."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to the log-odds of a direction. ``value``: the feature itself."""

    name: str
    value: float
    log_odds: float


@dataclass(frozen=True)
class Direction:
    """What one listing thinks of another. ``silent``: its words say nothing of what it wants.

    ``relation``: the text that told, ``None`` where no text did. ``log_odds`` is the sum of the contributions.
    """

    silent: bool
    log_odds: float
    contributions: tuple[Contribution, ...]
    checks: tuple[Check, ...]
    relation: Relation | None = None

    @property
    def score(self) -> float | None:
        """From 0 to 1, before calibration; ``None`` where the side is silent."""
        return None if self.silent else float(sigmoid(self.log_odds))  # type: ignore[arg-type]  # a single number


@dataclass(frozen=True)
class Match:
    """Two listings. ``forward``: what ``asker`` thinks of ``other``; ``backward``: the reverse; ``mutual``: both joined; ``score``: calibrated."""

    asker: str
    other: str
    forward: Direction
    backward: Direction
    rules: tuple[RuleCheck, ...]
    mutual: float
    score: float

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of both sides, the asker's first."""
        return (*self.forward.checks, *self.backward.checks)

    @property
    def stands(self) -> bool:
        """Whether nothing keeps the two apart."""
        return not any(fails(one) for one in self.checks) and not self.barred

    @property
    def barred(self) -> tuple[RuleCheck, ...]:
        """The rules that keep the two apart."""
        return tuple(one for one in self.rules if one.outcome is Outcome.FAILED)

    @property
    def questions(self) -> tuple[Check, ...]:
        """The hard demands that nobody can tell yet: what would decide."""
        return tuple(one for one in self.checks if to_confirm(one))
