"""The passages that met: of a text that asks and of one that answers the stretch of each that has most to do with the other.

Where the two share a language, these hold the words that both use, each counted by how rare it is in the corpus; where they do not, they are
the two passages whose vectors are nearest, and no word is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from models.ports import Analyser, Token
from models.units import FloatArray
from ranking.snippets import Snippet, snippet

TELLING_SHARE = 0.4
"""A shared word is marked whose idf is at least this share of the rarest one's: "system" says little beside "garnet"."""

TOLD_SHARE = 0.6
"""What is told as shared holds a word whose idf is at least this share of the rarest one's."""

_UNITS = """
万 亿 元 万元 亿元 人民币 个月 小时 分钟 毫米 厘米 公斤 千克 毫克 微米 纳米 摄氏度
rmb cny usd eur gbp chf hkd jpi jpy million billion thousand percent month year week day hour minut second
mm cm km kg mg ml nm um hz khz mhz ghz kw mw kwh mwh
"""
UNITS = frozenset(_UNITS.split())
"""Terms that say how much, not what: two texts are not alike because both name a sum in one currency."""

MOST_WANTED = 40
MOST_SHARED = 6

_BETWEEN = ("", " ", "-", "‑")
"""What may stand between two words that are told as one expression."""

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
    """The telling words that two texts share, with their idf: what is a word in one of them. A single sign tells nothing, in any script."""
    words = {token.text for text in (one, other) for token in analyser.heads(text)}
    both = words & set(analyser.term_texts(one)) & set(analyser.term_texts(other))
    both = {term for term in both if len(term) > 1} - UNITS
    weights = {term: weight for term, weight in idf(sorted(both)).items() if weight > 0}
    least = TELLING_SHARE * max(weights.values(), default=0.0)
    heaviest = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WANTED]
    return {term: weight for term, weight in heaviest if weight >= least}


def _by_words(one: str, other: str, wanted: Mapping[str, float], analyser: Analyser) -> Passages:
    shared = _told(one, other, wanted, analyser)
    return Passages(snippet(one, wanted, analyser), snippet(other, wanted, analyser), shared)


def _told(one: str, other: str, wanted: Mapping[str, float], analyser: Analyser) -> tuple[str, ...]:
    """What both texts say, as it stands in the ``other``, the most telling first: as many words in a row as both have, word for word if they do."""
    least = TOLD_SHARE * max(wanted.values(), default=0.0)
    folded = one.casefold()
    weighed: dict[str, tuple[float, str, frozenset[str]]] = {}
    for run in _runs(other, wanted, analyser):
        for piece in _in_common(other, run, folded):
            weights = {token.text: wanted[token.text] for token in piece}
            words = other[piece[0].start : piece[-1].end]
            if max(weights.values()) >= least and any(sign.isalpha() for sign in words):
                weighed.setdefault(words.casefold(), (sum(weights.values()), words, frozenset(weights)))
    told: list[str] = []
    known: set[str] = set()
    for _, words, terms in sorted(weighed.values(), key=lambda one: (-one[0], one[1])):
        if not terms <= known and not any(words.casefold() in longer.casefold() for longer in told):
            told.append(words)
            known |= terms
    return tuple(told[:MOST_SHARED])


def _runs(text: str, wanted: Mapping[str, float], analyser: Analyser) -> Iterator[list[Token]]:
    """Wanted words that stand side by side."""
    run: list[Token] = []
    for token in analyser.heads(text):
        if token.text not in wanted or (run and text[run[-1].end : token.start] not in _BETWEEN):
            if run:
                yield run
            run = []
        if token.text in wanted:
            run.append(token)
    if run:
        yield run


def _in_common(text: str, run: Sequence[Token], other: str) -> Iterator[Sequence[Token]]:
    """A run in as few pieces as possible that the other text has; a word that it has in another form (a plural) stands by itself."""
    first = 0
    while first < len(run):
        last = next(
            (
                last
                for last in range(len(run), first + 1, -1)
                if text[run[first].start : run[last - 1].end].casefold() in other
            ),
            first + 1,
        )
        yield run[first:last]
        first = last


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
