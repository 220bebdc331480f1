"""Values as offices write them: days, names of organisations and of people, patent numbers, places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from models.assets import AssetIdentifier, IdentifierRole
from models.codes import CodeError, PatentNumber, normal_name, parse_patent_number, parse_place
from models.parties import PartyMention
from models.text import Text

_HAN = re.compile(r"[\u3400-\u9fff]")
_DAY = re.compile(r"(\d{4})[-./年]?(\d{2})[-./月]?(\d{2})日?(?:[T ].*)?", re.ASCII)
_LATIN_BODY = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|l\.l\.c|llp|l\.p|lp|plc|gmbh|ag|kg|b\.?v|n\.?v|s\.?a|sas|s\.?r\.?l|"
    r"s\.?p\.?a|oy|ab|a/s|kk|k\.k|pte|pty|bhd|university|universit\w+|college|school|institut\w*|laborator\w+|hospital|cent(?:er|re)|"
    r"foundation|trust|bank|fund|partners|group|holdings?|agency|ministry|department|government|association|council|society|"
    r"technolog(?:y|ies)|systems?|industries|international|regents|academy|army|navy|secretary|administration)\b",
    re.IGNORECASE,
)
_HAN_BODY = re.compile(
    r"公司|大学|学院|研究|医院|集团|中心|银行|厂|所$|局$|院$|会$|社$|部$|学校|实验室|事务|基金|合伙|委员|站$|室$|队$|店$|场$|馆$"
)
_NULL = frozenset({"", "NULL", "NONE", "UNKNOWN", "OMITTED", "N/A", "-"})


def day(text: str | None) -> dt.date | None:
    """A day written ``20150106``, ``2015-01-06``, ``2015.01.06``, ``2015年01月06日`` or with a time after it.

    ``None`` for a blank, for a month without a day (``19991100``) and for the year 1, which offices write for "none".
    """
    found = _DAY.fullmatch((text or "").strip())
    if not found or int(found[1]) < 1700:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def plain(text: str | None) -> str:
    """Text in one line, and an empty string for what offices write instead of nothing (``NULL``)."""
    line = " ".join((text or "").split())
    return "" if line.upper() in _NULL else line


def text_in(language: str | None, text: str) -> Text:
    """Text by the language that the record names for it; by its script where it names none."""
    tag = (language or "").strip().lower()[:2]
    tag = {"cn": "zh", "jp": "ja", "kr": "ko"}.get(tag, tag)
    return Text({tag or ("zh" if _HAN.search(text) else "en"): text})


def merged(texts: Iterable[Text]) -> Text:
    """Texts of several languages as one; the first of a language stands."""
    found = Text()
    for text in texts:
        found = text.merged(found)
    return found


def is_person(name: str) -> bool:
    """Whether a bare name looks like a natural person's: ``DOE, JANE A.``, or two to four Han characters, with no word of a body in it."""
    if _HAN.search(name):
        return 2 <= len(name) <= 4 and not _HAN_BODY.search(name)
    surname, comma, given = name.partition(",")
    words = given.split()
    alone = len(surname.split()) <= 3 and bool(re.fullmatch(r"[^\W\d]+[\w.'\- ]*", given.strip()))
    return bool(comma) and 1 <= len(words) <= 3 and alone and not _LATIN_BODY.search(name)


def mention(
    name: str,
    *,
    language: str | None = None,
    place: str | None = None,
    role: str | None = None,
    person: bool | None = None,
) -> PartyMention | None:
    """A party as a record names it, ``None`` for a blank. Of a natural person nothing but the name is kept."""
    if not (written := plain(name).strip(" ,;")):
        return None
    natural = is_person(written) if person is None else person
    if natural:
        return PartyMention(name=text_in(language, written), person=True)
    return PartyMention(name=text_in(language, written), place=place, role=role)


def distinct(parties: Iterable[PartyMention | None]) -> tuple[PartyMention, ...]:
    """The parties that there are, each name once, in order."""
    named = tuple(party for party in parties if party is not None)
    if len(named) < 2:
        return named
    found: dict[str, PartyMention] = {}
    for party in named:
        found.setdefault(normal_name(party.name.best("en")[1]), party)
    return tuple(found.values())


def owners(parties: Iterable[PartyMention | None]) -> tuple[PartyMention, ...]:
    """Who a right is filed for: the organisations, or where there is none the natural persons."""
    named = distinct(parties)
    return tuple(party for party in named if not party.person) or named


def identifier(
    text: str, role: IdentifierRole, *, office: str | None = None, date: dt.date | None = None
) -> AssetIdentifier:
    """One number of a patent with the key that it merges by. Raises ``CodeError``."""
    return identified(parse_patent_number(text, office=office, role=_ROLES[role]), role, date)


def identified(number: PatentNumber, role: IdentifierRole, date: dt.date | None = None) -> AssetIdentifier:
    """A parsed patent number as an identifier of an asset."""
    return AssetIdentifier(role=role, number=str(number), key=number.key, date=date)


def readable(
    text: str, role: IdentifierRole, *, office: str | None = None, date: dt.date | None = None
) -> AssetIdentifier | None:
    """As ``identifier``; ``None`` for a number that cannot be read: for those that only link, such as priorities."""
    try:
        return identifier(text, role, office=office, date=date) if text.strip() else None
    except CodeError:
        return None


def cited(text: str, *, office: str | None = None) -> str | None:
    """The key of a cited document, or ``None`` where its number cannot be read."""
    found = readable(text, IdentifierRole.PUBLICATION, office=office)
    return found.key if found else None


def us_place(state: str, country: str) -> str | None:
    """A place code from the address of a US document: ``US-NY``, else the country's."""
    nation = plain(country).upper()
    if re.fullmatch(r"[A-Z]{2}", division := plain(state).upper()) and nation in {"", "US"}:
        return f"US-{division}"
    return nation if re.fullmatch(r"[A-Z]{2}", nation) else None


@lru_cache(maxsize=65536)
def written_place(text: str) -> str | None:
    """The place code of a state, a country or an address as written, or ``None`` where no place is told in it."""
    if not (name := plain(text)):
        return None
    try:
        return str(parse_place("CN" if name.upper() in _CHINA else name))
    except CodeError:
        return None


_CHINA = frozenset({"CHINA", "中国", "CHINA P.R.", "P.R. CHINA", "PEOPLE'S REPUBLIC OF CHINA"})
"""Alone these words are taken for the region by some; an address means the country."""

_ROLES = {
    IdentifierRole.APPLICATION: "application",
    IdentifierRole.PUBLICATION: "publication",
    IdentifierRole.GRANT: "grant",
    IdentifierRole.REGISTRATION: "grant",
    IdentifierRole.PRIORITY: "priority",
}
