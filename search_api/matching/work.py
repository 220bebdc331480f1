"""What parties did: the texts of their listings that show it, as everyone may read them, read once each."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.store import IndexableListing, Store
from models.vocabulary import kinds
from ranking.matching.texts import SideText

MOST = 16
"""Listings by which a party is known, those that changed last."""

KEPT = 1000
"""Parties that are kept; the one that was not needed the longest is dropped first."""


@dataclass
class PartyWork:
    """Reads what parties did. ``read`` gives the offering text of listings that everyone may read."""

    store: Store
    read: Callable[[Sequence[str]], Mapping[str, SideText]]
    _known: OrderedDict[str, Mapping[str, SideText]] = field(default_factory=OrderedDict, init=False)

    def beside(self, items: Iterable[IndexableListing]) -> dict[str, SideText]:
        """By listing, what its party's other listings say that it did; a natural person is not looked at (domain rule 14)."""
        of = {one.listing.id: one.party.id for one in items if one.party is not None and not one.party.person}
        known = self._of(dict.fromkeys(of.values()))
        texts = {name: [text for other, text in known[party].items() if other != name] for name, party in of.items()}
        return {name: SideText.together(some) for name, some in texts.items() if some}

    def forget(self, parties: Iterable[str] | None = None) -> None:
        """Read these parties anew, or all."""
        for one in list(self._known) if parties is None else parties:
            self._known.pop(one, None)

    def _of(self, parties: Iterable[str]) -> dict[str, Mapping[str, SideText]]:
        """What each party did, by listing."""
        wanted = list(parties)
        found = {one: self._known[one] for one in wanted if one in self._known}
        missing = [one for one in wanted if one not in found]
        # one more than is told: the listing that is looked at may be among them
        names = self.store.listings.work_of(missing, [key for key, kind in kinds().items() if kind.work], MOST + 1)
        texts = self.read([name for some in names.values() for name in some])
        found |= {one: {name: texts[name] for name in names.get(one, ()) if name in texts} for one in missing}
        for one in wanted:
            self._known[one] = found[one]
            self._known.move_to_end(one)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found
