"""Where patent numbers may stand in running text."""

from __future__ import annotations

import re

_OFFICE = (
    r"(?:(?i:US ?(?:RE|PP|D|H)|TW ?[IMD]|IE ?S|BR ?(?:PI|MU|DI)|MX ?PA|JP ?(?:WO ?)?[HSRT]?|JPWO)"
    r"|[A-Z]{2}|[a-z]{2})"
)
_NUMBER = r"[ .]?[0-9][0-9,./ ]{2,22}[0-9X]"
_HYPHENATED = r"(?i:KR|JP|BR) ?[HSRT]?[0-9]{1,4}-[0-9]{4,7}(?:-[0-9]{1,7})?"
_KIND = r"(?: ?\(?[A-IKLMPRSTUWYZa-iklmprstuwyz][0-9]?\)?(?![A-Za-z0-9]))?"
_JAPANESE = r"[特実实實再意](?:[開开表公許许願愿登]|用?新案登[録录]|匠登[録录]|公表)(?:出願)?"
_EDGE = r"(?<![A-Za-z0-9.,/])"
_LABEL = (
    r"(?:U\.? ?S\.? )?(?:[Pp]atent|[Pp]at\.)(?: [Aa]pplication)?(?: [Pp]ublication)?(?: (?:[Nn]o\.|[Nn]umber|#))? ?"
)

FINDER = re.compile(
    "|".join(
        [
            rf"{_EDGE}PCT ?/ ?[A-Z]{{2}} ?(?:[0-9]{{4}}|[0-9]{{2}}) ?/ ?[0-9]{{5,6}}",
            rf"{_EDGE}(?:CN ?)?ZL ?[0-9](?:[0-9] ?){{6,11}}\.?[0-9X]?",
            rf"(?:JP ?)?{_JAPANESE}第?(?:[平昭令HSR]?[0-9]{{1,4}}-[0-9]{{1,6}}|[0-9]{{6,7}})号?",
            rf"{_EDGE}U\. ?S\. ?{_LABEL}?[A-Z]{{0,2}}[0-9][0-9,/]{{3,14}}[0-9]{_KIND}",
            rf"{_EDGE}{_LABEL}(?:RE|D|PP)?[0-9]{{1,4}}[0-9,/]{{4,12}}[0-9]{_KIND}",
            rf"{_EDGE}{_HYPHENATED}{_KIND}",
            rf"{_EDGE}{_OFFICE}{_NUMBER}{_KIND}",
            rf"{_EDGE}20[0-9]{{2}}[12389][0-9]{{7}}\.[0-9X]",
            rf"{_EDGE}[0-9]{{2}}/[0-9]{{3}},[0-9]{{3}}",
        ]
    )
)
"""A candidate each; the longest beginning of it that parses and is unmistakable is the number."""

_SPELT = "AM AN AS AT BE BY DE DO ES GO ID IN IS IT LA MA ME MY NO OF ON OR PA RE SO TO UP WE"
_PLAIN_WORDS = frozenset(_SPELT.split())
"""Office codes that are words too: with a space after them they need a kind code."""


def unmistakable(candidate: str) -> bool:
    """Whether the text can hardly be anything but a patent number: five digits or more, and no plain word in front."""
    digits = sum(sign.isdigit() for sign in candidate)
    if digits < 5 or (not candidate[-1].isalnum() and candidate[-1] not in ")号"):
        return False
    head = re.match(r"([A-Za-z]{2})([ .,/-]?)", candidate)
    if not head or candidate[:1] in "特実":
        return True
    spaced_word = head[1].upper() in _PLAIN_WORDS and head[2] != ""
    lower_word = head[1].islower() and head[2] != ""
    return not (spaced_word or lower_word) or _with_kind(candidate, digits)


def _with_kind(candidate: str, digits: int) -> bool:
    kind = re.search(r"[0-9] ?[A-Z]([0-9]?)$", candidate)
    return kind is not None and digits >= 6 and (kind[1] != "" or "," not in candidate)


def shorter(candidate: str) -> str:
    """The candidate without its last run of digits or letters, for the next try."""
    return re.sub(r"[ ,./()-]*[A-Za-z0-9]+\)?[ ,./(-]*$", "", candidate)
