"""How near m texts are to n others, as ``ranking.matching.texts.compare`` says it of one: words by postings, vectors by matrices.

Sums are taken in double precision, so that a pair gets the same numbers whichever of the two asks, and whoever else is compared with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.units import FloatArray
from ranking.matching.everybody.columns import Floats
from ranking.matching.texts import LONG, SHORT, Closeness, Sparse, TextProfile

OFTEN = 0.05
"""A word that so many of the texts have is kept as a column of a matrix: its postings would be as long as that."""

AT_ONCE = 4_000_000
"""Postings that are added up in one go."""

_EMPTY = Sparse(np.zeros(0, np.uint32), np.zeros(0, np.float32))


@dataclass(frozen=True, eq=False)
class WordTable:
    """Weights of words by word, for n texts. ``ids`` ascend; ``starts[i]`` to ``starts[i + 1]`` are the postings of ``ids[i]``.

    ``often``: a matrix of shape (n, h) for the words ``often_ids``, which have no postings.
    """

    size: int
    ids: NDArray[np.uint32]
    starts: NDArray[np.intp]
    owners: NDArray[np.intp]
    weights: Floats
    often_ids: NDArray[np.uint32]
    often: Floats

    @classmethod
    def of(cls, texts: Sequence[Sparse]) -> WordTable:
        """The postings of texts."""
        sizes = [len(one.ids) for one in texts]
        every = np.concatenate([one.ids for one in texts] or [_EMPTY.ids])
        order = np.argsort(every, kind="stable")
        owners = np.repeat(np.arange(len(texts)), sizes)[order]
        weights = np.concatenate([one.weights for one in texts] or [_EMPTY.weights])[order].astype(np.float64)
        ids, firsts = np.unique(every[order], return_index=True)
        starts = np.append(firsts, len(every)).astype(np.intp)
        often = np.diff(starts) > max(1.0, OFTEN * len(texts))
        in_matrix = np.repeat(often, np.diff(starts))
        matrix = np.zeros((len(texts), int(often.sum())))
        columns = np.repeat(np.cumsum(often) - 1, np.diff(starts))
        matrix[owners[in_matrix], columns[in_matrix]] = weights[in_matrix]
        rest = np.append(0, np.cumsum(np.diff(starts)[~often]))
        return cls(len(texts), ids[~often], rest, owners[~in_matrix], weights[~in_matrix], ids[often], matrix)

    def products(self, texts: Sequence[Sparse]) -> Floats:
        """Σ over the ids in common of the product of both weights, of shape (m, n)."""
        found = self._by_matrix(texts)
        for first in _steps([self._found(one) for one in texts]):
            self._add(texts[first], found[first])
        return found

    def _by_matrix(self, texts: Sequence[Sparse]) -> Floats:
        if not len(self.often_ids):
            return np.zeros((len(texts), self.size))
        mine = np.zeros((len(texts), len(self.often_ids)))
        for row, one in enumerate(texts):
            places, met = _places(self.often_ids, one.ids)
            mine[row, places] = one.weights[met]
        return mine @ self.often.T

    def _found(self, text: Sparse) -> int:
        places, _ = _places(self.ids, text.ids)
        return int((self.starts[places + 1] - self.starts[places]).sum())

    def _add(self, texts: Sequence[Sparse], sums: Floats) -> None:
        """Add the postings of some texts to their rows."""
        places, met = _places(self.ids, np.concatenate([one.ids for one in texts]))
        if not len(places):
            return
        rows = np.repeat(np.arange(len(texts)), [len(one.ids) for one in texts])[met]
        weights = np.concatenate([one.weights for one in texts])[met].astype(np.float64)
        counts = self.starts[places + 1] - self.starts[places]
        ends = np.cumsum(counts)
        at = np.arange(ends[-1]) + np.repeat(self.starts[places] - (ends - counts), counts)
        cells = self.owners[at] + np.repeat(rows * self.size, counts)
        products = self.weights[at] * np.repeat(weights, counts)
        sums += np.bincount(cells, products, sums.size).reshape(sums.shape)


@dataclass(frozen=True, eq=False)
class Texts:
    """One side of n listings, those that say nothing there included. ``there`` has shape (n,)."""

    profiles: tuple[TextProfile | None, ...]
    there: NDArray[np.bool_]
    kernel: WordTable
    rare: WordTable
    title: WordTable
    coined: WordTable
    style: Floats
    means: Floats
    encoded: NDArray[np.bool_]
    lengths: Floats
    log_lengths: Floats
    hubs: Floats
    languages: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, profiles: Sequence[TextProfile | None]) -> Texts:
        """The texts as columns."""
        means = [None if one is None else one.mean for one in profiles]
        return cls(
            profiles=tuple(profiles),
            there=np.array([one is not None for one in profiles], np.bool_),
            kernel=WordTable.of([one.kernel if one else _EMPTY for one in profiles]),
            rare=WordTable.of([one.rare if one else _EMPTY for one in profiles]),
            title=WordTable.of([one.title if one else _EMPTY for one in profiles]),
            coined=WordTable.of([one.coined if one else _EMPTY for one in profiles]),
            style=_matrix([one.style if one else None for one in profiles]),
            means=_matrix(means),
            encoded=np.array([one is not None for one in means], np.bool_),
            lengths=np.array([one.length if one else 0 for one in profiles], np.float64),
            log_lengths=np.array([one.log_length if one else 0.0 for one in profiles], np.float64),
            hubs=np.array([one.hub if one else 0.0 for one in profiles], np.float64),
            languages=tuple(one.languages if one else frozenset() for one in profiles),
        )

    def closeness(self, asking: Texts) -> Closeness:
        """How near each of ``asking`` is to each of these, as arrays of shape (m, n). What is not there is near to nothing."""
        mine = [one or _NOTHING for one in asking.profiles]
        least = np.minimum(asking.lengths[:, None], self.lengths)
        meaning = _cosines(asking.means, self.means)
        return Closeness(
            words=np.sqrt(self._products("kernel", mine)),
            meaning=np.where(asking.encoded[:, None] & self.encoded, meaning, np.float32("nan")),
            rare=self._products("rare", mine),
            coined=np.log1p(self._products("coined", mine)),
            title=self._products("title", mine),
            style=_cosines(asking.style, self.style),
            length=(asking.log_lengths[:, None] + self.log_lengths).astype(np.float32),
            hub=(asking.hubs[:, None] + self.hubs).astype(np.float32),
            spoken=_share_a_language(asking.languages, self.languages),
            documents=np.clip((least - SHORT) / (LONG - SHORT), 0, 1).astype(np.float32),
        )

    def _products(self, words: Literal["kernel", "rare", "title", "coined"], mine: Sequence[TextProfile]) -> FloatArray:
        table: WordTable = getattr(self, words)
        return table.products([getattr(one, words) for one in mine]).astype(np.float32)


_NOTHING = TextProfile(_EMPTY, _EMPTY, _EMPTY, _EMPTY, np.zeros(0, np.float32), None, 0, frozenset())


def _places(ids: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where those of ``wanted`` stand in ``ids`` that are in it, and which those are."""
    if not len(ids):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    met = np.flatnonzero(ids[places] == wanted)
    return places[met], met


