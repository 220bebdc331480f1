"""How near two texts are, in numbers that are the same whichever of them asks.

Every number is a product of what each text is alone (a ``TextProfile``), weighed by what the whole corpus says of a word or a vector, so that
a thousand texts are compared with one at once.

- ``words``: √(K / d^1.5) with K = Σ a·b·idf^1.5 over the words they share and 0.6 times that over pairs of neighbouring words, a and b the
  saturated frequencies of BM25, d the geometric mean of how far each text's K would vary by chance. BM25 both ways at once.
- ``meaning``: the cosine of the mean centred passages.
- ``rare``: Σ max(0, idf − 3)² over the words they share.
- ``coined``: ln(1 + Σ idf²) over shared acronyms, product names and codes.
- ``title``: the cosine of their titles' words; ``style``: the correlation of how often they use the pool's commonest words, stop words too.
- ``hub``: how near both are to texts in general: the mean ``words`` with the ten nearest of a sample of the pool.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from models.units import PAIR_SIGN, FloatArray
from ranking.matching.corpus import Corpus

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation."""

SHARPNESS = 1.5
"""The power of idf in the kernel: a rare word tells more of a pair than of a question."""

PAIRS = 0.6
PAIRS_BY_CHANCE = 0.3
"""What pairs of words weigh in the kernel, and in how far it varies by chance."""

RARE_IDF = 3.0
SHORT, LONG = 20, 50
"""Words up to which a text is a question, and from which on it is a document: style, length and hubs tell of documents alone."""

NEAREST = 10

COMMON_SHARE, MOST_COMMON = 0.08, 400
"""A word is common that at least such a share of the pool's texts has; the commonest so many make a style."""

_CANDIDATE = re.compile(r"\b(?=[\w\-/]*[A-Z0-9])[A-Za-z0-9]+(?:[\-/][A-Za-z0-9]+)*\b")
_INNER = re.compile(r".[A-Z]")

Ids = NDArray[np.uint32]


class Sparse(NamedTuple):
    """Weights of words: ascending ids and their weights, both of shape (n,)."""

    ids: Ids
    weights: FloatArray


@dataclass(frozen=True)
class Postings:
    """Many weights of words turned round: by ascending id, in which text each word stands and with which weight, each of shape (n,)."""

    ids: Ids
    owners: NDArray[np.int64]
    weights: FloatArray
    texts: int

    @classmethod
    def of(cls, texts: Sequence[Sparse]) -> Postings:
        """Those of some texts."""
        ids = np.concatenate([text.ids for text in texts])
        owners = np.repeat(np.arange(len(texts)), [len(text.ids) for text in texts])
        order = np.argsort(ids, kind="stable")
        return cls(ids[order], owners[order], np.concatenate([text.weights for text in texts])[order], len(texts))

    def products(self, one: Sparse) -> FloatArray:
        """Σ over the ids in common of the product of both weights, for each text."""
        low, high = np.searchsorted(self.ids, one.ids), np.searchsorted(self.ids, one.ids, "right")
        counts = high - low
        starts = np.cumsum(counts) - counts
        places = np.arange(int(counts.sum())) + np.repeat(low - starts, counts)
        products = self.weights[places] * np.repeat(one.weights, counts)
        return np.bincount(self.owners[places], products, self.texts).astype(np.float32)


