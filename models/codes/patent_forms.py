"""How each office writes its numbers: from the text after the office's code to one normalised number.

Numbers are normalised so that one document has one number: no separators, no leading zeros where the office does not use
them, four-digit years. Besides the offices' own forms those of DOCDB and EPODOC (EPO) are read where they can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from stdnum import luhn

from models.codes.errors import CheckDigitError, CodeError
from models.messages import Message

FORMS = "US 7,654,321 B2, US 2018/0216532 A1, US 13/349,377, EP 1000000 A1, CN 106955576 A, ZL 2016 1 0012345.8, WO 2020/086066 A1, PCT/CN2019/123456"
NAME = Message(en="patent number", zh="专利号")


class NumberSpace(StrEnum):
    """What a number names: an application, or a publication (a grant included)."""

    APPLICATION = "application"
    PUBLICATION = "publication"


APPLICATION, PUBLICATION = NumberSpace.APPLICATION, NumberSpace.PUBLICATION


class Written(NamedTuple):
    """A number as written: its office, what stands after it, its kind code, and the space that the caller or a label asks for."""

    text: str
    office: str
    body: str
    kind: str | None
    wanted: NumberSpace | None

    def refuse(self, reason: Message) -> CodeError:
        """The error for this text."""
        return CodeError(NAME, self.text, reason, FORMS)


class Reading(NamedTuple):
    """A number as it is kept. ``kind`` on an application only where nothing else tells its class of right."""

    office: str
    number: str
    space: NumberSpace
    kind: str | None


def read_form(written: Written) -> Reading:
    """The normalised number. Raises ``CodeError`` where the office has no such form, ``CheckDigitError`` where a check digit is wrong."""
    if written.kind == "W" and (pct := re.fullmatch(r"([0-9]{4})/?([0-9]{5,6})", written.body)):
        return _pct(written, written.office, pct[1], pct[2])
    reading = _READERS.get(written.office, _generic)(written)
    if reading is None:
        raise written.refuse(
            Message(en="{office} has no numbers of this form", zh="{office} 没有这种格式的号码", office=written.office)
        )
    return reading


def cn_check_digit(number: str) -> str:
    """The check digit of a Chinese application number (8 or 12 digits): weights 2 to 9 from the left, repeated, mod 11, 10 as X.

    Source: SIPO standard ZC 0006-2003.
    """
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(number))
    return "0123456789X"[total % 11]


def ep_check_digit(number: str) -> str:
    """The check digit of a European application number (8 digits): Luhn, as DPMA notice 3/83 and the EPO give it."""
    return str(luhn.calc_check_digit(number))


def _checked(written: Written, number: str, found: str | None, expected: str) -> str:
    if found is not None and found != expected:
        raise CheckDigitError(NAME, written.text, found, expected)
    return number


def _space(written: Written) -> NumberSpace:
    """The space of a form that both have: as asked for; a kind of two characters is always a publication's."""
    if written.kind and len(written.kind) > 1:
        return PUBLICATION
    return written.wanted or PUBLICATION


def _kept(written: Written, number: str, space: NumberSpace) -> Reading:
    kind = written.kind
    if space is APPLICATION and kind:
        kind = kind[0] if kind[0] in "USPY" else None
    return Reading(written.office, number, space, kind)


# --- United States

_US_SERIES = frozenset({*range(1, 20), 29, 35, *range(60, 64), 90, 95, 96})
_US_NEXT_GRANT = 13_000_000
_US_SPECIAL = re.compile(r"(D|RE|PP|H|T|AI|RX|X)0*([1-9][0-9]{0,6})")
_US_SLASHED = re.compile(r"([0-9]{2})/([0-9]{1,6})|([0-9]{2})/([0-9]{3})/([0-9]{3})")
_US_PUBLISHED = re.compile(r"(20[0-9]{2})/?([0-9]{7})|(20[0-9]{2})/?([0-9]{6})")


def _us(written: Written) -> Reading | None:
    body = written.body.replace("-", "")
    if special := _US_SPECIAL.fullmatch(body):
        return Reading("US", special[1] + special[2], PUBLICATION, written.kind)
    if slashed := _US_SLASHED.fullmatch(body):
        series, *serial = (part for part in slashed.groups() if part)
        return _us_application(written, series, "".join(serial))
    if filed := re.fullmatch(r"(?:19|20)[0-9]{2}([0-9]{2})([0-9]{6})", body):
        return _us_application(written, filed[1], filed[2])
    if published := _US_PUBLISHED.fullmatch(body):
        return _us_publication(written, *(part for part in published.groups() if part))
    return _us_plain(written, body)


def _us_application(written: Written, series: str, serial: str) -> Reading:
    if int(series) not in _US_SERIES or not serial.strip("0"):
        raise written.refuse(
            Message(
                en="the USPTO has no application {number}",
                zh="美国专利商标局没有申请号{number}",
                number=f"{series}/{serial}",
            )
        )
    return Reading("US", series + serial.zfill(6), APPLICATION, None)


