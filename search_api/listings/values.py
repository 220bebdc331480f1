"""A term's value as people write it, in English and Chinese."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

from models.codes import Currency, MoneyRange
from models.constraints import Fact, Interval
from models.terms import Amount, Codes, Flag, Period, Span, Term
from models.text import Text
from models.vocabulary import TermKind, term_kinds
from search_api.labels import Labels, day

UNITS: dict[str, Text] = {
    "TRL": Text.of(en="TRL {}", zh="TRL {}"),
    "percent": Text.of(en="{}%", zh="{}%"),
    "percent a year": Text.of(en="{}% a year", zh="年化{}%"),
    "months": Text.of(en="{} months", zh="{}个月"),
    "years": Text.of(en="{} years", zh="{}年"),
    "cases a month": Text.of(en="{} cases a month", zh="每月{}件"),
    "rights": Text.of(en="{} rights", zh="{}件"),
    "deals": Text.of(en="{} deals", zh="{}个"),
}
"""How a span is written with its unit."""

_OPEN = {
    "low": Text.of(en="at least {}", zh="不低于{}"),
    "high": Text.of(en="up to {}", zh="不超过{}"),
    "start": Text.of(en="from {}", zh="{}起"),
    "end": Text.of(en="until {}", zh="至{}"),
    "both": Text.of(en="{} to {}", zh="{}至{}"),
}
_ANY = Text.of(en="any", zh="不限")
_REST = Text.of(en="{} and {rest} more", zh="{}等{all}项")
_REST_EITHER = Text.of(en="{} or {rest} more", zh="{}等{all}项之一")
_OR = {"en": " or ", "zh": "或"}
_YES, _NO = Text.of(en="yes", zh="是"), Text.of(en="no", zh="否")


def value_text(term: Term, labels: Labels, language: str) -> str:
    """The value of a term for a reader of ``language``."""
    kind = term_kinds()[term.name]
    match term.value:
        case Codes(codes=codes):
            return codes_text(term.name, codes, labels, language)
        case Flag(value=value):
            return _in(_YES if value else _NO, language)
        case Span(low=low, high=high):
            return _span(low, high, kind, language)
        case Amount(money=money):
            return money.display(language)
        case Period(start=start, end=end):
            return _period(start, end, language)


def fact_text(
    name: str, fact: Fact, labels: Labels, language: str, *, currency: str = "", most: int = 0, either: bool = False
) -> str:
    """What a fact of a term says, for a reader of ``language``: money in its ``currency``, days as days, spans in the term's unit.

    ``most``: codes that are told, of more of them the number of the rest; 0 for all. ``either``: one of the codes is enough. Years that are over
    are none, never less.
    """
    kind = term_kinds()[name]
    if not isinstance(fact, Interval):
        codes = sorted(fact)
        if kind.type == "flag":
            return _joined([_in(_YES if one == "yes" else _NO, language) for one in codes], language, either=either)
        told = codes[:most] if most and len(codes) > most + 1 else codes
        if len(told) == len(codes):
            return codes_text(name, told, labels, language, either=either)
        text = codes_text(name, told, labels, language)
        rest = _in(_REST_EITHER if either else _REST, language)
        return rest.format(text, rest=len(codes) - len(told), all=len(codes))
    if math.isinf(fact.low) and math.isinf(fact.high):
        return _in(_ANY, language)
    if kind.type == "money":
        return _money(fact, currency, language)
    if kind.type == "dates":
        return _period(_day(fact.low), _day(fact.high), language)
    low, high = (_figure(end, kind) for end in (fact.low, fact.high))
    return _span(low, high, kind, language)


def codes_text(name: str, codes: Iterable[str], labels: Labels, language: str, *, either: bool = False) -> str:
    """Codes of one term in words, one after the other; ``either``: with "or" before the last."""
    told = list(codes)
    if name == "field":
        return _joined(list(_fields(told, labels, language)), language, either=either)
    named = labels.of(name, told, language)
    return _joined([_plain(named[code]) for code in told], language, either=either)


def _joined(words: Sequence[str], language: str, *, either: bool) -> str:
    comma = "、" if language == "zh" else ", "
    if either and len(words) > 1:
        return f"{comma.join(words[:-1])}{_OR[language if language in _OR else 'en']}{words[-1]}"
    return comma.join(words)


def _fields(codes: Iterable[str], labels: Labels, language: str) -> Iterable[str]:
    """Technical fields, those of one title together: without an imported scheme subgroups have that of their subclass."""
    by_title: dict[str, list[str]] = {}
    for code, label in labels.of("field", codes, language).items():
        by_title.setdefault(label.removeprefix(code).strip(), []).append(code)
    for title, some in by_title.items():
        together = ("、" if language == "zh" else ", ").join(some)
        yield f"{together}{title}" if title.startswith("（") else f"{together} {title}".strip()


def _money(span: Interval, currency: str, language: str) -> str:
    """An amount, rounded where it was converted: three figures are as much as a rate can tell."""
    low, high = (None if math.isinf(end) else _rounded(end) for end in (span.low, span.high))
    return MoneyRange(low=low, high=high, currency=Currency(currency)).display(language)


def _rounded(amount: float) -> Decimal:
    whole = round(amount, 2)
    return Decimal(f"{whole:.0f}") if whole == round(amount) or abs(amount) >= 1000 else Decimal(f"{whole:.2f}")


def _day(ordinal: float) -> dt.date | None:
    return None if math.isinf(ordinal) else dt.date.fromordinal(int(ordinal))


def _figure(end: float, kind: TermKind) -> float | None:
    if math.isinf(end):
        return None
    return round(max(end, 0.0) if kind.years else end, 1)


def _plain(label: str) -> str:
    """A free code such as ``new-materials`` as words."""
    return label.replace("-", " ") if label.islower() and label.isascii() else label


def _span(low: float | None, high: float | None, kind: TermKind, language: str) -> str:
    written = _in(UNITS.get(kind.unit or "", Text.of(en="{}")), language)
    if low is not None and high is not None:
        between = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        return written.format(between)
    side = "high" if low is None else "low"
    return _in(_OPEN[side], language).format(written.format(f"{high if low is None else low:g}"))


def _period(start: dt.date | None, end: dt.date | None, language: str) -> str:
    if start and end:
        return _whole(start, end, language) or _in(_OPEN["both"], language).format(
            day(start, language), day(end, language)
        )
    if start:
        return _in(_OPEN["start"], language).format(day(start, language))
    return _in(_OPEN["end"], language).format(day(end, language)) if end else ""


def _whole(start: dt.date, end: dt.date, language: str) -> str | None:
    """One day, one month or one year as such."""
    if start == end:
        return day(start, language)
    if start.day != 1 or start.year != end.year or (end + dt.timedelta(1)).day != 1:
        return None
    if start.month == end.month:
        return f"{start.year}年{start.month}月" if language == "zh" else f"{start:%Y-%m}"
    return (f"{start.year}年" if language == "zh" else f"{start.year}") if (start.month, end.month) == (1, 12) else None


def _in(text: Text, language: str) -> str:
    return text.best(language)[1]
