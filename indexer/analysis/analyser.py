"""The analyser that listings and questions go through: two token streams, and the language."""

from __future__ import annotations

import re
import unicodedata
from importlib.metadata import version
from itertools import pairwise

from indexer.analysis import names
from indexer.analysis.compounds import ATOM, COMPOUND, Piece, PieceCache, pieces, word
from indexer.analysis.hanzi import han_spans, han_terms, han_words, simplify_characters
from indexer.analysis.language import language
from indexer.analysis.normalise import Normalised, normalise
from indexer.analysis.scripts import GRAM_CHARACTER, GRAM_RUN, HANGUL, UNSPACED
from models.ports import Token
from models.units import PAIR_SIGN

RULES = 2
"""To be raised with every change of a rule that changes a token."""

_LIBRARIES = ("opencc", "PyStemmer", "rjieba")
_WORD = re.compile(f"[{UNSPACED}]|[{HANGUL}]+|{ATOM}")
_DIGIT = re.compile(r"\d")
_LONGEST_RUN = 12


class StandardAnalyser:
    """The analysis of ``models.ports.Analyser``. It is stateless but for caches and may be shared by threads."""

    def __init__(self) -> None:
        self._pieces = PieceCache(pieces)
        self._words = PieceCache(lambda atom: [(word(atom), 0, len(atom))])
        libraries = " ".join(f"{name}-{version(name)}" for name in _LIBRARIES)
        self._version = f"rules-{RULES} {libraries} unicode-{unicodedata.unidata_version}"

    @property
    def version(self) -> str:
        """The rules, and the releases of everything that can change a token."""
        return self._version

    def language(self, text: str) -> str:
        """The BCP 47 primary tag of the text's main language; ``und`` where nothing tells."""
        return language(text)

    def terms(self, text: str) -> list[Token]:
        """The recall stream in the order of the text; tokens may overlap (a word, its bigrams, the name that it is part of)."""
        normal = normalise(text)
        spans = [
            (term, match.start() + start, match.start() + end)
            for match in COMPOUND.finditer(normal.text)
            for term, start, end in self._pieces[match.group()]
        ]
        spans += _names(normal.text)
        spans += _gram_spans(normal.text)
        spans += han_spans(normal.text)
        spans.sort(key=lambda span: span[1:])
        return _tokens(spans, normal)

    def term_texts(self, text: str) -> list[str]:
        """The texts of ``terms``, several times faster and in no particular order: what indexing needs."""
        normal = normalise(text).text
        known = self._pieces
        terms = [piece[0] for compound in COMPOUND.findall(normal) for piece in known[compound]]
        terms += [piece[0] for piece in _names(normal)]
        if not normal.isascii():
            terms += [piece[0] for piece in _gram_spans(normal)]
            terms += han_terms(normal)
        return terms

    def pair_texts(self, text: str) -> list[str]:
        """Neighbouring words as one term (``solid electrolyte``), stemmed and over stop words, in order; runs of Chinese give none."""
        known = self._pieces
        heads = [found[0][0] for compound in COMPOUND.findall(normalise(text).text) if (found := known[compound])]
        return [f"{one}{PAIR_SIGN}{other}" for one, other in pairwise(heads)]

    def heads(self, text: str) -> list[Token]:
        """The words of the recall stream one after another, as a reader would tell them: no part of a word, no bigram across two."""
        normal = normalise(text)
        known = self._pieces
        spans = [
            (found[0][0], *match.span()) for match in COMPOUND.finditer(normal.text) if (found := known[match.group()])
        ]
        spans += han_words(normal.text)
        return _tokens(sorted(spans, key=lambda span: span[1:]), normal)

    def words(self, text: str) -> list[Token]:
        """The positional stream: one token a word or unspaced character, one after the other, nothing left out."""
        normal = normalise(text)
        folded = self._words
        matches = _WORD.finditer(simplify_characters(normal.text))
        return _tokens([(folded[match.group()][0][0], *match.span()) for match in matches], normal)

    def word_texts(self, text: str) -> list[str]:
        """The texts of ``words``, in the same order, several times faster."""
        folded = self._words
        return [folded[atom][0][0] for atom in _WORD.findall(simplify_characters(normalise(text).text))]


def _names(text: str) -> list[Piece]:
    """Names torn apart by spaces and brackets. All have a digit or a hyphen in them: most short texts are done there."""
    found = list(names.spaced(text)) if _DIGIT.search(text) else []
    if "-" in text:
        found += names.chemicals(simplify_characters(text))
    return found


def _gram_spans(text: str) -> list[Piece]:
    """Kana, Hangul and South-East Asian runs: each run that may be a word, and the character bigrams of all."""
    spans: list[Piece] = []
    if not GRAM_CHARACTER.search(text):
        return spans
    for match in GRAM_RUN.finditer(text):
        run, start = match.group(), match.start()
        if len(run) != 2 and len(run) <= _LONGEST_RUN:
            spans.append((run, *match.span()))
        spans += [(run[at : at + 2], start + at, start + at + 2) for at in range(len(run) - 1)]
    return spans


def _tokens(spans: list[Piece], normal: Normalised) -> list[Token]:
    """Places in the normalised text to tokens with places in the original."""
    if normal.starts is None:
        return [Token(*span) for span in spans]
    return [Token(text, *normal.span(start, end)) for text, start, end in spans]
