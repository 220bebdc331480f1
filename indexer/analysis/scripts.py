"""The scripts that analysis tells apart, as the insides of regular-expression character classes."""

from __future__ import annotations

import re

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7a3\ud7b0-\ud7ff"
SOUTH_EAST_ASIAN = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3"
"""Thai, Lao, Burmese and Khmer: scripts that write no space between words."""

MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
    "\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b4d\u0b82-\u0bcd\u0c00-\u0c4d\u0c81-\u0ccd\u0d00-\u0d4d"
)
"""Combining marks inside words of the scripts that do write spaces; Python's ``\\w`` leaves them out."""

UNSPACED = HAN + HIRAGANA + KATAKANA + SOUTH_EAST_ASIAN
"""Scripts that put no space between words: quotes in them are matched character by character."""

LETTER_OR_DIGIT = rf"[^\W_{UNSPACED}{HANGUL}]"
LETTER = rf"[^\W\d_{UNSPACED}{HANGUL}]"

HAN_RUN = re.compile(f"[{HAN}]+")
GRAM_RUN = re.compile(f"[{HIRAGANA}]+|[{KATAKANA}]+|[{HANGUL}]+|[{SOUTH_EAST_ASIAN}]+")
"""Runs whose words no dictionary here knows; they are indexed whole and as character bigrams."""

GRAM_CHARACTER = re.compile(f"[{HIRAGANA}{KATAKANA}{HANGUL}{SOUTH_EAST_ASIAN}]")


def word_set(words: str) -> frozenset[str]:
    """The words between the spaces of ``words``."""
    return frozenset(words.split())
