"""The ports: what the engine, the encoder and the analyser promise, as protocols that the other rooms are written against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from models.centring import MeanKey
from models.constraints import EVERYTHING, Constraint, Facts
from models.units import FloatArray, ListingUnits


class Token(NamedTuple):
    """One index token and the characters of the original text that it stands for (``text[start:end]``)."""

    text: str
    start: int
    end: int


class Analyser(Protocol):
    """Text to tokens, the same for every engine, for listings and for questions."""

    @property
    def version(self) -> str:
        """Names the analysis; an index made by another version is refused with "rebuild"."""

    def language(self, text: str) -> str:
        """The main language of ``text`` as a BCP 47 primary tag: ``en``, ``zh``, or another where the script tells; ``und`` where nothing does."""

    def terms(self, text: str) -> list[Token]:
        """The recall stream: stemmed English without stop words, Chinese words in search mode plus character bigrams."""

    def term_texts(self, text: str) -> list[str]:
        """The texts of ``terms`` in no particular order, as quickly as can be: what indexing needs."""

    def pair_texts(self, text: str) -> list[str]:
        """Neighbouring words of the recall stream as one term each: what long questions are told apart by."""

    def heads(self, text: str) -> list[Token]:
        """The words of the recall stream one after another, as a reader would tell them: no part of a word, no bigram across two."""

    def words(self, text: str) -> list[Token]:
        """The positional stream for quoted phrases: unstemmed words and single Han characters, in order, none left out."""

    def word_texts(self, text: str) -> list[str]:
        """The texts of ``words``, in the same order."""


class Encoder(Protocol):
    """Texts to vectors of unit length. Raw: centring is done at index and query time."""

    @property
    def fingerprint(self) -> str:
        """Names weights, quantisation, tokenizer, prefixes and length: vectors of two fingerprints are never compared."""

    @property
    def dimensions(self) -> int:
        """The length of every vector."""

    @property
    def remote(self) -> bool:
        """Whether texts leave this machine to be encoded: then it is given only what everyone may read."""

    @property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """The means of its raw vectors by role and language, each of shape (dimensions,), to centre with; empty where none ship with it."""

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Questions to an array of shape ``(len(texts), dimensions)``, rows of unit length."""

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Passages to an array of shape ``(len(texts), dimensions)``, rows of unit length."""


class Phrase(NamedTuple):
    """Words that must stand next to each other, in order, in the positional stream."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """What the keyword leg is asked: a unit scores the sum over ``weights`` of weight × BM25 of the term (without the factor k1 + 1).

    A unit that holds none of the terms is not retrieved by this leg. ``phrases`` and ``without`` hold for both legs: each of ``phrases``
    must occur in the unit's positional stream, none of ``without`` in that of any unit of its listing that passes. With no weights,
    phrases alone retrieve by keyword. ``prefix`` is a word still being typed: where it is not empty, a word that begins so must occur.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    prefix: str = ""


class Candidate(NamedTuple):
    """A unit that one of the legs retrieved.

    ``keyword``: its BM25 score, ``None`` where it is not among the keyword leg's best ``depth``. ``vector``: its best passage's cosine (of any
    of the question's vectors), given for every candidate that has vectors, ``None`` for one without; ``passage``: that passage's number.
    ``keyword_rank`` and ``vector_rank`` count from 1, ``None`` where the leg did not retrieve it. ``marked``: it meets the ``mark`` asked for.
    """

    unit: str
    listing: str
    keyword: float | None
    vector: float | None
    keyword_rank: int | None
    vector_rank: int | None
    passage: int | None = None
    marked: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings pass, and by facet field how many of them hold each code."""

    listings: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a scan: unit ids in order, and where to go on (``None`` at the end)."""

    units: tuple[str, ...]
    after: str | None


