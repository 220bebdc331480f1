"""Matches that are kept: of every listing the best of every other kind, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptMatch:
    """A match as it is kept: ``forward`` and ``backward`` are log-odds, ``mutual`` and ``score`` from 0 to 1."""

    other: str
    forward: float
    backward: float
    mutual: float
    score: float

    @property
    def place(self) -> tuple[float, str]:
        """By which matches are ordered: by falling score, then by id."""
        return (-self.score, self.other)


@dataclass(frozen=True, slots=True)
class KeptList:
    """The best matches of one listing with one other kind, best first.

    ``made``: what made it; ``complete``: whether the listing had all its vectors; ``next``: the place of the best that is not in it, ``None``
    where every match is.
    """

    listing: str
    kind: str
    other_kind: str
    made: str
    complete: bool
    matches: tuple[KeptMatch, ...]
    next: tuple[float, str] | None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far the lists of one kind with another have come. ``sequence``: the last change that is in them; ``kept``: matches that are shown.

    ``whole``: whether every listing has its list; until then it is the change from which on they are to be followed.
    """

    kind: str
    other_kind: str
    made: str
    sequence: int
    whole: bool
    kept: int
