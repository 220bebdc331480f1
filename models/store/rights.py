"""What a viewer may read of a listing: the one place where it is decided for everything that the store gives out.

Anyone reads teasers of released listings, members the members' tier too, admitted parties the deeper tiers, the publisher and the
system all. Drafts are the publisher's; a withdrawn listing is nobody's; one that is no longer shown is the publisher's again.
"""

from __future__ import annotations

import datetime as dt

from models.listings import Listing, Side, State, Tier
from models.viewer import MEMBERS, Viewer


def may_see(listing: Listing, party_id: str | None, viewer: Viewer, today: dt.date) -> bool:
    """Whether the viewer may know that the listing is there."""
    if listing.state is State.WITHDRAWN:
        return False
    if _owns(party_id, viewer):
        return True
    ended = listing.shown_until is not None and listing.shown_until < today
    return listing.state is State.RELEASED and not ended


def may_edit(party_id: str | None, viewer: Viewer) -> bool:
    """Whether the viewer may change a listing of that party."""
    return _owns(party_id, viewer)


def restricted(listing: Listing, party_id: str | None, viewer: Viewer) -> Listing:
    """The listing without the sections that the viewer may not read; who was admitted is the publisher's to know."""
    if _owns(party_id, viewer):
        return listing
    tiers = _tiers(listing, viewer)
    offers, seeks = _readable(listing.offers, tiers), _readable(listing.seeks, tiers)
    return listing.model_copy(update={"offers": offers, "seeks": seeks, "admitted": ()})


def _owns(party_id: str | None, viewer: Viewer) -> bool:
    return viewer.system or (party_id is not None and party_id in viewer.parties)


def _tiers(listing: Listing, viewer: Viewer) -> frozenset[Tier]:
    if viewer.parties & set(listing.admitted):
        return frozenset(Tier)
    return frozenset({Tier.TEASER, Tier.MEMBERS} if MEMBERS in viewer.groups else {Tier.TEASER})


def _readable(side: Side, tiers: frozenset[Tier]) -> Side:
    return side.model_copy(update={"sections": tuple(one for one in side.sections if one.tier in tiers)})
