"""Relations: which text of one listing says what it wants; the other answers with its offer. From data, for every pair of kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.listings import SideName
from models.vocabulary import kinds
from ranking.matching.dossier import Dossier


class Basis(StrEnum):
    """How it is known what a listing wants: it says so, its own work shows it, or what it took before does."""

    SOUGHT = "sought"
    RECORD = "record"
    TRACK = "track"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one listing wants of another. ``wants``: the side of the first that tells."""

    basis: Basis
    wants: SideName


SOUGHT = Relation(Basis.SOUGHT, SideName.SEEKS)
RECORD = Relation(Basis.RECORD, SideName.OFFERS)
TRACK = Relation(Basis.TRACK, SideName.OFFERS)


def wanting(kind: str, other: str) -> tuple[Relation, ...]:
    """The relations in which a listing of ``kind`` may want one of the kind ``other``, the telling one first."""
    of = kinds()[other]
    by_relation = ((SOUGHT, of.answers), (RECORD, of.record), (TRACK, of.track))
    return tuple(relation for relation, those in by_relation if kind in those)


def relations(asker: Dossier, other: Dossier) -> tuple[Relation, ...]:
    """What tells how much ``asker`` wants ``other``: what it seeks, its record, both or neither; what it took before only where it seeks nothing."""
    if other.says(SideName.OFFERS) is None:
        return ()
    found = [one for one in wanting(asker.kind, other.kind) if asker.says(one.wants) is not None]
    return tuple(one for one in found if one is not TRACK or SOUGHT not in found)
