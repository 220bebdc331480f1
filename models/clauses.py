"""The first clause of a text: an honest title for a record that brings none."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]|\.(?=\s|$)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_ZH, _LONGEST_EN = 40, 100


def first_clause(text: str) -> str:
    """The first clause of a text, cut at a word where it is too long. Nothing is added but an ellipsis."""
    longest = _LONGEST_ZH if _HAN.search(text[:200]) else _LONGEST_EN
    clause = next((part for piece in _CLAUSE.split(text) if (part := " ".join(piece.split()))), text.strip())
    if len(clause) <= longest:
        return clause
    cut = clause[: longest - 1]
    return f"{cut.rpartition(' ')[0] if ' ' in cut[longest // 2 :] else cut}…"
