"""Exchange rates: a dated table that an operator replaces, and conversion by it.

The packaged table holds round year-end figures for comparing orders of magnitude; it is no market feed. A question about
money is expanded to one range a currency with it, so that new rates need no reindex.
"""

from __future__ import annotations

import csv
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import NamedTuple, Protocol, Self

from models.codes.errors import CodeError
from models.codes.money import Currency, MoneyRange
from models.messages import Message

_CENT = Decimal("0.01")
_FORMS = Message(
    en="a CSV with the header date,currency,per_USD and rows such as 2025-12-31,CNY,7.0",
    zh="CSV，表头为 date,currency,per_USD，各行如 2025-12-31,CNY,7.0",
)


class Rates(Protocol):
    """What converts money. ``source`` names where the rates come from, for the answer that used them."""

    @property
    def source(self) -> str:
        """Where the rates come from."""

    def rate(self, source: Currency, target: Currency, on: dt.date) -> Decimal:
        """How many of ``target`` one of ``source`` is, by the latest rates at or before ``on``. Raises ``CodeError``."""


class Rate(NamedTuple):
    """How many of a currency one US dollar is, from a date on."""

    date: dt.date
    per_usd: Decimal


class RateTable:
    """Rates from rows of date, currency and units per US dollar; before its first date a currency's first rate holds."""

    def __init__(self, rows: Mapping[Currency, Iterable[Rate]], source: str) -> None:
        self._rows = {currency: sorted(rates) for currency, rates in rows.items()}
        self.source = source

    @classmethod
    def from_csv(cls, text: str, source: str) -> Self:
        """A table from CSV text; lines that start with ``#`` are remarks. Raises ``CodeError`` with the line at fault."""
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        rows: dict[Currency, list[Rate]] = {}
        for row in csv.DictReader(lines):
            currency, rate = _rate(row)
            rows.setdefault(currency, []).append(rate)
        return cls(rows, source)

    @property
    def currencies(self) -> tuple[Currency, ...]:
        """The currencies that have a rate, in alphabetical order; USD is always one."""
        return tuple(sorted({*self._rows, Currency("USD")}))

    def rate(self, source: Currency, target: Currency, on: dt.date) -> Decimal:
        """How many of ``target`` one of ``source`` is, by the latest rates at or before ``on``. Raises ``CodeError``."""
        return self._per_usd(target, on) / self._per_usd(source, on)

    def dated(self, currency: Currency, on: dt.date) -> dt.date | None:
        """The day of the rate that holds on a day; ``None`` for the US dollar, which needs none, and for a currency that has none."""
        rates = self._rows.get(currency)
        return None if not rates else rates[max(bisect_right(rates, on, key=lambda rate: rate.date) - 1, 0)].date

    def _per_usd(self, currency: Currency, on: dt.date) -> Decimal:
        if currency.code == "USD":
            return Decimal(1)
        rates = self._rows.get(currency)
        if not rates:
            raise CodeError(
                Message(en="currency", zh="币种"),
                currency.code,
                Message(
                    en="the rates of {source} do not have it", zh="{source} 的汇率表中没有该币种", source=self.source
                ),
                _FORMS,
            )
        return rates[max(bisect_right(rates, on, key=lambda rate: rate.date) - 1, 0)].per_usd


def convert(money: MoneyRange, target: Currency, rates: Rates, on: dt.date) -> MoneyRange:
    """The range in another currency, to the cent. Raises ``CodeError`` where a rate is missing."""
    if money.currency == target:
        return money
    rate = rates.rate(money.currency, target, on)
    low, high = (
        None if end is None else (end * rate).quantize(_CENT, ROUND_HALF_EVEN) for end in (money.low, money.high)
    )
    return money.model_copy(update={"low": low, "high": high, "currency": target})


@cache
def packaged_rates() -> RateTable:
    """The table that comes with the package."""
    text = resources.files("models.codes").joinpath("data", "rates.csv").read_text("utf-8")
    return RateTable.from_csv(text, "the packaged table")


def _rate(row: dict[str, str]) -> tuple[Currency, Rate]:
    shown = ",".join(str(value) for value in row.values())
    try:
        date, currency, per_usd = dt.date.fromisoformat(row["date"]), Currency(row["currency"]), Decimal(row["per_USD"])
    except (LookupError, TypeError, ValueError, InvalidOperation):
        raise CodeError(
            Message(en="row of rates", zh="汇率行"),
            shown,
            Message(en="it is not a date, a currency and a number", zh="须为日期、币种和数字"),
            _FORMS,
        ) from None
    if not per_usd.is_finite() or per_usd <= 0:
        raise CodeError(
            Message(en="row of rates", zh="汇率行"),
            shown,
            Message(en="a rate is a number above zero", zh="汇率须大于零"),
            _FORMS,
        )
    return currency, Rate(date, per_usd)
