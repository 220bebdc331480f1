"""The first clause of a text: an honest title for a record that brings none."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[，。；：！？;:!?\n]|,(?!\d)|\.(?=\s|$)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_ZH, _LONGEST_EN = 40, 100
_NAMED_ZH = re.compile(
    r"^[^。]{0,60}?(?:本发明|本申请|本公开|本实用新型|本文|其)?(?:公开了?|涉及了?|提供了?|提出了?|披露了?|是|为)(?P<named>一[种类个][^，。；：！？\n]+)"
)
_LEAD_EN = re.compile(
    r"^(?:(?:the|this)\s+(?:present\s+)?(?:invention|disclosure|application|utility model)\s+"
    r"(?:relates\s+(?:generally\s+)?to|discloses|provides|describes|concerns|is\s+directed\s+to)|disclosed\s+(?:herein\s+)?(?:is|are)|provided\s+(?:is|are))\s+",
    re.IGNORECASE,
)


def first_clause(text: str) -> str:
    """The first clause that names something, cut at a word where it is too long. Nothing is added but an ellipsis.

    What every abstract begins with ("本发明公开了", "The present invention relates to") is left out.
    """
    longest = _LONGEST_ZH if _HAN.search(text[:200]) else _LONGEST_EN
    body = text.strip()
    named = _NAMED_ZH.match(body)
    told = named["named"] if named else body[lead.end() :] if (lead := _LEAD_EN.match(body)) else body
    clause = next((part for piece in _CLAUSE.split(told) if (part := " ".join(piece.split()))), told)
    clause = clause[:1].upper() + clause[1:] if told is not body else clause
    if len(clause) <= longest:
        return clause
    cut = clause[: longest - 1]
    return f"{cut.rpartition(' ')[0] if ' ' in cut[longest // 2 :] else cut}…"
