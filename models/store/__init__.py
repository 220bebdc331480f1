"""The store: the truth, in SQL (SQLite or PostgreSQL). The only place that knows SQLAlchemy."""

from models.store.store import Store, open_store
from models.store.values import (
    Change,
    IndexableListing,
    ListingCounts,
    Outcome,
    SourceRecord,
    StoredAsset,
    StoredListing,
    StoredParty,
    StoreHealth,
    What,
)

__all__ = [
    "Change",
    "IndexableListing",
    "ListingCounts",
    "Outcome",
    "SourceRecord",
    "Store",
    "StoreHealth",
    "StoredAsset",
    "StoredListing",
    "StoredParty",
    "What",
    "open_store",
]
