"""The main language of a text, from its scripts; among European languages from their commonest words."""

from __future__ import annotations

import re

from indexer.analysis.scripts import HAN, HANGUL, HIRAGANA, KATAKANA, word_set

_SAMPLE = 4000
_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{HIRAGANA}{KATAKANA}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_LATIN_WORD = re.compile("[a-z\u00c0-\u024f\uff21-\uff5a]+", re.IGNORECASE)
_HAN_PER_WORD = 1.6
_OTHERS = {
    "ru": re.compile("[\u0400-\u052f]+"),
    "el": re.compile("[\u0370-\u03ff]{2,}"),
    "he": re.compile("[\u0590-\u05ff]+"),
    "ar": re.compile("[\u0600-\u06ff]+"),
    "hi": re.compile("[\u0900-\u097f]+"),
    "th": re.compile("[\u0e00-\u0e7f]{1,5}"),
}
_COMMON_WORDS = {
    "en": word_set("the of and to in a is for with that by are which an on as from this be at it or"),
    "de": word_set("der die das und ist von mit für ein eine des dem den zu auf im nicht sich wird werden"),
    "fr": word_set("le la les et des une est pour dans du en que qui un sur avec par au aux sont"),
    "es": word_set("el la los las y una es para con del que en por un se como su al son"),
    "it": word_set("il la gli e di una per con del che in un si della sono nel dei delle da"),
    "pt": word_set("o os e uma para com do da que em um se dos das no na por são ao"),
    "nl": word_set("de het een en van met voor is dat op niet zijn wordt door aan te"),
}
_MARGIN = 2
"""How many more of its common words another language must show than English: two words are no evidence."""


def language(text: str) -> str:
    """The BCP 47 primary tag of the main language in the first 4,000 characters of ``text``; ``und`` for a text without letters.

    Latin letters are taken for English unless the commonest words of another language say otherwise; Chinese characters for
    Chinese unless kana stand among them.
    """
    sample = text[:_SAMPLE]
    latin = _LATIN_WORD.findall(sample)
    weights = {"en": float(len(latin))}
    if not sample.isascii():
        weights |= _other_weights(sample)
    best = max(weights, key=lambda tag: weights[tag])
    if not weights[best]:
        return "und"
    return _european(latin) if best == "en" else best


def _other_weights(sample: str) -> dict[str, float]:
    """How much of each language that has its own script there is, in words."""
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    east = "ja" if kana * 10 >= han + kana and kana else "zh"
    weights = {tag: float(len(words.findall(sample))) for tag, words in _OTHERS.items()}
    weights[east] = (han + kana) / _HAN_PER_WORD
    weights["ko"] = len(_HANGUL.findall(sample)) / _HAN_PER_WORD
    return weights


def _european(words: list[str]) -> str:
    """English, or the language with clearly more of its commonest words among ``words``."""
    lower = [word.lower() for word in words]
    hits = {tag: sum(word in common for word in lower) for tag, common in _COMMON_WORDS.items()}
    best = max(hits, key=lambda tag: hits[tag])
    return best if hits[best] >= hits["en"] + _MARGIN else "en"
