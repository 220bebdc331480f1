"""The passages that met: of a text that asks and of one that answers the stretch of each that has most to do with the other.

Where the two share a language, these hold the words that both use, each counted by how rare it is in the corpus; where they do not, they are
the two passages whose vectors are nearest, and no word is marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from models.ports import Analyser
from models.units import FloatArray
from ranking.snippets import Snippet, highlight, snippet

TELLING_SHARE = 0.4
"""A shared word is marked whose idf is at least this share of the rarest one's: "system" says little beside "garnet"."""

MOST_WANTED = 40
MOST_SHARED = 6

_HAN = re.compile(r"[\u3400-\u9fff]")
_FUNCTION = "的一和与及其在于为以由至了是有已均并或等 、，。-"
"""What begins or ends no Chinese word worth telling."""

Idf = Callable[[Iterable[str]], Mapping[str, float]]
"""From terms to what each tells, by the whole corpus."""


class Stretch(NamedTuple):
    """A passage that has a vector: its language, where it begins in the text of that language, and the vector, centred and of unit length."""

    language: str
    start: int
    vector: FloatArray


@dataclass(frozen=True)
class Readable:
    """A side's text as its reader has it: by language, with the vectors of its passages where there are any."""

    bodies: Mapping[str, str]
    stretches: tuple[Stretch, ...] = field(default=())


@dataclass(frozen=True)
class Passages:
    """Two passages that met. ``shared``: words of both as they stand in the answer, the most telling first.

    ``cosine``: of the two, where vectors chose them.
    """

    asking: Snippet
    answering: Snippet
    shared: tuple[str, ...] = ()
    cosine: float | None = None


def passages_met(asking: Readable, answering: Readable, analyser: Analyser, idf: Idf, language: str) -> Passages | None:
    """The passages of two texts that met, in the reader's ``language`` where both have it; ``None`` where one of them says nothing."""
    common = [tag for tag in asking.bodies if tag in answering.bodies]
    for tag in sorted(common, key=lambda tag: tag != language):
        wanted = shared_terms(asking.bodies[tag], answering.bodies[tag], analyser, idf)
        if wanted:
            return _by_words(asking.bodies[tag], answering.bodies[tag], wanted, analyser)
    return _by_vectors(asking, answering, analyser, language)


def shared_terms(one: str, other: str, analyser: Analyser, idf: Idf) -> dict[str, float]:
    """The telling words that two texts share, with their idf. A single sign tells nothing by itself, in any script."""
    both = set(analyser.term_texts(one)) & set(analyser.term_texts(other))
    both = {term for term in both if len(term) > 1}
    weights = {term: weight for term, weight in idf(sorted(both)).items() if weight > 0}
    least = TELLING_SHARE * max(weights.values(), default=0.0)
    heaviest = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WANTED]
    return {term: weight for term, weight in heaviest if weight >= least}


def _by_words(one: str, other: str, wanted: Mapping[str, float], analyser: Analyser) -> Passages:
    shared = _said(highlight(other, wanted, analyser), one.casefold(), wanted, analyser)
    return Passages(snippet(one, wanted, analyser), snippet(other, wanted, analyser), shared)


def _said(found: Snippet, other: str, wanted: Mapping[str, float], analyser: Analyser) -> tuple[str, ...]:
    """What is marked in a text as words, the most telling first: of each stretch what the ``other`` text says too, word for word if it does."""
    weighed: dict[str, tuple[float, str]] = {}
    for start, end in found.spans:
        for words in _pieces(found.passage[start:end], other):
            weight = sum(wanted.get(term, 0.0) for term in set(analyser.term_texts(words)))
            weighed.setdefault(words.casefold(), (weight, words))
    ordered = sorted(weighed.values(), key=lambda pair: (-pair[0], pair[1]))
    told: list[str] = []
    for weight, words in ordered:
        known = any(words.casefold() in one.casefold() for one in told)
        if weight > 0 and not known and any(sign.isalpha() for sign in words):
            told.append(words)
    return tuple(told[:MOST_SHARED])


def _pieces(marked: str, other: str) -> Iterator[str]:
    """A marked stretch in as few pieces as possible that the other text has: bigrams of Chinese run together over words that it does not join.

    What is left of a word that the other text has in another form (a plural) stands as it is.
    """
    if not _HAN.search(marked):
        yield marked
        return
    start = 0
    while start < len(marked):
        end = next((end for end in range(len(marked), start, -1) if marked[start:end].casefold() in other), start)
        if words := marked[start:end].strip(_FUNCTION):
            yield words
        start = max(end, start + 1)


def _by_vectors(asking: Readable, answering: Readable, analyser: Analyser, language: str) -> Passages | None:
    if not asking.bodies or not answering.bodies:
        return None
    nearest = _nearest(asking.stretches, answering.stretches)
    if nearest is None:
        begins = (_first(asking, language), _first(answering, language))
        return Passages(_from(asking, *begins[0], analyser), _from(answering, *begins[1], analyser))
    mine, theirs, cosine = nearest
    return Passages(
        _from(asking, mine.language, mine.start, analyser),
        _from(answering, theirs.language, theirs.start, analyser),
        cosine=cosine,
    )


def _nearest(mine: tuple[Stretch, ...], theirs: tuple[Stretch, ...]) -> tuple[Stretch, Stretch, float] | None:
    if not mine or not theirs:
        return None
    cosines = np.stack([one.vector for one in mine]) @ np.stack([one.vector for one in theirs]).T
    row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
    return mine[row], theirs[column], float(cosines[row, column])


def _first(text: Readable, language: str) -> tuple[str, int]:
    return (language if language in text.bodies else next(iter(text.bodies))), 0


def _from(text: Readable, language: str, start: int, analyser: Analyser) -> Snippet:
    return snippet(text.bodies[language], {}, analyser, fallback=start)
