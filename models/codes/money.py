"""Money: ISO 4217 currencies, amounts, and ranges that say what they measure.

A range is written ``CNY 5–20 million`` in English and ``500–2000万元人民币`` in Chinese; ``parse`` reads both back without
loss, and most of what people write besides (``money_text`` has the grammar).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self

import pycountry
from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.codes import money_text
from models.codes.base import TextCode, chinese, tidy
from models.codes.errors import CodeError
from models.codes.money_words import currency_code
from models.messages import Message
from models.text import Text

_LARGEST = Decimal(10) ** 18
Figure = Annotated[Decimal, Field(ge=0, le=_LARGEST, allow_inf_nan=False, max_digits=25, decimal_places=6)]


@dataclass(frozen=True, slots=True, order=True)
class Currency(TextCode):
    """An ISO 4217 currency by its three letters; RMB, ``人民币``, ``$`` and the like are read too."""

    code: str

    def __post_init__(self) -> None:
        """Refuse a code that ISO 4217 does not have. Raises ``CodeError``."""
        if pycountry.currencies.get(alpha_3=self.code) is None:
            raise CodeError(
                Message(en="currency", zh="币种"),
                self.code,
                Message(en="ISO 4217 has no such code", zh="ISO 4217 中没有此代码"),
                "CNY, USD, EUR, 人民币, US$",
            )

    def __str__(self) -> str:
        return self.code

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, a sign or a name in English or Chinese. Raises ``CodeError``."""
        cleaned = tidy(text)
        return cls(currency_code(cleaned) or cleaned.upper())

    @property
    def name(self) -> Text:
        """The currency's name in English and Chinese."""
        english = str(getattr(pycountry.currencies.get(alpha_3=self.code), "name", self.code))
        return Text.of(en=english, zh=chinese("iso4217").gettext(english))


class Measures(StrEnum):
    """What an amount of money is the amount of."""

    LOAN = "loan"
    TICKET = "ticket"
    ROUND = "round"
    PRICE = "price"
    ROYALTY = "royalty"
    PREMIUM = "premium"
    COVER = "cover"
    REVENUE = "revenue"
    VALUATION = "valuation"
    FUND_SIZE = "fund_size"
    GRANT = "grant"

    @property
    def words(self) -> Text:
        """What is measured, in English and Chinese."""
        return Text.of(en=self.value.replace("_", " "), zh=_MEASURES_ZH[self])


_MEASURES_ZH = {
    Measures.LOAN: "贷款额度",
    Measures.TICKET: "单笔投资额",
    Measures.ROUND: "融资额",
    Measures.PRICE: "价格",
    Measures.ROYALTY: "许可费",
    Measures.PREMIUM: "保费",
    Measures.COVER: "保额",
    Measures.REVENUE: "收入",
    Measures.VALUATION: "估值",
    Measures.FUND_SIZE: "基金规模",
    Measures.GRANT: "资助金额",
}


class Money(BaseModel):
    """An amount in one currency, at most 10^18 and six decimal places, never negative. Takes a text such as ``RMB 3 million`` too."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    amount: Figure
    currency: Currency

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return _one_amount(value) if isinstance(value, str) else value

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one amount with its currency. Raises ``CodeError``."""
        return cls(**_one_amount(text))

    def __str__(self) -> str:
        return self.display("en")

    def display(self, language: str) -> str:
        """``CNY 3 million`` in English, ``300万元人民币`` in Chinese."""
        return money_text.write(self.amount, self.amount, self.currency.code, language)


class MoneyRange(BaseModel):
    """From ``low`` to ``high``, both included, in one currency; an open end is ``None``.

    ``measures``: what it is the amount of. ``divisible``: whether several may share it; ``None``: not stated.
    Takes a text such as ``$1M-$5M`` or ``不超过1000万元`` too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    low: Figure | None = None
    high: Figure | None = None
    currency: Currency
    measures: Measures | None = None
    divisible: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return money_text.read(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is None and self.high is None:
            raise CodeError(
                Message(en="range of money", zh="金额范围"),
                "",
                Message(en="it has neither a lower nor an upper end", zh="既无下限也无上限"),
                money_text.FORMS,
            )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise CodeError(
                Message(en="range of money", zh="金额范围"), str(self), money_text.REVERSED, money_text.FORMS
            )
        return self

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        currency: Currency | None = None,
        measures: Measures | None = None,
        divisible: bool | None = None,
    ) -> Self:
        """Read an amount or a range. ``currency`` is taken where the text names none. Raises ``CodeError``."""
        found = money_text.read(text, currency.code if currency else None)
        return cls(**found, measures=measures, divisible=divisible)

    def __str__(self) -> str:
        return self.display("en")

    def display(self, language: str) -> str:
        """``CNY 5–20 million`` in English, ``500–2000万元人民币`` in Chinese; open ends as ``up to`` and ``from``."""
        return money_text.write(self.low, self.high, self.currency.code, language)


def _one_amount(text: str) -> dict[str, Any]:
    found = money_text.read(text)
    if found["low"] is None or found["low"] != found["high"]:
        raise CodeError(
            money_text.NAME,
            text,
            Message(en="it is a range, and one amount is asked for", zh="这是一个范围，此处须为单一金额"),
            "CNY 3 million, 300万元",
        )
    return {"amount": found["low"], "currency": found["currency"]}


@cache
def currencies() -> Mapping[str, Currency]:
    """Every ISO 4217 currency by its code."""
    return {entry.alpha_3: Currency(entry.alpha_3) for entry in pycountry.currencies}
