"""Spans of numbers as people write them: ``TRL 4-6``, ``≥8``, ``至少8年``, ``up to 36 months``, ``3.45–4.2 %``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from indexer.sources.forms.columns import words
from models.messages import Message, Unfit
from models.terms import Span
from models.vocabulary import TermKind

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~～", "-"))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FROM = r"(?:>=|≥|>|from|at least|min(?:imum)?|不低于|不少于|至少|大于等于|大于)"
_TO = r"(?:<=|≤|<|up to|at most|max(?:imum)?|不超过|不高于|至多|最多|小于等于|小于)"
_ABOVE = r"(?:\+|or more|and more|以上|及以上|起)"
_BELOW = r"(?:or less|以下|以内|及以下)"
_UNITS = {
    "months": "月",
    "years": "年",
    "percent": "%",
    "TRL": "技术成熟度",
    "rights": "件",
    "deals": "笔",
    "cases a month": "件/月",
}
"""Units as readers of Chinese know them."""

_MONTHS = re.compile(r"months?|个月|月")
_YEARS = re.compile(r"years?|yrs?|年")


def read_span(kind: TermKind, cell: str) -> Span:
    """The span that a cell states, in the term's unit. Raises ``ValueError`` with the forms that are read."""
    text = unicodedata.normalize("NFKC", cell).translate(_DASHES).casefold().strip()
    times = _conversion(kind, text)
    bare = " ".join(_unit_words(kind.unit or "").sub(" ", text).split())
    low, high = _ends(bare, cell, kind)
    span = Span(low=_converted(low, times), high=_converted(high, times))
    _check_bounds(kind, span, cell)
    return span


def _ends(bare: str, cell: str, kind: TermKind) -> tuple[float | None, float | None]:
    if match := re.fullmatch(rf"({_NUMBER})\s?(?:-|to|至|到|\.\.)\s?({_NUMBER})", bare):
        return _figure(match[1]), _figure(match[2])
    if match := re.fullmatch(rf"{_FROM}\s?({_NUMBER})|({_NUMBER})\s?(?:{_ABOVE}|-|\.\.)", bare):
        return _figure(match[1] or match[2]), None
    if match := re.fullmatch(rf"{_TO}\s?({_NUMBER})|({_NUMBER})\s?{_BELOW}|(?:-|\.\.)({_NUMBER})", bare):
        return None, _figure(match[1] or match[2] or match[3])
    if match := re.fullmatch(_NUMBER, bare):
        return _figure(match[0]), _figure(match[0])
    raise Unfit(
        Message(
            en="'{cell}' is not a number or range in {unit}; accepted are: 4, 4-6, ≥ 4, 4+, up to 6, 不低于4, 不超过6.",
            zh="“{cell}”不是数字或范围（单位：{unit}）；可写：4、4-6、≥ 4、4+、不低于4、不超过6。",
            cell=cell,
            unit=_unit(kind),
        )
    )


def _unit(kind: TermKind) -> Message:
    unit = kind.unit or ""
    return Message(en=unit, zh=_UNITS.get(unit, unit))


def _bound(end: float | None, open_end: str) -> str:
    return open_end if end is None else f"{end:g}"


def _figure(text: str) -> float:
    return float(text.replace(",", ""))


def _converted(value: float | None, times: float) -> float | None:
    return None if value is None else round(value * times, 6)


def _conversion(kind: TermKind, text: str) -> float:
    """What the figures are multiplied by where they are given in years for months, or in months for years."""
    if kind.unit == "months" and _YEARS.search(text) and not _MONTHS.search(text):
        return 12
    if kind.unit == "years" and _MONTHS.search(text) and not _YEARS.search(text):
        return 1 / 12
    return 1


@cache
def _unit_words(unit: str) -> re.Pattern[str]:
    named = {*words("unit").get(unit, ()), unit.casefold()} - {""}
    if unit in {"months", "years"}:
        named |= {*words("unit")["months"], *words("unit")["years"]}
    longest_first = sorted(named, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first) or r"(?!)")


def _check_bounds(kind: TermKind, span: Span, cell: str) -> None:
    ends = [end for end in (span.low, span.high) if end is not None]
    if any((kind.low is not None and end < kind.low) or (kind.high is not None and end > kind.high) for end in ends):
        raise Unfit(
            Message(
                en="'{cell}' is outside {low} to {high} {unit}.",
                zh="“{cell}”超出{low}至{high}的范围（单位：{unit}）。",
                cell=cell,
                low=_bound(kind.low, "-∞"),
                high=_bound(kind.high, "∞"),
                unit=_unit(kind),
            )
        )