def _steps(sizes: Sequence[int]) -> list[slice]:
    """Consecutive texts that have no more postings together than are added up at once."""
    steps, first, total = [], 0, 0
    for place, size in enumerate(sizes):
        if total + size > AT_ONCE and place > first:
            steps.append(slice(first, place))
            first, total = place, 0
        total += size
    return [*steps, slice(first, len(sizes))] if len(sizes) > first else steps


def _matrix(rows: Sequence[NDArray[np.float32] | None]) -> Floats:
    width = max((len(one) for one in rows if one is not None), default=0)
    found = np.zeros((len(rows), width))
    for place, one in enumerate(rows):
        if one is not None and len(one):
            found[place] = one
    return found


def _cosines(asking: Floats, others: Floats) -> FloatArray:
    if asking.shape[1] != others.shape[1]:
        return np.zeros((len(asking), len(others)), np.float32)
    return (asking @ others.T).astype(np.float32)


def _share_a_language(asking: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
    """Whether two texts have a language in common; one that names none has all."""
    kinds = list(dict.fromkeys(others))
    place = {languages: n for n, languages in enumerate(kinds)}
    rows = {
        mine: np.array([not mine or not other or not mine.isdisjoint(other) for other in kinds], np.bool_)
        for mine in set(asking)
    }
    columns = np.array([place[languages] for languages in others], np.intp)
    return np.stack([rows[mine][columns] for mine in asking])
