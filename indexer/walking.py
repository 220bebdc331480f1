"""Every listing of the store, in the order of the change log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.store import IndexableListing, Store


def listings_by_change(store: Store, most: int) -> Iterator[Mapping[str, IndexableListing]]:
    """All that an index holds, by id, of ``most`` changes at a time; what changes meanwhile comes again."""
    after = 0
    while changes := store.changes.after(after, most):
        after = changes[-1].sequence
        yield store.listings.for_index([change.listing_id for change in changes])