@dataclass(frozen=True, eq=False)
class SideText:
    """The text of one side as it is analysed: how often each term and word occurs, the title's terms, coined names, and passages' vectors.

    ``vectors`` has shape (n, dimensions), centred and of unit length; no rows where it is not encoded (yet). ``complete``: all passages are.
    """

    terms: Mapping[str, int]
    words: Mapping[str, int]
    title: Mapping[str, int]
    coined: frozenset[str]
    languages: frozenset[str]
    vectors: FloatArray
    complete: bool = True

    @classmethod
    def together(cls, texts: Sequence[SideText]) -> SideText:
        """Several texts as one. A title stands for one text alone, and is left out."""
        rows = [text.vectors for text in texts if len(text.vectors)]
        return cls(
            terms=_sum(text.terms for text in texts),
            words=_sum(text.words for text in texts),
            title={},
            coined=frozenset().union(*(text.coined for text in texts)),
            languages=frozenset().union(*(text.languages for text in texts)),
            vectors=np.concatenate(rows) if rows else np.zeros((0, 0), np.float32),
            complete=all(text.complete for text in texts),
        )

    @property
    def length(self) -> int:
        """How many words it has, pairs not counted."""
        return sum(count for term, count in self.terms.items() if PAIR_SIGN not in term)


@dataclass(frozen=True, eq=False)
class TextProfile:
    """What a text is in comparisons. ``mean`` is None without vectors; ``style`` has shape (s,), of unit length, zeros for a short text.

    ``log_length`` is counted from the mean of the pool, ``hub`` from the median of the documents of its language.
    """

    kernel: Sparse
    rare: Sparse
    title: Sparse
    coined: Sparse
    style: FloatArray
    mean: FloatArray | None
    length: int
    languages: frozenset[str]
    log_length: float = 0.0
    hub: float = 0.0


@dataclass(frozen=True)
class Closeness:
    """How near one text is to n others: arrays of shape (n,). ``meaning`` is NaN where one of both has no vectors.

    ``spoken``: whether the two share a language; ``documents``: from 0 to 1, whether both are long enough to have a style.
    """

    words: FloatArray
    meaning: FloatArray
    rare: FloatArray
    coined: FloatArray
    title: FloatArray
    style: FloatArray
    length: FloatArray
    hub: FloatArray
    spoken: NDArray[np.bool_]
    documents: FloatArray