def _us_publication(written: Written, year: str, serial: str) -> Reading:
    if len(serial) == 6 and "/" in written.body and not written.kind:
        raise written.refuse(
            Message(
                en="it may be a publication with a digit missing, or an international application",
                zh="可能是少一位数字的公开号，或国际申请号",
            )
        )
    if written.wanted is APPLICATION and not written.kind:
        raise written.refuse(
            Message(
                en="a US application is named by its series code and serial number", zh="美国申请号由系列码和序号组成"
            )
        )
    return Reading("US", year + serial.zfill(7), PUBLICATION, written.kind)


def _us_plain(written: Written, body: str) -> Reading | None:
    if not re.fullmatch(r"[0-9]{1,8}", body) or not body.strip("0"):
        return None
    filed = written.wanted is APPLICATION and (not written.kind or written.kind == "A")
    if filed and (written.kind or len(body) < 8):
        raise written.refuse(
            Message(
                en="a US application without its series code cannot be told from another (DOCDB's form leaves it out)",
                zh="缺少系列码的美国申请号无法与其他申请号区分（DOCDB 的写法省去了系列码）",
            )
        )
    if filed or (not written.kind and int(body) >= _US_NEXT_GRANT and written.wanted is None):
        return _us_application(written, body[:2], body[2:])
    return Reading("US", str(int(body)), PUBLICATION, written.kind)


# --- European Patent Office and WIPO


def _ep(written: Written) -> Reading | None:
    body = written.body.replace("-", "")
    if filed := re.fullmatch(r"(?:19|20)([0-9]{2})0([0-9]{6})", body):
        return Reading("EP", filed[1] + filed[2], APPLICATION, None)
    if re.fullmatch(r"0[0-9]{7}", body) and written.kind and len(written.kind) > 1:
        return Reading("EP", body[1:], PUBLICATION, written.kind)
    if filed := re.fullmatch(r"([0-9]{8})(?:\.([0-9]))?", body):
        return Reading("EP", _checked(written, filed[1], filed[2], ep_check_digit(filed[1])), APPLICATION, None)
    if re.fullmatch(r"[0-9]{1,7}", body) and body.strip("0") and _space(written) is PUBLICATION:
        return Reading("EP", body.zfill(7), PUBLICATION, written.kind)
    return None


def _wo(written: Written) -> Reading | None:
    body = written.body.replace("-", "")
    if filed := re.fullmatch(r"(?:PCT/?)?([A-Z]{2})/?([0-9]{4}|[0-9]{2}(?=/))/?([0-9]{5,6})", body):
        return _pct(written, *filed.groups())
    if filed := re.fullmatch(r"([0-9]{4})([A-Z]{2})([0-9]{5,6})", body):
        return _pct(written, filed[2], filed[1], filed[3])
    published = re.fullmatch(
        r"((?:19|20)[0-9]{2})/?([0-9]{6})|((?:19|20)[0-9]{2})/([0-9]{1,5})|([0-9]{2})/?([0-9]{5,6})", body
    )
    if not published:
        return None
    year, serial = (part for part in published.groups() if part)
    return Reading("WO", _full_year(year) + serial.zfill(6), PUBLICATION, written.kind)


def _pct(written: Written, receiving: str, year: str, serial: str) -> Reading:
    if _full_year(year) < "1978":
        raise written.refuse(
            Message(en="there are no international applications before 1978", zh="1978年以前没有国际申请")
        )
    return Reading("WO", receiving + _full_year(year) + serial.zfill(6), APPLICATION, None)


def _full_year(year: str) -> str:
    return year if len(year) == 4 else ("19" if year >= "78" else "20") + year


# --- China

_CN_OLD = re.compile(r"((?:8[5-9]|9[0-9]|0[0-3])[12389][0-9]{5})\.?([0-9X])?")
_CN_NEW = re.compile(r"(20[0-9]{2}[12389][0-9]{7})\.?([0-9X])?")
_CN_EPODOC = re.compile(r"((?:19|20)[0-9]{2}[12389])([0-9]{6})")


def _cn(written: Written) -> Reading | None:
    body = written.body.replace("-", "")
    published = written.kind is not None and (written.wanted is not APPLICATION or len(written.kind) > 1)
    if published and re.fullmatch(r"[0-9]{7,9}", body):
        return Reading("CN", body, PUBLICATION, written.kind)
    if filed := _CN_NEW.fullmatch(body) or _CN_OLD.fullmatch(body):
        return Reading("CN", _checked(written, filed[1], filed[2], cn_check_digit(filed[1])), APPLICATION, None)
    if filed := _CN_EPODOC.fullmatch(body):
        return Reading("CN", f"{filed[1]}0{filed[2]}", APPLICATION, None) if filed[1] >= "2003" else None
    if re.fullmatch(r"[0-9]{7}|[0-9]{9}", body):
        return Reading("CN", body, PUBLICATION, written.kind)
    return None


