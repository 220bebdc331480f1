"""Listings: what a viewer may read of one, in the reader's language."""
