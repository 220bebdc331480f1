"""What matching takes from outside: the day, the trees, and the rates, as values and functions."""

from __future__ import annotations

import datetime as dt
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
        """The days that lie so many years back (``since``) or ahead (``until``)."""
        today = self.today.toordinal()
        if counted == "since":
            return Interval(today - years.high * DAYS_A_YEAR, today - years.low * DAYS_A_YEAR)
        return Interval(today + years.low * DAYS_A_YEAR, today + years.high * DAYS_A_YEAR)

    def years(self, days: Interval, counted: str) -> Interval:
        """How many years back or ahead some days lie."""
        today = self.today.toordinal()
        if counted == "since":
            return Interval((today - days.high) / DAYS_A_YEAR, (today - days.low) / DAYS_A_YEAR)
        return Interval((days.low - today) / DAYS_A_YEAR, (days.high - today) / DAYS_A_YEAR)
