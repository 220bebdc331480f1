"""The engine's unit: one side of one listing at one disclosure tier, ready to be indexed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.constraints import Facts

TERMS = "terms"
"""The recall stream: scored by BM25 over title and text together."""

PAIR_SIGN = "+"
"""Between the two words of a pair in the recall stream: it stands between words of no other term."""

WORDS = "words"
"""The positional stream of unstemmed words and single Han characters, for quoted phrases and ``-word``."""

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageVector:
    """The vector of one passage of a unit: ``number`` counts the unit's passages from 0. Centred and of unit length."""

    number: int
    language: str
    vector: FloatArray


@dataclass(frozen=True, slots=True)
class Unit:
    """One side of a listing at one tier. ``id`` is ``LISTING/SIDE/TIER``; of two versions of a unit the higher one stands.

    ``streams`` holds ready-made tokens by stream; ``facts`` everything filterable, audience included; ``vectors`` what has been
    encoded so far (none: the unit is found by keyword only, and counts as not yet encoded); ``expected`` how many there will be.
    """

    id: str
    listing: str
    version: int
    streams: Mapping[str, Sequence[str]]
    facts: Facts
    vectors: tuple[PassageVector, ...] = field(default=())
    expected: int = 0


@dataclass(frozen=True, slots=True)
class ListingUnits:
    """All units of one listing at one version: they replace what the index holds of it. No units: the listing is gone."""

    listing: str
    version: int
    units: tuple[Unit, ...] = ()
