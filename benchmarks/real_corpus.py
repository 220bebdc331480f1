"""Real records as a corpus for engines: their own words and facts, and vectors made of their words, so that no encoder has to run for it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.engine import DIMENSIONS
from benchmarks.word_encoder import WordEncoder
from indexer.pipeline import BATCH
from indexer.sources import read_paths
from indexer.texts import passage_texts, tier_texts
from models.constraints import And, Constraint, In
from models.records import Record
from models.settings import Settings
from models.store import IndexableListing
from models.units import TERMS, FloatArray, ListingUnits
from models.viewer import ANONYMOUS
from search_api.assembly import Application
from search_api.loading import load_batches

EVERY = 97
"""One listing in so many gives its words and its title to a question."""

CODES = ("field", "field^", "place", "place^", "party")
"""Facts by whose codes filters are made."""

SHARES = {"about 11 %": 0.11, "about 1 %": 0.01}


class RealCorpus:
    """The first ``most`` listings of the records in ``paths``, over a store in ``folder``; units are made anew for each reading of them."""

    def __init__(self, paths: Sequence[Path], most: int, folder: Path) -> None:
        self._application = Application(Settings(data=folder), encoder=WordEncoder(DIMENSIONS))
        records = (item for _, item in read_paths(paths) if isinstance(item, Record))
        for _ in load_batches(self._application.store, islice(records, most)):
            pass
        self.size = 0
        self._asked: list[IndexableListing] = []
        self.filters = self._filters(self._look())

    def batches(self) -> Iterator[tuple[list[ListingUnits], None, None]]:
        """Batches of listings as an index gets them."""
        return self._some()

    def words(self, rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """Words that follow each other in a listing."""
        while True:
            listing = self._asked[rng.integers(len(self._asked))]
            found = [term for unit in self._made([listing])[0].units for term in unit.streams[TERMS]]
            if len(found) >= min(count, 50):
                start = rng.integers(max(1, len(found) - count))
                return np.array(found[start : start + count])

    def vectors(self, rng: np.random.Generator, count: int) -> FloatArray:
        """Questions: the titles of listings."""
        chosen = [self._asked[place].listing.title for place in rng.integers(len(self._asked), size=count)]
        return self._application.encoder.encode_passages([title.best("en")[1] for title in chosen])

    def close(self) -> None:
        """Let go of the store."""
        self._application.close()

    def _some(self) -> Iterator[tuple[list[ListingUnits], None, None]]:
        block: list[IndexableListing] = []
        for item in self._items():
            block.append(item)
            if len(block) == BATCH:
                yield self._made(block), None, None
                block = []
        if block:
            yield self._made(block), None, None

    def _items(self) -> Iterator[IndexableListing]:
        store, after = self._application.store, 0
        while changes := store.changes.after(after, BATCH):
            after = changes[-1].sequence
            yield from store.listings.for_index([change.listing_id for change in changes]).values()

    def _made(self, items: Sequence[IndexableListing]) -> list[ListingUnits]:
        parts = self._application.parts
        passages = [one for item in items for text in tier_texts(item.listing) for one in passage_texts(text)]
        rows = parts.encoder.encode_passages([one.text for one in passages])
        vectors = dict(zip((one.content_hash for one in passages), rows, strict=True))
        maker = parts.maker(parts.prior)
        return [maker.make(item, vectors) for item in items]

    def _look(self) -> Counter[tuple[str, str]]:
        """Count the listings and the codes that they hold, and keep some of them to ask about."""
        holding: Counter[tuple[str, str]] = Counter()
        for place, item in enumerate(self._items()):
            if place % EVERY == 0:
                self._asked.append(item)
            self.size += 1
            facts = self._made([item])[0].units[0].facts
            for name in CODES:
                fact = facts.get(name)
                holding.update((name, code) for code in (fact if isinstance(fact, frozenset) else ()))
        return holding

    def _filters(self, holding: Counter[tuple[str, str]]) -> dict[str, Constraint]:
        """Codes whose shares come nearest to those that are asked for."""
        found: dict[str, Constraint] = {"anonymous": ANONYMOUS.constraint()}
        for label, share in SHARES.items():
            name, code = min(holding, key=lambda one: abs(math.log(holding[one] / self.size / share)))
            found[label] = And((ANONYMOUS.constraint(), In(name, frozenset({code}))))
        return found