class Held(NamedTuple):
    """A listing as an index holds it: its version, −1 where its parts are not of one version, and how many units it has."""

    listing: str
    version: int
    units: int


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index is and how far it has come. ``sequence``: the last change it holds; ``encoded``: units with all their vectors."""

    generation: str
    sequence: int
    units: int
    listings: int
    encoded: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """A snapshot of the corpus, for standardising scores. Frequencies count units; the vector moments are over all indexed passages.

    ``mean`` has shape (d,), ``covariance`` (d, d), both zeros where ``passages``, the number of vectors that they are of, is 0;
    ``average_length`` is the mean number of recall terms of a unit.
    """

    units: int
    average_length: float
    frequencies: Mapping[str, int]
    passages: int
    mean: FloatArray
    covariance: FloatArray


class Reader(Protocol):
    """The way out of an engine. Retrieval, counts and scans take a constraint that holds inside them, the viewer's rights among it.

    ``statistics`` are of the whole corpus, whoever asks; ``facts`` are for units that one of the others gave to this viewer.
    """

    def state(self) -> IndexState:
        """The generation that is read now, and how far it has come."""

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """The corpus as the last snapshot saw it, with the frequencies of ``terms`` in the recall stream."""

    def retrieve(
        self,
        keyword: KeywordQuery | None,
        vectors: FloatArray | None,
        where: Constraint,
        *,
        depth: int,
        mark: Constraint = EVERYTHING,
    ) -> list[Candidate]:
        """The union of the best ``depth`` units of either leg under ``where``; each says whether it meets ``mark``.

        ``vectors`` has shape (n, dimensions), centred, unit length.
        """

    def count(self, where: Constraint, facets: Sequence[str] = (), *, keyword: KeywordQuery | None = None) -> Counts:
        """How many listings have a unit that passes ``where`` (and the phrases and exclusions of ``keyword``), and their facets."""

    def scan(
        self,
        where: Constraint,
        *,
        order: str,
        descending: bool,
        after: str | None,
        limit: int,
        keyword: KeywordQuery | None = None,
    ) -> Page:
        """Units that pass ``where`` (and the phrases and exclusions of ``keyword``), ordered.

        The order is that of the interval fact ``order`` (its low end; absent last), then of the unit id.
        """

    def facts(self, units: Sequence[str]) -> list[Facts]:
        """The facts of units, in the order asked; empty facts for a unit that is gone."""


class Ledger(Reader, Protocol):
    """A reader that also tells what the index holds, for whoever compares it with the store."""

    def held(self) -> Iterator[Held]:
        """Every listing that has units, in no particular order: what the store is compared with."""

    def refusals(self, listings: Sequence[str]) -> Mapping[str, str]:
        """Why the engine did not take a listing, for those of these listings that it did not take."""


class Writer(Protocol):
    """The way into one generation of an engine. One writer at a time."""

    @property
    def sequence(self) -> int:
        """The sequence of the last checkpoint; 0 for a new generation."""

    def apply(self, changes: Sequence[ListingUnits]) -> None:
        """Put or remove listings. A change that is older than what the index holds of its listing is dropped."""

    def restore(self, changes: Sequence[ListingUnits]) -> None:
        """Put or remove listings whatever the index holds of them: newer versions, and what no change has put there."""

    def checkpoint(self, sequence: int) -> None:
        """Make everything applied so far durable and visible to readers, and record that the changes up to ``sequence`` are in."""

    def close(self) -> None:
        """Release the writer. What was not checkpointed is lost, and replayed from the store."""


class Served(Protocol):
    """An index as those who ask see it: one of its generations is live. Where its servers do not answer, all but ``answers`` raise ``EngineAway``."""

    def live(self) -> str | None:
        """The name of the live generation, or ``None`` where nothing was built yet."""

    def made_by(self, generation: str) -> Mapping[str, object]:
        """What a generation was made by."""

    def reader(self) -> Reader:
        """A reader that follows the live generation, also over a switch."""

    def answers(self) -> bool:
        """Whether it can be asked now, as far as a short look tells."""


class Generations(Served, Protocol):
    """The generations of an index: one is live, others are built beside it."""

    def reader(self) -> Ledger:
        """See ``Served.reader``."""

    def writer(self, generation: str) -> Writer:
        """The writer of a generation; ``Conflict`` if another process holds it."""

    def owned(self, generation: str) -> bool:
        """Whether a process is the generation's writer now."""

    def create(self, made_by: Mapping[str, object]) -> str:
        """Start a new, empty generation. ``made_by`` is kept with it: analysis version, encoder fingerprint, means, settings."""

    def switch(self, generation: str) -> None:
        """Make a generation live, atomically; readers that are under way finish on the old one."""

    def drop(self, generation: str) -> None:
        """Remove a generation that is not live."""
