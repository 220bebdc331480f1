"""Reading one listing, for a viewer, in the reader's language. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from models.viewer import Viewer
from search_api.assembly import Application
from search_api.labels import Labels
from search_api.listings.schemas import ListingView
from search_api.listings.views import Views


@dataclass(frozen=True)
class ListingService:
    """The listings of one application."""

    application: Application

    def get(self, listing_id: str, viewer: Viewer, language: str) -> ListingView:
        """A listing as far as the viewer may read it. Raises ``NotFound``, alike for what is not there and what is not shown."""
        listings = self.application.store.listings
        stored = listings.get(listing_id, viewer)
        records = listings.source_records(stored.listing.id, viewer)
        return Views(
            Labels(self.application.trees, self.application.store, self.application.concordance), language
        ).listing(stored, records)
