"""Patent numbers: an office (ST.3), a normalised number, a kind (ST.16), and whether it names an application or a publication.

>>> str(parse_patent_number("US 7,654,321 B2"))
'US7654321B2'
>>> parse_patent_number("ZL 2016 1 0012345.8").merge_key
('application', 'CN', 'invention', '201610012345')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

from models.codes.base import TextCode
from models.codes.errors import CodeError
from models.codes.patent_finder import FINDER, shorter, unmistakable
from models.codes.patent_forms import NumberSpace, cn_check_digit, ep_check_digit, read_form
from models.codes.patent_kinds import Kind, Right, Stage, kind_meaning
from models.codes.patent_labels import PatentRole, written_number

_FILED_ROLES = {PatentRole.APPLICATION, PatentRole.PRIORITY}
_SELF_EVIDENT = {"CN", "EP", "US", "WO"}


@dataclass(frozen=True, slots=True)
class PatentNumber(TextCode):
    """One number of a patent, made by ``parse_patent_number``. Two numbers are equal when office, number, kind and space are.

    ``role`` says what the text called it; it is not part of the canonical text.
    """

    office: str
    number: str
    kind: str | None = None
    space: NumberSpace = NumberSpace.PUBLICATION
    role: PatentRole | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Fill in the role that space and kind tell, where none is given."""
        if self.role is None:
            object.__setattr__(self, "role", self._told_role())

    def __str__(self) -> str:
        if self.space is NumberSpace.PUBLICATION:
            return f"{self.office}{self.number}{self.kind or ''}"
        if self.office in _SELF_EVIDENT:
            return self._plain_application()
        return f"{self.office}{self.number}{self.kind or ''} (application)"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what people write. Raises ``CodeError``."""
        number = parse_patent_number(text)
        return cls(number.office, number.number, number.kind, number.space, number.role)

    @property
    def meaning(self) -> Kind | None:
        """What the kind code says at this office; ``None`` without one."""
        return kind_meaning(self.office, self.kind) if self.kind else None

    @property
    def right(self) -> Right:
        """The class of right, from the number where it tells, else from the kind, else an invention."""
        told = _right_of_number(self)
        return told or (self.meaning.right if self.meaning else Right.INVENTION)

    @property
    def check_digit(self) -> str | None:
        """The check digit of a Chinese or European application number."""
        if self.space is NumberSpace.PUBLICATION:
            return None
        return {"CN": cn_check_digit, "EP": ep_check_digit}.get(self.office, lambda _: None)(self.number)

    @property
    def merge_key(self) -> tuple[str, str, str, str]:
        """Space, office, series and number: the same for every stage that the office publishes under one number.

        EP and CN publish an application and its grant under one number (CN since 2010); a US publication and grant are two.
        """
        return (self.space.value, self.office, self._series(), self.number)

    @property
    def key(self) -> str:
        """``merge_key`` as one text."""
        return ":".join(self.merge_key)

    def display(self, language: str, role: PatentRole | str | None = None) -> str:
        """As people of the office write it: ``US 7,654,321 B2``, ``ZL 2016 1 0012345.8`` for a granted Chinese application."""
        granted = PatentRole(role or self.role or PatentRole.PUBLICATION) is PatentRole.GRANT
        if self.space is NumberSpace.APPLICATION and self.office in _SELF_EVIDENT:
            return self._grouped_application(granted=granted)
        parts = (self.office, _grouped(self), self.kind or "")
        shown = " ".join(part for part in parts if part)
        if self.space is NumberSpace.PUBLICATION:
            return shown
        return f"{shown}（申请）" if language == "zh" else f"{shown} (application)"

    def _told_role(self) -> PatentRole:
        if self.space is NumberSpace.APPLICATION:
            return PatentRole.APPLICATION
        stage = self.meaning.stage if self.meaning else None
        if stage is Stage.GRANT or (self.office == "US" and len(self.number) < 11):
            return PatentRole.GRANT
        return PatentRole.PUBLICATION

    def _plain_application(self) -> str:
        if self.office == "WO":
            return f"PCT/{self.number[:6]}/{self.number[6:]}"
        if self.office == "US":
            return f"US{self.number[:2]}/{self.number[2:]}"
        return f"{self.office}{self.number}.{self.check_digit}"

    def _grouped_application(self, *, granted: bool) -> str:
        if self.office == "US":
            return f"US {self.number[:2]}/{self.number[2:5]},{self.number[5:]}"
        if self.office == "CN" and granted:
            year = 4 if len(self.number) == 12 else 2
            return f"ZL {self.number[:year]} {self.number[year]} {self.number[year + 1 :]}.{self.check_digit}"
        return (
            self._plain_application().replace(self.office, f"{self.office} ", 1) if self.office != "WO" else str(self)
        )

    def _series(self) -> str:
        letter = (self.kind or "")[:1]
        if self.meaning and self.meaning.stage is Stage.TRANSLATION:
            return f"{self.right.value}-translation"
        return f"{self.right.value}-grant" if _numbered_apart(self, letter) else self.right.value


def parse_patent_number(text: str, *, office: str | None = None, role: PatentRole | str | None = None) -> PatentNumber:
    """Read a patent number as people write it.

    ``office`` (ST.3) is taken where the text names none. ``role`` decides between an application and a publication where the
    form allows both; a form that allows one is read as that one. A check digit that is left out is computed.

    Raises ``CodeError`` where the text is no patent number, ``CheckDigitError`` where only its check digit is wrong.
    """
    written, said = written_number(text, office, PatentRole(role) if role else None)
    reading = read_form(written)
    filed = reading.space is NumberSpace.APPLICATION
    fits = (said in _FILED_ROLES) == filed or (reading.office == "CN" and said is PatentRole.GRANT)
    return PatentNumber(reading.office, reading.number, reading.kind, reading.space, said if fits else None)


def find_patent_numbers(text: str) -> list[tuple[PatentNumber, int, int]]:
    """The patent numbers in running text or a search box, each with the characters it stands at (``text[start:end]``).

    Stricter than ``parse_patent_number``: a number has to name its office or be unmistakable, and a wrong check digit is not found.
    """
    found: list[tuple[PatentNumber, int, int]] = []
    for match in FINDER.finditer(text):
        candidate = match[0].rstrip(" ,.;-/(")
        while candidate:
            number = _found(candidate, text[match.start() + len(candidate) :])
            if number:
                found.append((number, match.start(), match.start() + len(candidate)))
                break
            candidate = shorter(candidate)
    return found


def _found(candidate: str, rest: str) -> PatentNumber | None:
    if not unmistakable(candidate) or (rest[:1].isascii() and rest[:1].isalnum()):
        return None
    try:
        return parse_patent_number(candidate)
    except CodeError:
        return None


def _right_of_number(number: PatentNumber) -> Right | None:
    digits = number.number
    if number.office == "CN":
        filed = number.space is NumberSpace.APPLICATION or len(digits) == 8
        return _CN_RIGHTS.get(digits[(4 if len(digits) == 12 else 2) if filed else 0])
    if number.office == "US":
        if number.space is NumberSpace.APPLICATION:
            return Right.DESIGN if digits[:2] in {"29", "35"} else Right.INVENTION
        return Right.PLANT if digits.startswith("PP") else Right.DESIGN if digits.startswith("D") else None
    if number.office == "KR" and number.space is NumberSpace.PUBLICATION and len(digits) == 9:
        return {"20": Right.UTILITY_MODEL, "30": Right.DESIGN}.get(digits[:2])
    if number.office == "TW":
        return {"M": Right.UTILITY_MODEL, "D": Right.DESIGN, "I": Right.INVENTION}.get(digits[0])
    return None


_CN_RIGHTS = {
    "1": Right.INVENTION, "8": Right.INVENTION, "2": Right.UTILITY_MODEL, "9": Right.UTILITY_MODEL, "3": Right.DESIGN,
}  # fmt: skip


def _numbered_apart(number: PatentNumber, letter: str) -> bool:
    """Whether the office numbered its grants in a series of their own that looks like that of its applications."""
    digits = number.number
    if number.office == "CN":
        return letter == "C" or (letter == "B" and len(digits) == 7)
    if number.office == "JP":
        return letter in "BY" and letter != "" and not digits.isdigit()
    if number.office == "KR":
        registered = len(digits) == 9 and digits[:2] in {"10", "20", "30"}
        return letter in {"B", "Y"} and not registered
    return False


def _grouped(number: PatentNumber) -> str:
    grouping = _GROUPINGS.get(number.office)
    return grouping(number.number) if grouping else number.number


def _grouped_us(digits: str) -> str:
    if len(digits) == 11 and digits.isdigit():
        return f"{digits[:4]}/{digits[4:]}"
    letters = re.match(r"[A-Z]*", digits)[0]  # type: ignore[index]  # it matches every text
    return f"{letters}{int(digits[len(letters) :]):,}"


def _grouped_ep(digits: str) -> str:
    return f"{digits[0]} {digits[1:4]} {digits[4:]}" if len(digits) == 7 else digits


def _grouped_wo(digits: str) -> str:
    return f"{digits[:4]}/{digits[4:]}" if digits >= "2004" else f"{digits[2:4]}/{int(digits[4:]):05d}"


def _grouped_jp(digits: str) -> str:
    if digits[0] in "HSTRM":
        return f"{digits[:3]}-{digits[3:]}"
    return f"{digits[:4]}-{digits[4:]}" if len(digits) == 10 and digits.isdigit() else digits


def _grouped_kr(digits: str) -> str:
    if len(digits) == 9 and digits[:2] in {"10", "20", "30"}:
        return f"{digits[:2]}-{digits[2:]}"
    return digits


def _grouped_de(digits: str) -> str:
    if len(digits) == 12:
        return f"{digits[:2]} {digits[2:6]} {digits[6:9]} {digits[9:]}"
    return f"{digits[:-5]} {digits[-5:-3]} {digits[-3:]}" if len(digits) in {7, 8} else digits


_GROUPINGS = {
    "DE": _grouped_de, "EP": _grouped_ep, "JP": _grouped_jp, "KR": _grouped_kr, "US": _grouped_us, "WO": _grouped_wo,
}  # fmt: skip
