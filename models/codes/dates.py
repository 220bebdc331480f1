"""Dates as offices write them, whole or in part.

``20060629``, ``19991100`` (a month), ``2016-09-02``, ``1970-01-01 00:00:00``, ``2018-10-25T00:00:00Z``, ``January 10, 2017``,
``2005年12月``. ``00010101`` and zeros stand for no date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from models.codes.base import TextCode, tidy
from models.codes.errors import CodeError
from models.messages import Message

_NAME = Message(en="date", zh="日期")
_FORMS = "2006-06-29, 20060629, 2006-06, 20060600, 2006, 2006年6月29日, June 29, 2006"
_NONE = frozenset({"", "0", "00000000", "00010101", "0001-01-01", "0000-00-00", "-", "无"})
_TIME = re.compile(r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?$")
_NUMERIC = (
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?:(?P=s)(?P<d>[0-9]{1,2}))?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})?(?P<d>x^)?"),
    re.compile(r"(?P<y>[0-9]{4}) ?年(?: ?(?P<m>[0-9]{1,2}) ?月(?: ?(?P<d>[0-9]{1,2}) ?[日号])?)?"),
)
_ENGLISH = (
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.? (?:(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? )?(?P<y>[0-9]{4})"),
    re.compile(r"(?:(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[ -])?(?P<m>[A-Za-z]{3,9})\.?,?[ -](?P<y>[0-9]{4})"),
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate(TextCode):
    """A year, a month of a year, or a day: ``2006``, ``2006-06``, ``2006-06-29``."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what the calendar does not have. Raises ``CodeError``."""
        if (self.month is None and self.day is not None) or not 1 <= self.year <= 9999:
            raise CodeError(
                _NAME,
                self._written(),
                Message(en="a day needs its month, and a year has up to four digits", zh="有日须有月，年份最多四位"),
                _FORMS,
            )
        try:
            dt.date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise CodeError(
                _NAME, self._written(), Message(en="the calendar has no such day", zh="日历中没有这一天"), _FORMS
            ) from None

    def __str__(self) -> str:
        return self._written()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a date. Raises ``CodeError``, for what stands for no date too (``parse_date`` gives ``None``)."""
        plain = _TIME.sub("", tidy(text))
        for pattern in (*_NUMERIC, *_ENGLISH):
            if match := pattern.fullmatch(plain):
                return cls(int(match["y"]), _month(match["m"], text), _number(match["d"]))
        raise CodeError(
            _NAME,
            text,
            Message(en="it has no year, month and day in a known order", zh="未按可识别的顺序写出年、月、日"),
            _FORMS,
        )

    @property
    def first(self) -> dt.date:
        """The first day that it may be."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that it may be."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def display(self, language: str) -> str:
        """``29 June 2006`` in English, ``2006年6月29日`` in Chinese; the parts that it has."""
        if language == "zh":
            month = f"{self.month}月" if self.month else ""
            return f"{self.year}年{month}{f'{self.day}日' if self.day else ''}"
        month = _MONTHS[self.month - 1].capitalize() if self.month else ""
        return " ".join(part for part in (str(self.day or ""), month, f"{self.year:04d}") if part)

    def _written(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


def parse_date(text: str) -> dt.date | PartialDate | None:
    """A day as ``datetime.date``, a month or year as ``PartialDate``, ``None`` for the texts that offices write for no date.

    Raises ``CodeError`` for what is no date.
    """
    if _TIME.sub("", tidy(text)) in _NONE:
        return None
    date = PartialDate.parse(text)
    return date.first if date.day else date


def _month(text: str | None, whole: str) -> int | None:
    if text is None or text.isdigit():
        return _number(text)
    for number, name in enumerate(_MONTHS, start=1):
        if text.lower() in {name, name[:3], f"{name[:3]}t" if name == "september" else name}:
            return number
    raise CodeError(_NAME, whole, Message(en="there is no month {text}", zh="没有{text}月", text=text), _FORMS)


def _number(text: str | None) -> int | None:
    """The number, or ``None`` for nothing and for the zeros that stand for an unknown month or day."""
    return int(text) or None if text else None
