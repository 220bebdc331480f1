"""The listing that asks, as every question about whom it fits reads it, and what is to be known of the pool. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import EncoderUnavailable, no_listing
from models.listings import Listing
from models.store import StoredListing
from models.viewer import Viewer
from ranking.matching.dossier import Asker
from search_api.assembly import Application
from search_api.matching.answers import Said
from search_api.matching.views import Party
from search_api.search import notices


@dataclass(frozen=True)
class Reading:
    """Reads those who ask, of one application."""

    application: Application

    def stored(self, listing_id: str, viewer: Viewer) -> tuple[Party, Asker]:
        """A listing as far as the viewer may read it. Raises ``NotFound``, alike for what is not there and what is not shown."""
        stored = self.application.store.listings.get(listing_id, viewer)
        asker = self.application.dossiers.asker(stored.listing.id, viewer)
        if asker is None:
            raise no_listing(listing_id)
        return Party(stored, asker.dossier), asker

    def draft(self, listing: Listing) -> tuple[Party, Asker, bool]:
        """A draft as one that asks, and whether it could be encoded: while it cannot, it is matched by its words and terms."""
        try:
            asker, encoded = self.application.dossiers.of_unstored(listing), True
        except EncoderUnavailable:
            asker, encoded = self.application.dossiers.of_unstored(listing, encode=False), False
        return Party(StoredListing(listing, 0, None, ()), asker.dossier), asker, encoded

    def of_pool(self) -> list[Said]:
        """That the index is away, that nothing is indexed, or that not all of it is encoded yet."""
        state = self.application.searcher.reader.state()
        gap = self.application.served.gap(state.generation)
        away = [Said(notices.of_gap(gap), gap._asdict())] if gap else []
        if not state.listings:
            return [*away, Said(notices.NOTHING_INDEXED)]
        if state.encoded < state.units:
            return [*away, Said(notices.PARTLY_ENCODED, {"percent": f"{100 * state.encoded / state.units:.0f}"})]
        return away
