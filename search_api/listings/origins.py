"""Where in a file a record stands, as people read it."""

from __future__ import annotations

import re

_CHINESE = (
    (re.compile(r"^after "), "此后："),
    (re.compile(r"\bline (\d+)"), r"第\1行"),
    (re.compile(r"\brow (\d+)"), r"第\1行"),
    (re.compile(r"\bitem (\d+)"), r"第\1项"),
    (re.compile(r"^file$"), "整个文件"),
)


def place_text(place: str, language: str) -> str:
    """A place in a file, such as ``line 22`` or ``Sheet1!row 4``, in the reader's language."""
    if language != "zh":
        return place
    for pattern, words in _CHINESE:
        place = pattern.sub(words, place)
    return place
