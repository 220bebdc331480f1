"""What matching takes from outside: the day, the trees, and the rates, as values and functions."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from models.constraints import Interval

DAYS_A_YEAR = 365.2425

Above = Callable[[str], Iterable[str]]
"""From a code to itself and everything above it in its tree."""

Spread = Callable[[str, Interval], Mapping[str, Interval]]
"""From a currency and an amount in it to the same amount by currency, its own among them."""


def own_currency(currency: str, span: Interval) -> Mapping[str, Interval]:
    """Where there are no rates: an amount in its own currency alone."""
    return {currency: span}


@dataclass(frozen=True)
class Context:
    """``today``: the day on which a match is looked at. ``above``: ancestries by tree name. ``spread``: amounts in every currency."""

    today: dt.date
    above: Mapping[str, Above] = field(default_factory=dict)
    spread: Spread = own_currency

    def ancestors(self, tree: str, code: str) -> frozenset[str]:
        """The code and everything above it."""
        return frozenset(self.above[tree](code)) if tree in self.above else frozenset({code})

    def days(self, years: Interval, counted: str) -> Interval:
        """The days that lie so many years back (``since``) or ahead (``until``), whole years by the calendar."""
        if counted == "since":
            return Interval(self._day(-years.high), self._day(-years.low))
        return Interval(self._day(years.low), self._day(years.high))

    def years(self, days: Interval, counted: str) -> Interval:
        """How many years back or ahead some days lie: the reverse of ``days``."""
        if counted == "since":
            return Interval(-self._year(days.high), -self._year(days.low))
        return Interval(self._year(days.low), self._year(days.high))

    def _day(self, years: float) -> float:
        """The day so many years from today, as an ordinal; between two anniversaries by the share of the year."""
        if not math.isfinite(years):
            return years
        whole = math.floor(years)
        begin, end = self._anniversary(whole), self._anniversary(whole + 1)
        return begin + (years - whole) * (end - begin)

    def _year(self, day: float) -> float:
        if not math.isfinite(day):
            return day
        whole = math.floor((day - self.today.toordinal()) / DAYS_A_YEAR)
        while self._anniversary(whole) > day:
            whole -= 1
        while self._anniversary(whole + 1) <= day:
            whole += 1
        begin, end = self._anniversary(whole), self._anniversary(whole + 1)
        return whole + (day - begin) / (end - begin)

    def _anniversary(self, years: int) -> float:
        """Today's date in another year, as an ordinal: of 29 February the 28th. Beyond the calendar's years by their mean length."""
        year = self.today.year + years
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            return self.today.toordinal() + years * DAYS_A_YEAR
        leap = (self.today.month, self.today.day) == (2, 29) and not calendar.isleap(year)
        return dt.date(year, self.today.month, 28 if leap else self.today.day).toordinal()