# --- Japan and Korea

_JP_ERAS = str.maketrans("平昭令", "HSR")


def _jp(written: Written) -> Reading | None:
    body = written.body.translate(_JP_ERAS)
    space = _space(written)
    if re.match(r"WO", body):
        inner = _wo(written._replace(body=body[2:]))
        return inner and Reading("JP", f"WO{inner.number}", PUBLICATION, written.kind)
    if era := re.fullmatch(r"([HSTRM])([0-9]{1,2})-([0-9]{1,6})|([HSTRM])([0-9]{2})([0-9]{1,6})", body):
        letter, year, serial = (part for part in era.groups() if part)
        return _kept(written, _jp_era(letter, year, serial), space)
    if dated := re.fullmatch(r"((?:19|20)[0-9]{2})-([0-9]{1,6})|((?:19|20)[0-9]{2})([0-9]{6})", body):
        year, serial = (part for part in dated.groups() if part)
        return _kept(written, year + serial.zfill(6), space)
    if filed := re.fullmatch(r"((?:19|20)[0-9]{2})0([0-9]{6})", body):
        return _kept(written, filed[1] + filed[2], APPLICATION)
    if early := re.fullmatch(r"([0-9]{1,2})-([0-9]{1,6})", body):
        return _kept(written, _jp_era("H" if int(early[1]) <= 12 else "S", early[1], early[2]), space)
    registered = re.fullmatch(r"0*([1-9][0-9]{3,6})", body)
    return registered and Reading("JP", registered[1], PUBLICATION, written.kind)


def _jp_era(letter: str, year: str, serial: str) -> str:
    return f"{letter}{year.zfill(2)}{int(serial)}"


_KR_RIGHTS = {"10": None, "20": "U", "30": "S"}


def _kr(written: Written) -> Reading | None:
    if short := re.fullmatch(r"([123]0)-([0-9]{1,7})", written.body):
        return Reading("KR", short[1] + short[2].zfill(7), PUBLICATION, written.kind)
    body = written.body.replace("-", "")
    if long := re.fullmatch(r"([123]0)((?:19|20)[0-9]{2}[0-9]{7})", body):
        return _kept(written._replace(kind=written.kind or _KR_RIGHTS[long[1]]), long[2], _space(written))
    if re.fullmatch(r"(?:19|20)[0-9]{9}", body):
        return _kept(written, body, _space(written))
    return Reading("KR", body, PUBLICATION, written.kind) if re.fullmatch(r"[0-9]{5,10}", body) else None


# --- Germany, and everyone else


def _de(written: Written) -> Reading | None:
    body = written.body.replace("-", "")
    kind = written.kind
    if body.startswith("G") and not kind:
        kind = "U"
    match = re.fullmatch(r"G?0*([1-9][0-9]{1,13})(?:\.([0-9]))?", body)
    if not match:
        return None
    number, check = match.groups()
    if not kind and (len(number) == 12 and number[:2] in {"20", "21"}):
        kind = "U"
    space = APPLICATION if check and not (kind and len(kind) > 1) else _space(written)
    return _kept(written._replace(kind=kind), number, space)


def _br(written: Written) -> Reading | None:
    checked = re.fullmatch(r"((?:PI|MU|DI|C1)[0-9]{7}|[0-9]{12})-?[0-9]", written.body)
    return _generic(written._replace(body=checked[1]) if checked else written)


_PADDED = {"EA": 6}
_YEAR_FIRST = {"SE": 7}
_IN_FILED = re.compile(r"([0-9]{1,6})/?([A-Z]{2,6})/?((?:19|20)[0-9]{2})")


def _generic(written: Written) -> Reading | None:
    body = written.body.replace("-", "")
    if written.office == "IN" and (filed := _IN_FILED.fullmatch(body)):
        return Reading("IN", "".join(filed.groups()), APPLICATION, None)
    match = re.fullmatch(r"([A-Z]{0,4})([0-9]{1,14})(?:[./]([0-9]{1,2}))?", body)
    if not match or not match[2].strip("0"):
        return None
    letters, digits, tail = match.groups()
    filed_form = tail and not (written.kind and len(written.kind) > 1)
    if not letters and len(digits) != _YEAR_FIRST.get(written.office):
        digits = digits.lstrip("0").zfill(_PADDED.get(written.office, 1))
    number = letters + digits
    return _kept(written, number, APPLICATION if filed_form else _space(written))


_READERS: dict[str, Callable[[Written], Reading | None]] = {
    "BR": _br, "CN": _cn, "DE": _de, "EP": _ep, "JP": _jp, "KR": _kr, "US": _us, "WO": _wo,
}  # fmt: skip
