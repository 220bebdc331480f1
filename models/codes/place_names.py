"""Names of places to their codes: single names, addresses from the small to the large, and Chinese from the large to the small."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from models.codes.base import tidy
from models.codes.errors import CodeError
from models.codes.place_table import Row
from models.messages import Message

_NAME = Message(en="place", zh="地区")
_FORMS = "CN, CN-BJ, CN-110108, US-AL, M49:150, EU, Israel, 北京市海淀区, Huntsville, AL 35812, Southeast Asia, Global"
_LONGEST = 200
_HAN = re.compile(r"[\u3400-\u9fff]")
_POSTCODE = re.compile(r"(?:^|[ ,])(?:[0-9]{5}(?:-[0-9]{4})?|[0-9]{6})$")
_DECORATION = re.compile(r"^(?:the|city of|state of|province of) | (?:city|province|state|municipality|prefecture)$")
_CHINESE_SUFFIX = re.compile(r"(?<=[\u3400-\u9fff]{2})(?:特别行政区|自治区|省|市|区|县)$")
_PARK = re.compile(r"park:[a-z0-9][a-z0-9-]*")


class PlaceNames:
    """The index of names of one tree."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._codes = {code.casefold(): code for code in rows}
        self._named: dict[str, list[str]] = {}
        for row in rows.values():
            for name in (*(name for _, name in row.names.items()), *row.also):
                self._named.setdefault(_key(name), []).append(row.code)
        self._longest_chinese = max(len(name) for name in self._named if _HAN.search(name))

    def find(self, text: str) -> str:
        """The code of a name, a code or an address. Raises ``CodeError``."""
        plain = tidy(text)
        if not plain or len(plain) > _LONGEST:
            raise CodeError(
                _NAME,
                text,
                Message(
                    en="a place has 1 to {longest} characters", zh="地区名称为1至{longest}个字符", longest=_LONGEST
                ),
                _FORMS,
            )
        code = self._exact(plain) or self._of_address(plain) or self._of_chinese(plain)
        if code is None:
            raise CodeError(
                _NAME,
                text,
                Message(
                    en="no country, region, division or park has this name", zh="没有此名称的国家、区域、行政区划或园区"
                ),
                _FORMS,
            )
        return code

    def _exact(self, plain: str) -> str | None:
        folded = plain.casefold()
        if folded in self._codes:
            return self._codes[folded]
        if _PARK.fullmatch(folded):
            return folded
        return next(iter(self._candidates(plain)), None)

    def _candidates(self, name: str) -> list[str]:
        key = _key(name)
        return self._named.get(key) or self._named.get(_CHINESE_SUFFIX.sub("", key)) or []

    def _of_address(self, plain: str) -> str | None:
        """``Kennedy Space Center, FL 32899``: from the last part to the first, each within the one before, as far as known."""
        parts = [part.strip() for part in re.split(r"[,;]", plain) if part.strip()]
        if len(parts) == 1 and not _POSTCODE.search(plain):
            return None
        code: str | None = None
        for place, part in enumerate(reversed(parts)):
            bare = _POSTCODE.sub("", part).strip()
            if not bare:
                continue
            found = self._state(bare) if place == 0 and (len(parts) > 1 or bare != part) else None
            found = found or self._within(bare, code)
            if found is None:
                return code
            code = found
        return code

    def _state(self, part: str) -> str | None:
        code = f"US-{part}"
        return code if re.fullmatch(r"[A-Z]{2}", part) and code in self._rows else None

    def _within(self, name: str, above: str | None) -> str | None:
        if above is None:
            return self._exact(name)
        coded = self._codes.get(f"{above}-{name}".casefold())
        return coded or next((code for code in self._candidates(name) if self._lies_in(code, above)), None)

    def _of_chinese(self, plain: str) -> str | None:
        """``广东省深圳市南山区…``: the longest names from the left, each within the one before; a street may follow."""
        rest = plain.replace(" ", "")
        code: str | None = None
        while rest and (step := self._longest_name(rest, code)):
            code, length = step
            rest = rest[length:].lstrip(",·-/")
        if code is None or not rest:
            return code
        return code if "-" in code or code.startswith("park:") else None

    def _longest_name(self, rest: str, above: str | None) -> tuple[str, int] | None:
        if not _HAN.match(rest):
            return None
        for length in range(min(len(rest), self._longest_chinese), 1, -1):
            if found := self._within(rest[:length], above):
                return found, length
        return None

    def _lies_in(self, code: str, above: str) -> bool:
        return any(parent == above for parent in self._above(code))

    def _above(self, code: str) -> Iterator[str]:
        queue = list(self._rows[code].parents)
        for parent in queue:
            yield parent
            queue.extend(self._rows[parent].parents if parent in self._rows else ())


def _key(name: str) -> str:
    """A name without case, accents, full stops, apostrophes and words such as ``city``."""
    plain = unicodedata.normalize("NFKD", tidy(name).casefold())
    plain = (
        "".join(sign for sign in plain if not unicodedata.combining(sign))
        .replace(".", "")
        .replace("'", "")
        .replace("’", "")
    )
    return unicodedata.normalize("NFKC", _DECORATION.sub("", re.sub(r"\s+", " ", plain).strip()))
