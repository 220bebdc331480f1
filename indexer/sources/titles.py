"""Titles for records that bring none, and text as public records write it."""

from __future__ import annotations

import html
import re

from models.clauses import first_clause
from models.errors import BadInput
from models.messages import Message

_NO_TITLE = re.compile(r"(?:n/?a|none|not available|untitled|-+|\.+)?", re.IGNORECASE)
_SYMBOL_FONT = str.maketrans(
    {0xF06D: "μ", 0xF0A3: "≤", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B7: "•", 0xF0BB: "≈"}
)
_PRIVATE = re.compile(r"[\ue000-\uf8ff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Text with HTML's character references read (``&amp;#039;`` too), single spaces, and no blank lines; paragraphs stay apart.

    Signs of Word's Symbol font become what they show; other private characters are left out.
    """
    for _ in range(3):
        if "&" not in text or (read := html.unescape(text)) == text:
            break
        text = read
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _PRIVATE.search(text):
        text = _PRIVATE.sub("", text.translate(_SYMBOL_FONT))
    return "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))


def title_or_clause(title: str, text: str) -> str:
    """The title; where there is none (``n/a``), the first clause of the text, cut at 40 characters (Chinese) or 100.

    Raises ``BadInput`` where there is neither.
    """
    if not _NO_TITLE.fullmatch(title := " ".join(title.split())):
        return title
    if not text.strip():
        raise BadInput(
            Message(en="It has neither a title nor a text.", zh="既无标题也无正文。"),
            advice=Message(
                en="Nothing can be searched or shown of it: add one of the two.",
                zh="无内容可供检索和展示，请补充其一。",
            ),
        )
    return first_clause(text)
