"""A frozen window of ranked listings: what pages, facets and totals are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True)
class LegResult:
    """What one leg said of a listing: its rank from 1 (``None`` where the leg did not retrieve it itself) and its score.

    A keyword score is BM25 without the factor k1 + 1; a vector score is the cosine of centred vectors.
    """

    rank: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A listing in a window, with the parts of its score.

    ``score`` is calibrated, from 0 to 1, and means the same across questions; ``fused`` is the log-odds that it was made from.
    ``parts`` are the contributions that add up to ``fused``. ``passage``: which passage of the unit the vector leg met.
    """

    listing: str
    unit: str
    score: float
    fused: float
    keyword: LegResult | None
    vector: LegResult | None
    passage: int | None
    parts: tuple[tuple[str, float], ...] = ()


class Results(Sequence[Ranked]):
    """Ranked listings, best first. They are made when they are looked at: of a window only a page or two ever is."""

    def __init__(self, units: Sequence[str], make: Callable[[int], Ranked]) -> None:
        self.units = units
        self._make = make

    def __len__(self) -> int:
        return len(self.units)

    @overload
    def __getitem__(self, place: int) -> Ranked: ...
    @overload
    def __getitem__(self, place: slice) -> list[Ranked]: ...
    def __getitem__(self, place: int | slice) -> Ranked | list[Ranked]:
        """The result at a place from 0, or those of a slice."""
        places = range(len(self.units))[place]
        return self._make(places) if isinstance(places, int) else [self._make(one) for one in places]


@dataclass(frozen=True, slots=True)
class Window:
    """The best listings for a question, best first, fixed at one state of the index.

    ``passing``: listings that pass the filters, of which the window holds the best. ``coverage``: the share of units that can be found by
    meaning yet. ``notices``: codes of what the reader should know (``meaning-unavailable``, ``question-cut``).
    """

    results: Results
    passing: int
    generation: str
    sequence: int
    coverage: float
    notices: tuple[str, ...] = ()
