"""Stems and stop words of single words: English (Snowball) for Latin letters, Russian (Snowball) for Cyrillic ones.

A word's term never depends on its neighbours, so that a question of two words and a record of two hundred agree: every Latin word
loses its accents and goes through the English stemmer, whatever the language around it. That is harmless to other languages, since
both sides get the same term.
"""

from __future__ import annotations

import re
import threading
import unicodedata

import Stemmer

from indexer.analysis.scripts import word_set

STOP_WORDS = word_set(
    """
    a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with
    what which who whom whose when where why how do does did eg etc ie http https www
    isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't shan't shouldn't can't couldn't mustn't
    i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd they'd i'll you'll he'll she'll
    we'll they'll let's that's who's what's here's there's when's where's why's how's
    """
)
"""Lucene's English list, the words that make a question one, contractions, and what is left of URLs.

Short on purpose: longer lists (Snowball's) ranked no better on abstracts, and worse on company profiles; without the question words,
whole questions ranked worse.
"""

ACRONYMS = frozenset({"DO", "IT", "WHO"})
"""Stop words that mean something else in capitals: information technology, dissolved oxygen …"""

_CYRILLIC = re.compile("[\u0400-\u052f]")
_FOLDED_SCRIPTS = re.compile("[\u00c0-\u024f\u0300-\u036f\u0370-\u03ff\u1e00-\u1fff]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ", "ё": "е"}
)

_english = Stemmer.Stemmer("english", 0)
_russian = Stemmer.Stemmer("russian", 0)
_lock = threading.Lock()  # a Stemmer keeps its working memory in itself


def fold(word: str) -> str:
    """``word`` in lower case, Latin and Greek letters without accents. Cyrillic й keeps its mark: it is a letter of its own."""
    lower = word.lower()
    if lower.isascii():
        return lower
    if _FOLDED_SCRIPTS.search(lower):
        lower = "".join(c for c in unicodedata.normalize("NFD", lower) if not "\u0300" <= c <= "\u036f")
        lower = unicodedata.normalize("NFC", lower)
    return lower.translate(_LETTERS)


def stem(folded: str) -> str:
    """The stem of a folded word of letters; words with digits in them are codes, and stay."""
    if not folded.isalpha():
        return folded
    stemmer = _russian if _CYRILLIC.search(folded) else _english
    with _lock:
        stemmed: str = stemmer.stemWord(folded)
    return stemmed
