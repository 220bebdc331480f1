"""Identifiers of rights other than patents: trademarks with their Nice class, software copyrights, domain names, layouts, Locarno classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Self

import idna

from models.codes.base import TextCode, table, tidy
from models.codes.errors import CodeError
from models.codes.patent_offices import offices
from models.messages import Message
from models.text import Text

_LONGEST = 253
_TRADEMARK = re.compile(
    r"(?:(?P<office>[A-Z]{2})[ -]?|第 ?)(?:NO\.? ?)?(?P<number>[0-9]{4,12}[A-Z]?)(?: ?号)?"
    r"(?: ?/ ?(?P<nice>[0-9]{1,2})| ?第(?P<zh>[0-9]{1,2})类)?"
)

_NICE = Message(en="Nice class", zh="尼斯分类号")
_TRADEMARK_NAME = Message(en="trademark number", zh="商标注册号")


@dataclass(frozen=True, slots=True, order=True)
class NiceClass(TextCode):
    """A class of goods or services (1 to 34 goods, 35 to 45 services) of the Nice Classification."""

    number: int

    def __post_init__(self) -> None:
        """Refuse a class that there is not. Raises ``CodeError``."""
        if not 1 <= self.number <= 45:
            raise CodeError(
                _NICE, str(self.number), Message(en="classes go from 1 to 45", zh="类别为1至45"), "9, class 9, 第9类"
            )

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``9``, ``Class 9``, ``第9类``. Raises ``CodeError``."""
        match = re.fullmatch(r"(?:(?:nice )?class |第 ?|国际分类第? ?)?0?([0-9]{1,2})(?: ?类)?", tidy(text).lower())
        if not match:
            raise CodeError(
                _NICE, text, Message(en="it is no number from 1 to 45", zh="不是1至45的数字"), "9, class 9, 第9类"
            )
        return cls(int(match[1]))

    @property
    def title(self) -> Text:
        """A short title in English and Chinese."""
        return _nice_titles()[self.number]


@dataclass(frozen=True, slots=True)
class TrademarkNumber(TextCode):
    """A trademark registration (or application) number at an office, with its Nice class where that is part of the number's use.

    ``str``: ``CN12345678/9``; one Chinese number covers one class, so the class is kept beside it.
    """

    office: str
    number: str
    nice: NiceClass | None = None

    def __str__(self) -> str:
        return f"{self.office}{self.number}{f'/{self.nice}' if self.nice else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``CN12345678``, ``CN 12345678/9``, ``第12345678号`` (taken as Chinese), ``IR 1234567``. Raises ``CodeError``."""
        match = _TRADEMARK.fullmatch(tidy(text).upper())
        if not match:
            raise CodeError(
                _TRADEMARK_NAME,
                text,
                Message(en="it is no office and number", zh="不是“局代码加号码”"),
                "CN12345678, CN12345678/9, 第12345678号, EM018123456",
            )
        office = {"IR": "WO", "EU": "EM", "TM": "CN"}.get(match["office"], match["office"]) if match["office"] else "CN"
        if office not in offices():
            raise CodeError(
                _TRADEMARK_NAME,
                text,
                Message(en="there is no office {office}", zh="没有代码为{office}的局", office=office),
                "CN12345678, EM018123456",
            )
        nice = match["nice"] or match["zh"]
        return cls(office, match["number"], NiceClass(int(nice)) if nice else None)


@dataclass(frozen=True, slots=True, order=True)
class SoftwareCopyrightNumber(TextCode):
    """A registration number of the Chinese software copyright register: the year, ``SR``, a serial of six or seven digits."""

    year: int
    serial: str

    def __str__(self) -> str:
        return f"{self.year}SR{self.serial}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2016SR012345``, ``登记号：2020SR1234567``. Raises ``CodeError``."""
        match = re.fullmatch(
            r"(?:软著登字|登记号|软件著作权登记号|NO\.?)?[: ]*((?:19|20)[0-9]{2}) ?SR ?-?([0-9]{4,7})",
            tidy(text).upper(),
        )
        if not match:
            raise CodeError(
                Message(en="software copyright number", zh="软件著作权登记号"),
                text,
                Message(en="it is no year, SR and six or seven digits", zh="不是“年份、SR加六或七位数字”"),
                "2016SR012345, 2020SR1234567",
            )
        return cls(int(match[1]), match[2].zfill(6))


@dataclass(frozen=True, slots=True, order=True)
class DomainName(TextCode):
    """A domain name in its ASCII form (IDNA 2008); ``unicode`` is what people read."""

    ascii: str

    def __str__(self) -> str:
        return self.ascii

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``example.com``, ``示例.中国``, or the host of an address. Raises ``CodeError``."""
        host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", tidy(text).lower()).partition("/")[0].partition(":")[0].rstrip(".")
        try:
            plain = idna.encode(host, uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            plain = ""
        if "." not in plain or len(plain) > _LONGEST or not re.fullmatch(r"[a-z0-9.-]+\.[a-z][a-z0-9-]*", plain):
            raise CodeError(
                Message(en="domain name", zh="域名"),
                text,
                Message(en="it is no name of two or more labels", zh="域名须有两级以上"),
                "example.com, 示例.中国",
            )
        return cls(plain)

    @property
    def unicode(self) -> str:
        """The name as people read it."""
        return str(idna.decode(self.ascii))


@dataclass(frozen=True, slots=True, order=True)
class LayoutNumber(TextCode):
    """A registration number of the Chinese register of integrated-circuit layouts: ``BS.``, eight or nine digits, a check sign.

    How the check sign is made is not published, so it is kept and not checked.
    """

    number: str
    check: str

    def __str__(self) -> str:
        return f"BS.{self.number}.{self.check}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``BS.12345678.9``, ``BS.195012345.X``. Raises ``CodeError``."""
        match = re.fullmatch(r"BS[. ]?([0-9]{8,9})[. ]([0-9X])", tidy(text).upper())
        if not match:
            raise CodeError(
                Message(en="layout number", zh="集成电路布图设计登记号"),
                text,
                Message(en="it is not BS, eight or nine digits and a check sign", zh="不是“BS、八或九位数字加校验位”"),
                "BS.12345678.9",
            )
        return cls(match[1], match[2])


@dataclass(frozen=True, slots=True, order=True)
class LocarnoClass(TextCode):
    """A class (1 to 32) and subclass of the Locarno Classification of designs: ``14-02``."""

    number: int
    subclass: int | None = None

    def __str__(self) -> str:
        return f"{self.number:02d}" if self.subclass is None else f"{self.number:02d}-{self.subclass:02d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``14-02``, ``LOC (14) Cl. 14-02``, ``14``. Raises ``CodeError``."""
        match = re.fullmatch(
            r"(?:LOC ?(?:\([0-9]{1,2}\) ?)?(?:CL\.? ?)?)?([0-9]{1,2})(?:[-.]([0-9]{1,2}))?", tidy(text).upper()
        )
        if not match or not (1 <= int(match[1]) <= 32 or int(match[1]) == 99):
            raise CodeError(
                Message(en="Locarno class", zh="洛迦诺分类号"),
                text,
                Message(en="classes go from 1 to 32 (and 99)", zh="类别为1至32（以及99）"),
                "14-02, LOC (14) Cl. 14-02",
            )
        return cls(int(match[1]), int(match[2]) if match[2] else None)


@cache
def _nice_titles() -> dict[int, Text]:
    return {int(row["number"]): Text.of(en=row["en"], zh=row["zh"]) for row in table("nice_classes.csv")}
