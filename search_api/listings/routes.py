"""The HTTP routes of listings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from search_api.listings.schemas import ListingView
from search_api.listings.service import ListingService
from search_api.problems import responses
from search_api.requests import CurrentViewer, ReaderLanguage

router = APIRouter(prefix="/api/v1/listings", tags=["listings"])

EXAMPLE = "tech-garnet-ceramic-separator"
ListingId = Annotated[
    str,
    Path(
        description="The listing's id; an older one is followed.", openapi_examples={"technology": {"value": EXAMPLE}}
    ),
]


@router.get("/{listing_id}", summary="Read a listing", responses=responses(404, 422, 503))
def read_listing(
    request: Request, listing_id: ListingId, viewer: CurrentViewer, language: ReaderLanguage
) -> ListingView:
    """One listing: both sides with their texts and terms, its rights with what derives from their events today, the records behind it."""
    service: ListingService = request.app.state.listings
    return service.get(listing_id, viewer, language)