@dataclass
class Profiler:
    """Makes profiles by one corpus, and by a sample of the pool that tells what is common.

    ``common``: the words of which a style is made; ``style_mean`` and ``style_deviation``: of their shares, each of shape (s,). ``coined``: in how
    many texts of the sample each coined name occurs.
    """

    corpus: Corpus
    common: tuple[str, ...] = ()
    style_mean: FloatArray = field(default_factory=lambda: np.zeros(0, np.float32))
    style_deviation: FloatArray = field(default_factory=lambda: np.ones(0, np.float32))
    coined: Mapping[str, int] = field(default_factory=dict)
    sampled: int = 0
    sample: Postings | None = None
    usual_hub: Mapping[str, float] = field(default_factory=dict)
    mean_log_length: float = 0.0

    def learn(self, texts: Sequence[SideText]) -> None:
        """Take a sample of the pool: how its texts are written, how long they are, and how near texts are to others in general."""
        if len(texts) <= NEAREST:
            return
        self.sampled, self.coined = len(texts), Counter(chain.from_iterable(text.coined for text in texts))
        self._learn_style([text for text in texts if text.length >= SHORT])
        sample = [self.profile(text) for text in texts]
        self.mean_log_length = float(np.mean([profile.log_length for profile in sample]))
        postings = Postings.of([profile.kernel for profile in sample])
        self.usual_hub = _usual([(profile, _hub(profile.kernel, postings)) for profile in sample])
        self.sample = postings

    def profile(self, text: SideText) -> TextProfile:
        """The profile of a text."""
        frequencies = self.corpus.frequencies(text.terms)
        idf = {term: self.corpus.idf(n) for term, n in frequencies.items() if n > 0}
        title = {term: (1 + math.log(n)) * idf[term] for term, n in text.title.items() if term in idf}
        norm = math.sqrt(sum(weight * weight for weight in title.values())) or 1.0
        made = TextProfile(
            kernel=_sparse(_kernel(text, idf, frequencies, self.corpus)),
            rare=_sparse(
                {t: idf[t] - RARE_IDF for t in text.terms if t in idf and idf[t] > RARE_IDF and PAIR_SIGN not in t}
            ),
            title=_sparse({term: weight / norm for term, weight in title.items()}),
            coined=_sparse(self._coined(text)),
            style=self._style(text),
            mean=mean_vector(text.vectors),
            length=text.length,
            languages=text.languages,
            log_length=math.log(max(text.length, 1)) - self.mean_log_length,
        )
        return replace(made, hub=_hub(made.kernel, self.sample) - self._usual_hub(made)) if self.sample else made

    def _usual_hub(self, text: TextProfile) -> float:
        """How near a document in a text's languages mostly is to others."""
        known = [self.usual_hub[tag] for tag in sorted(text.languages) if tag in self.usual_hub]
        return float(np.mean(known or list(self.usual_hub.values())))

    def _learn_style(self, texts: Sequence[SideText]) -> None:
        """Which words are common, and the mean and the deviation of their shares."""
        held = Counter(chain.from_iterable(text.words for text in texts))
        common = [word for word, count in held.most_common(MOST_COMMON) if count >= COMMON_SHARE * len(texts)]
        if len(texts) > NEAREST and common:
            self.common = tuple(sorted(common))
            shares = np.stack([self._shares(text) for text in texts])
            self.style_mean, self.style_deviation = shares.mean(axis=0), shares.std(axis=0) + np.float32(1e-9)

    def _shares(self, text: SideText) -> FloatArray:
        """How much of a text each common word is: 1 + ln of its count over the sum of all common words'."""
        counts = [text.words.get(word, 0) for word in self.common]
        logs = np.array([1 + math.log(count) if count else 0.0 for count in counts], np.float32)
        return np.asarray(logs / (logs.sum() or 1.0), np.float32)

    def _style(self, text: SideText) -> FloatArray:
        if text.length < SHORT or not self.common:
            return np.zeros(len(self.common), np.float32)
        shares = (self._shares(text) - self.style_mean) / self.style_deviation
        return np.asarray(shares / (np.linalg.norm(shares) or 1.0), np.float32)

    def _coined(self, text: SideText) -> dict[str, float]:
        total = self.sampled
        known = {name: self.coined.get(name, 0) for name in text.coined}
        return {name: math.log(1 + (total - n + 0.5) / (n + 0.5)) for name, n in known.items()}


def compare(one: TextProfile, others: Sequence[TextProfile]) -> Closeness:
    """How near one text is to each of others."""
    lengths = np.array([other.length for other in others], np.float32)
    least = np.minimum(lengths, np.float32(one.length))
    return Closeness(
        words=np.sqrt(_products(one.kernel, [other.kernel for other in others])),
        meaning=_cosines(one, others),
        rare=_products(one.rare, [other.rare for other in others]),
        coined=np.log1p(_products(one.coined, [other.coined for other in others])),
        title=_products(one.title, [other.title for other in others]),
        style=np.array([one.style @ other.style for other in others], np.float32),
        length=np.array([one.log_length + other.log_length for other in others], np.float32),
        hub=np.array([one.hub + other.hub for other in others], np.float32),
        spoken=np.array([_share_language(one, other) for other in others], np.bool_),
        documents=np.clip((least - SHORT) / np.float32(LONG - SHORT), 0, 1),
    )


def mean_vector(vectors: FloatArray) -> FloatArray | None:
    """The mean of passages' vectors, of unit length; ``None`` where there is none."""
    if not len(vectors):
        return None
    mean = vectors.mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)


def coined_names(text: str) -> frozenset[str]:
    """Acronyms, names with capitals inside and codes with digits, in lower case, of an acronym the singular."""
    return frozenset(_singular(word).lower() for word in _CANDIDATE.findall(text) if _is_coined(word))


def _singular(word: str) -> str:
    """Without the s of an acronym's plural (PCBs); one that is part of the name stays (GNSS, GaAs)."""
    return word[:-1] if word.endswith("s") and word[:-1].isupper() else word


