"""Real records as a corpus for engines: their own words and facts, and vectors made of their words, so that no encoder has to run for it."""

from __future__ import annotations

import math
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np

from benchmarks.engine import DIMENSIONS
from benchmarks.word_encoder import WordEncoder
from indexer.pipeline import BATCH
from indexer.sources import read_paths
from indexer.texts import passage_texts, tier_texts
from indexer.walking import listings_by_change
from models.centring import PASSAGE, QUERY, Centring, RunningMeans
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

LEAST_TERMS = 50
"""Of a listing whose words make a long question."""

CODES = ("field", "field^", "place", "place^", "party")
"""Facts by whose codes filters are made."""

SHARES = {"about 11 %": 0.11, "about 1 %": 0.01}


class RealCorpus:
    """The first ``most`` listings of the records in ``paths``, over a store in ``folder``, where their units are kept for further readings.

    Vectors are centred by the means of the listings that questions are made of, as an index centres them by those of its pool.
    """

    def __init__(self, paths: Sequence[Path], most: int, folder: Path) -> None:
        self._application = Application(Settings(data=folder), encoder=WordEncoder(DIMENSIONS))
        records = (item for _, item in read_paths(paths) if isinstance(item, Record))
        for _ in load_batches(self._application.store, islice(records, most)):
            pass
        self._asked = [item for place, item in enumerate(self._items()) if place % EVERY == 0]
        self._centring = self._means()
        self._kept = [self._keep(folder / f"{number}.units", block) for number, block in enumerate(self._blocks())]
        self.size = sum(len(changes) for changes, _, _ in self.batches())
        self.filters = self._filters()

    def batches(self) -> Iterator[tuple[list[ListingUnits], None, None]]:
        """Batches of listings as an index gets them."""
        for path in self._kept:
            yield pickle.loads(path.read_bytes()), None, None

    def words(self, rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """Words that follow each other in a listing: one of 50 terms or more, or the longest where none has so many."""
        found: list[str] = []
        for place in rng.permutation(len(self._asked)):
            found = max(found, self._terms(self._asked[place]), key=len)
            if len(found) >= min(count, LEAST_TERMS):
                break
        start = rng.integers(max(1, len(found) - count))
        return np.array(found[start : start + count])

    def vectors(self, rng: np.random.Generator, count: int) -> FloatArray:
        """Questions: the titles of listings."""
        chosen = [self._asked[place] for place in rng.integers(len(self._asked), size=count)]
        texts, languages = zip(*map(_title, chosen), strict=True)
        return self._centring.apply(self._application.encoder.encode_queries(texts), QUERY, languages)

    def close(self) -> None:
        """Let go of the store."""
        self._application.close()

    def _terms(self, item: IndexableListing) -> list[str]:
        return [term for unit in self._made([item])[0].units for term in unit.streams[TERMS]]

    def _means(self) -> Centring:
        running, encoder = RunningMeans(Centring({})), self._application.encoder
        for item in self._asked:
            passages = [one for text in tier_texts(item.listing) for one in passage_texts(text)]
            rows = encoder.encode_passages([one.text for one in passages])
            running.add(rows, PASSAGE, [one.language for one in passages])
            text, language = _title(item)
            running.add(encoder.encode_queries([text]), QUERY, [language])
        return running.centring()

    def _keep(self, path: Path, block: Sequence[IndexableListing]) -> Path:
        path.write_bytes(pickle.dumps(self._made(block)))
        return path

    def _items(self) -> Iterator[IndexableListing]:
        return chain.from_iterable(self._blocks())

    def _blocks(self) -> Iterator[list[IndexableListing]]:
        for items in listings_by_change(self._application.store, BATCH):
            yield list(items.values())

    def _made(self, items: Sequence[IndexableListing]) -> list[ListingUnits]:
        parts = self._application.parts
        passages = [one for item in items for text in tier_texts(item.listing) for one in passage_texts(text)]
        rows = parts.encoder.encode_passages([one.text for one in passages])
        vectors = dict(zip((one.content_hash for one in passages), rows, strict=True))
        maker = parts.maker(self._centring)
        return [maker.make(item, vectors) for item in items]

    def _filters(self) -> dict[str, Constraint]:
        """Codes whose shares come nearest to those that are asked for."""
        holding: Counter[tuple[str, str]] = Counter()
        for changes, _, _ in self.batches():
            for change in changes:
                for name in CODES:
                    fact = change.units[0].facts.get(name)
                    holding.update((name, code) for code in (fact if isinstance(fact, frozenset) else ()))
        found: dict[str, Constraint] = {"anonymous": ANONYMOUS.constraint()}
        for label, share in SHARES.items():
            name, code = min(holding, key=lambda one: abs(math.log(holding[one] / self.size / share)))
            found[label] = And((ANONYMOUS.constraint(), In(name, frozenset({code}))))
        return found


def _title(item: IndexableListing) -> tuple[str, str]:
    language, text = item.listing.title.best("en")
    return text, language
