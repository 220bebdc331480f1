"""Encodes what the store has no vectors of, and keeps them there: by content, so that nothing is encoded twice with effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from indexer.encoding.base import SLICE
from indexer.texts import PassageText, encodable_passages, tier_texts
from models.centring import PASSAGE
from models.ports import Encoder
from models.store import IndexableListing, Store

Goes = Callable[[int, int], bool]
"""Told how many passages are encoded, and of how many; whether to go on."""


def encode_missing(store: Store, encoder: Encoder, passages: Sequence[PassageText], goes_on: Goes) -> bool:
    """Encode those of the passages that the store has no vectors of, and keep them, slice by slice, as long as ``goes_on``.

    Returns whether all of them have vectors now.
    """
    texts = {passage.content_hash: passage.text for passage in passages}
    missing = store.vectors.missing(encoder.fingerprint, PASSAGE, list(texts))
    by_length = sorted(missing, key=lambda one: (len(texts[one]), one))
    for first in range(0, len(by_length), SLICE):
        if not goes_on(first, len(by_length)):
            return False
        some = by_length[first : first + SLICE]
        vectors = encoder.encode_passages([texts[one] for one in some])
        store.vectors.put(encoder.fingerprint, PASSAGE, dict(zip(some, vectors, strict=True)))
    goes_on(len(by_length), len(by_length))
    return True


def lacking(store: Store, encoder: Encoder, ids: Sequence[str]) -> list[str]:
    """Those of these listings that have a passage that the store has no vector of."""
    items = store.listings.for_index(ids)
    hashes = {
        name: {passage.content_hash for passage in passages_of([item], remote=encoder.remote)}
        for name, item in items.items()
    }
    missing = store.vectors.missing(encoder.fingerprint, PASSAGE, set().union(*hashes.values()))
    return [one for one in ids if one in hashes and not hashes[one].isdisjoint(missing)]


def passages_of(items: Iterable[IndexableListing], *, remote: bool) -> Iterator[PassageText]:
    """The passages of listings that an encoder may see; ``remote``: it is another's."""
    for item in items:
        yield from chain.from_iterable(passages_by_unit(item, remote=remote))


def passages_by_unit(item: IndexableListing, *, remote: bool) -> list[list[PassageText]]:
    """The same of one listing, one list a unit."""
    return [encodable_passages(item.listing, text, remote=remote) for text in tier_texts(item.listing)]
