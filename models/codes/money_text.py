"""The grammar of amounts and ranges of money, read and written.

``[limit] [currency] figure [magnitude] [currency] [dash [currency] figure [magnitude] [currency]] [limit]``: a magnitude or
currency that only one end names holds for both, save that a lower end keeps its own. ``$500-2M`` would be 500 million to 2
million, so there the lower end stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation, getcontext
from functools import cache
from typing import Any, NamedTuple

import pycountry

from models.codes.base import tidy
from models.codes.errors import CodeError
from models.codes.money_words import CHINESE, ENGLISH, MAGNITUDES, SIGNS, WRITTEN_ZH, currency_code, magnitude
from models.messages import Message

FORMS = "CNY 5–20 million, $750K, $1M-$5M, up to EUR 2.5 million, 500-2000万元人民币, 不超过1000万元"
_SMALL, _LARGE = 1_000, 1_000_000
"""A figure that is no sum of its own beside one in this unit."""

_LARGEST = Decimal(10) ** 18

_AT_MOST = (
    r"up to|at most|no more than|not more than|less than|under|below|max(?:imum)?\.?(?: of)?|<=?|≤"
    r"|不超过|不高于|不多于|至多|最多|最高|低于|少于|小于"
)
_AT_LEAST = (
    r"from|at least|no less than|not less than|more than|over|above|min(?:imum)?\.?(?: of)?|>=?|≥"
    r"|不低于|不少于|至少|最低|超过|高于|大于|多于"
)

NAME = Message(en="amount of money", zh="金额")
OWN_UNIT = Message(
    en="its lower end is above its upper end; if that is not meant, write the unit with both ends",
    zh="下限高于上限；如非此意，请在两端都写明单位",
)
REVERSED = Message(en="its lower end is above its upper end", zh="下限高于上限")
_AT_MOST_AFTER = r"以下|以内|之内|内|or less|max(?:imum)?\.?"
_AT_LEAST_AFTER = r"\+|以上|起|and above|and up|or more|min(?:imum)?\.?"
_BETWEEN = re.compile(r"^between (.+) and (.+)$|^from (.+) to (.+)$|^从(.+)到(.+)$", re.IGNORECASE)


class _End(NamedTuple):
    """One end of a range as written: the figure, what it is multiplied by (``None``: not written), the currency."""

    figure: Decimal
    times: Decimal | None
    currency: str | None


def read(text: str, currency: str | None = None) -> dict[str, Any]:
    """``low``, ``high`` (either may be ``None``, not both) and ``currency`` of what people write. Raises ``CodeError``."""
    cleaned = tidy(text).replace("~", "-").replace("〜", "-")
    body, at_least, at_most = _limits(_plain_between(cleaned))
    if at_least and at_most:
        raise CodeError(
            NAME, text, Message(en="it has a lower and an upper limit at once", zh="同时写了“不低于”和“不超过”"), FORMS
        )
    low, high, named = _ends(body, text)
    code = named or currency
    if code is None:
        raise CodeError(NAME, text, Message(en="it names no currency", zh="未写明币种"), FORMS)
    if (at_least or at_most) and low != high:
        raise CodeError(
            NAME, text, Message(en="it is a range with one more limit", zh="范围之外又多写了一个限定"), FORMS
        )
    if low > high:
        raise CodeError(NAME, text, REVERSED, FORMS)
    return {"low": None if at_most else low, "high": None if at_least else high, "currency": code}


def write(low: Decimal | None, high: Decimal | None, currency: str, language: str) -> str:
    """A range as people write it in ``language``: Chinese for ``zh``, English for any other."""
    return _chinese(low, high, currency) if language == "zh" else _english(low, high, currency)


def _plain_between(text: str) -> str:
    match = _BETWEEN.match(text)
    if not match:
        return re.sub(r"(?<=[\w$]) to (?=\S)", " - ", text) if not re.match(r"up to ", text, re.IGNORECASE) else text
    low, high = (part for part in match.groups() if part)
    return f"{low} - {high}"


def _limits(text: str) -> tuple[str, bool, bool]:
    body, least, most = text, False, False
    for pattern, is_least in ((rf"^(?:{_AT_MOST})\s*", False), (rf"^(?:{_AT_LEAST})\s*", True), (rf"\s*(?:{_AT_MOST_AFTER})$", False),
                              (rf"\s*(?:{_AT_LEAST_AFTER})$", True)):  # fmt: skip
        shorter = re.sub(pattern, "", body, count=1, flags=re.IGNORECASE)
        if shorter != body:
            body, least, most = shorter, least or is_least, most or not is_least
    return body, least, most


def _ends(body: str, text: str) -> tuple[Decimal, Decimal, str | None]:
    match = _grammar().fullmatch(body)
    if not match:
        raise CodeError(
            NAME,
            text,
            Message(
                en="it is not a figure with a currency, nor a range of two", zh="既不是带币种的金额，也不是金额范围"
            ),
            FORMS,
        )
    parts = match.groupdict()
    first = _end(parts["before1"], parts["figure1"], parts["times1"], parts["after1"], text)
    if not parts["figure2"]:
        amount = _value(first.figure, first.times, text)
        return amount, amount, first.currency
    second = _end(parts["before2"], parts["figure2"], parts["times2"], parts["after2"], text)
    if first.currency and second.currency and first.currency != second.currency:
        raise CodeError(NAME, text, Message(en="its ends are in two currencies", zh="范围两端的币种不同"), FORMS)
    low_times, high_times = _shared(first, second, text)
    return (
        _value(first.figure, low_times, text),
        _value(second.figure, high_times, text),
        first.currency or second.currency,
    )


def _shared(first: _End, second: _End, text: str) -> tuple[Decimal | None, Decimal | None]:
    """The multipliers of both ends, where one may be meant for both: ``5-20 million``, ``$1M–15``.

    Of ``9-3 million`` it is, and the ends are reversed: nobody asks for 9 dollars to 3 million. ``50,000-3 million`` is written out.
    """
    if first.times is None and second.times is not None:
        keeps_order = first.figure <= second.figure
        if not keeps_order and first.figure < _SMALL and second.times >= _LARGE:
            raise CodeError(NAME, text, OWN_UNIT, FORMS)
        return (second.times if keeps_order else None), second.times
    if second.times is None and first.times is not None and first.figure <= second.figure < first.times:
        return first.times, first.times
    return first.times, second.times


def _end(before: str | None, figure: str, times: str | None, after: str | None, text: str) -> _End:
    named = [code for word in (before, after) if word and (code := _named(word))]
    if len(set(named)) > 1:
        raise CodeError(NAME, text, Message(en="it names two currencies", zh="写了两种币种"), FORMS)
    return _End(_decimal(figure, text), magnitude(times) if times else None, named[0] if named else None)


def _named(word: str) -> str | None:
    plain = word.strip().rstrip(":")
    return currency_code(plain) or currency_code(plain.removeprefix("元").removesuffix("元").strip())


def _decimal(figure: str, text: str) -> Decimal:
    try:
        return Decimal(figure.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise CodeError(NAME, text, Message(en="its figure cannot be read", zh="数字无法识别"), FORMS) from None


def _value(figure: Decimal, times: Decimal | None, text: str) -> Decimal:
    exact = len(figure.as_tuple().digits) <= getcontext().prec
    amount = (figure * (times or 1)).normalize() + 0
    if not exact or amount > _LARGEST or -int(amount.as_tuple().exponent) > 6:
        raise CodeError(
            NAME,
            text,
            Message(en="an amount is at most 10^18 with six decimal places", zh="金额最大为10^18，小数最多六位"),
            FORMS,
        )
    return amount


def _words(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _grammar() -> re.Pattern[str]:
    codes = [entry.alpha_3 for entry in pycountry.currencies]
    known = _words({*codes, *SIGNS, *ENGLISH, *CHINESE, *(f"元{word}" for word in CHINESE)})
    figure = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,24})(?:\.[0-9]{1,12})?"
    times = _words(MAGNITUDES)

    def end(number: int) -> str:
        return (
            rf"(?P<before{number}>(?:{known})(?:\s?[:¥$€])?)?\s?(?P<figure{number}>{figure})\s?"
            rf"(?P<times{number}>(?:{times})(?![a-z]))?\s?(?P<after{number}>(?:{known}))?"
        )

    return re.compile(rf"{end(1)}(?:\s?(?:-|至|到)\s?{end(2)})?", re.IGNORECASE | re.ASCII)


def _english(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    times, word = _unit([low, high], [(Decimal(10**9), " billion"), (Decimal(10**6), " million")])
    if low is None or high is None:
        limit = "up to" if low is None else "from"
        return f"{limit} {currency} {_figure(low if high is None else high, times, ',')}{word}"
    figures = _figure(low, times, ",") if low == high else f"{_figure(low, times, ',')}–{_figure(high, times, ',')}"
    return f"{currency} {figures}{word}"


def _chinese(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    times, word = _unit([low, high], [(Decimal(10**8), "亿"), (Decimal(10**4), "万")])
    name = "元人民币" if currency == "CNY" else WRITTEN_ZH.get(currency, f" {currency}")
    if low is None or high is None:
        limit = "不超过" if low is None else "不低于"
        return f"{limit}{_figure(low if high is None else high, times, '')}{word}{name}"
    figures = _figure(low, times, "") if low == high else f"{_figure(low, times, '')}–{_figure(high, times, '')}"
    return f"{figures}{word}{name}"


def _unit(ends: list[Decimal | None], units: list[tuple[Decimal, str]]) -> tuple[Decimal, str]:
    """The largest unit in which every end is at least 1 (an end of nothing aside), else one."""
    stated = [end for end in ends if end]
    for times, word in units:
        if stated and all(end >= times for end in stated):
            return times, word
    return Decimal(1), ""


def _figure(amount: Decimal | None, times: Decimal, thousands: str) -> str:
    figure = (amount or Decimal(0)) / times
    text = f"{figure:{thousands}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
