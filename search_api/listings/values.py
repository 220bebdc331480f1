"""A term's value as people write it, in English and Chinese."""

from __future__ import annotations

import datetime as dt

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
_YES, _NO = Text.of(en="yes", zh="是"), Text.of(en="no", zh="否")


def value_text(term: Term, labels: Labels, language: str) -> str:
    """The value of a term for a reader of ``language``."""
    kind = term_kinds()[term.name]
    match term.value:
        case Codes(codes=codes):
            named = labels.of(term.name, codes, language)
            return ("、" if language == "zh" else ", ").join(_plain(named[code]) for code in codes)
        case Flag(value=value):
            return _in(_YES if value else _NO, language)
        case Span(low=low, high=high):
            return _span(low, high, kind, language)
        case Amount(money=money):
            return money.display(language)
        case Period(start=start, end=end):
            return _period(start, end, language)


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
