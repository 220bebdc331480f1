"""A dossier: what matching reads of one listing, for one viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.constraints import Facts
from models.listings import SideName
from ranking.matching.demands import Demand, asked_of, demands_of
from ranking.matching.texts import SideText, TextProfile


@dataclass(frozen=True, eq=False)
class Dossier:
    """A listing as matching sees it. ``texts``: the sides that say something in words, as far as the viewer may read.

    ``work``: what its party's other listings say that it did, as far as everyone may read them. ``complete``: whether all these texts have
    their vectors.
    """

    listing: str
    version: int
    kind: str
    facts: Facts
    texts: Mapping[SideName, TextProfile]
    work: TextProfile | None = None
    complete: bool = True

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What it asks of others."""
        return demands_of(self.facts)

    def demands_on(self, kind: str) -> tuple[Demand, ...]:
        """What it asks of listings of a kind: nothing of those whose offer does not answer its seeking side."""
        return asked_of(kind, self.demands, self.kind)

    def says(self, side: SideName) -> TextProfile | None:
        """The text of a side; ``None`` where it says nothing in words."""
        return self.texts.get(side)


@dataclass(frozen=True, eq=False)
class Asker:
    """The listing that asks: its dossier, and its texts as they are, to retrieve by."""

    dossier: Dossier
    texts: Mapping[SideName, SideText] = field(default_factory=dict)