def _is_coined(word: str) -> bool:
    if word.isupper() and word.isalpha():
        return 3 <= len(word) <= 8
    has_letter = any(sign.isalpha() for sign in word)
    has_digit = any(sign.isdigit() for sign in word)
    return has_letter and (has_digit or bool(_INNER.search(word)))


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


def _kernel(
    text: SideText, idf: Mapping[str, float], frequencies: Mapping[str, int], corpus: Corpus
) -> dict[str, float]:
    """The weights whose products add up to K / d^1.5."""
    relative = sum(text.terms.values()) / max(corpus.average_length, 1.0)
    norm = K1 * (1 - B + B * relative)
    by_chance = 0.0
    weights = {}
    for term, weight in idf.items():
        count = text.terms[term]
        saturated = count / (count + norm)
        pair = PAIR_SIGN in term
        share = min(1.0, frequencies[term] / max(corpus.units, 1))
        by_chance += share * (1 - share) * (saturated * (PAIRS_BY_CHANCE if pair else 1.0) * weight**SHARPNESS) ** 2
        weights[term] = saturated * weight ** (SHARPNESS / 2) * (math.sqrt(PAIRS) if pair else 1.0)
    scale = max(by_chance, 1e-6) ** (SHARPNESS / 4)
    return {term: weight / scale for term, weight in weights.items()}


def _sparse(weights: Mapping[str, float]) -> Sparse:
    ids = np.fromiter((crc32(term.encode()) for term in weights), np.uint32, len(weights))
    order = np.argsort(ids, kind="stable")
    return Sparse(ids[order], np.fromiter(weights.values(), np.float32, len(weights))[order])


def _products(one: Sparse, others: Sequence[Sparse]) -> FloatArray:
    """Σ over the ids in common of the product of both weights, for each of others."""
    sums = np.zeros(len(others), np.float32)
    if not len(one.ids) or not others:
        return sums
    sizes = [len(other.ids) for other in others]
    ids = np.concatenate([other.ids for other in others])
    places = np.minimum(np.searchsorted(one.ids, ids), len(one.ids) - 1)
    met = np.flatnonzero(one.ids[places] == ids)
    weights = np.concatenate([other.weights for other in others])[met] * one.weights[places[met]]
    owners = np.repeat(np.arange(len(others)), sizes)[met]
    return np.bincount(owners, weights, len(others)).astype(np.float32)


def _cosines(one: TextProfile, others: Sequence[TextProfile]) -> FloatArray:
    found = np.full(len(others), np.nan, np.float32)
    there = [(place, other.mean) for place, other in enumerate(others) if other.mean is not None]
    if one.mean is not None and there:
        found[[place for place, _ in there]] = np.stack([mean for _, mean in there]) @ one.mean
    return found


def _usual(sample: Sequence[tuple[TextProfile, float]]) -> dict[str, float]:
    """By language the median ``hub`` of documents: texts from one template are near to each other beyond all measure, and short ones to all.

    Of a sample without documents all texts count.
    """
    by_language: dict[str, list[float]] = {}
    for profile, hub in sample:
        if profile.length >= LONG:
            for tag in profile.languages:
                by_language.setdefault(tag, []).append(hub)
    found = {tag: float(np.median(some)) for tag, some in by_language.items() if len(some) > NEAREST}
    return found or {"und": float(np.median([hub for _, hub in sample]))}


def _hub(kernel: Sparse, sample: Postings) -> float:
    """The mean ``words`` with the nearest of a sample; a text that is itself in it stands first, and is left out."""
    near = np.sort(np.sqrt(sample.products(kernel)))[::-1]
    itself = math.sqrt(float(kernel.weights @ kernel.weights))
    first = int(near[0] > 0.999 * itself)
    return float(near[first : first + NEAREST].mean())


def _share_language(one: TextProfile, other: TextProfile) -> bool:
    return not one.languages or not other.languages or not one.languages.isdisjoint(other.languages)
