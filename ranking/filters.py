"""Filters: every term, and what else a listing is, by name and value as people write them, compiled to constraints.

The same names serve the box (``cpc:H01M``), the command line and the query string. A value may be a code or its words in either language;
several values of one filter are alternatives, several filters must all hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from models.codes import (
    ClassificationSymbol,
    CodeError,
    Language,
    MoneyRange,
    PartialDate,
    PlaceTree,
    packaged_places,
    parse_office,
    parse_patent_number,
)
from models.constraints import Constraint, In, Interval, Not, Or, Overlap, Under, both
from models.errors import BadQuery
from models.listings import Standing
from models.messages import Message, Unfit, coded, shortened
from models.ports import Analyser
from models.text import Text
from models.validation import message_of
from models.vocabulary import TermKind, kinds, term_kinds
from ranking.question import FieldTerm

ALIASES = {
    "cpc": "field",
    "ipc": "field",
    "trl": "stage",
    "deal": "deal_type",
    "asset": "asset_kind",
    "status": "legal_status",
    "lang": "language",
    "patent": "number",
    "year": "published",
}
"""Shorter names that people type."""

_SEPARATORS = re.compile(r"\s*[,，;；、|]\s*")
_AMOUNT = r"(?:\d+(?:\.\d+)?|\.\d+)"
_RANGE = re.compile(rf"^(?P<low>{_AMOUNT})?\s*(?:\.\.|–|-|~|至)\s*(?P<high>{_AMOUNT})?$")
_BOUND = re.compile(rf"^(?P<sign>>=|<=|≥|≤|>|<)?\s*(?P<value>{_AMOUNT})$")
_NUMBERS_FORMS = "4, 4..6, >=6, <=6"
_FILTERS_ADVICE = Message(
    en="Write it in one of the forms that are read; docs/search.md lists every filter with what it takes.",
    zh="请按可用写法填写；docs/search.md 列出全部筛选条件及其取值。",
)
_DAY = r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?"
_DAYS = re.compile(rf"^(?P<low>{_DAY})?\s*(?P<to>\.\.|至)?\s*(?P<high>{_DAY})?$")
_DAY_BOUND = re.compile(rf"^(?P<sign>>=|<=|≥|≤)\s*(?P<day>{_DAY})$")

Convert = Callable[[MoneyRange], Iterable[MoneyRange]]
"""From a range of money to the same range in each currency that listings may be in, itself among them."""


@dataclass(frozen=True)
class Filters:
    """Compiles filters. ``convert`` spreads an amount over currencies by the operator's rates, so that new rates need no reindex.

    ``places``: the tree that names of places are read by, the operator's parks among them.
    """

    analyser: Analyser
    convert: Convert = lambda amount: (amount,)
    places: PlaceTree = field(default_factory=packaged_places)
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset({*BUILT_IN, *term_kinds(), *ALIASES}))

    def compile(self, terms: Sequence[FieldTerm]) -> Constraint:
        """All filters together. Raises ``BadQuery`` that names the filter, the value, and what is accepted."""
        alternatives: dict[tuple[str, bool], list[Constraint]] = {}
        for term in terms:
            name = ALIASES.get(term.name, term.name)
            alternatives.setdefault((name, term.negated), []).append(self._one(name, term.value))
        parts = []
        for (_, negated), options in alternatives.items():
            joined = options[0] if len(options) == 1 else Or(tuple(options))
            parts.append(Not(joined) if negated else joined)
        return both(*parts)

    def _one(self, name: str, value: str) -> Constraint:
        if not value.strip():
            raise BadQuery(
                Message(en="The filter '{name}' has no value.", zh="筛选条件“{name}”没有值。", name=name),
                advice=Message(en="Write it as {name}:VALUE.", zh="写法：{name}:值。", name=name),
            )
        if name == "party":
            return self._party(value)
        kind = term_kinds().get(name)
        if name not in BUILT_IN and kind is None:
            raise unknown_filter(name, self.names)
        try:
            return BUILT_IN[name](value) if kind is None else self._term(kind, value)
        except ValueError as error:
            raise BadQuery(
                Message(
                    en="The filter '{name}' cannot take '{value}': {why}.",
                    zh="筛选条件“{name}”不接受“{value}”：{why}。",
                    name=name,
                    value=shortened(value),
                    why=message_of(error).clause(),
                ),
                advice=_FILTERS_ADVICE,
            ) from error

    def _term(self, kind: TermKind, value: str) -> Constraint:
        match kind.type:
            case "codes":
                return self._place(kind, value) if kind.tree == "place" else _codes(kind, value)
            case "span":
                return Overlap(kind.key, _within(kind, _numbers(value)))
            case "money":
                return self._money(kind.key, value)
            case "dates":
                return Overlap(kind.key, period(value))
            case "flag":
                return In(kind.key, frozenset({_yes_or_no(value)}))

    def _money(self, name: str, value: str) -> Constraint:
        spans = [
            Overlap(f"{name}.{amount.currency}", Interval(_end(amount.low, -math.inf), _end(amount.high, math.inf)))
            for amount in self.convert(MoneyRange.parse(value))
        ]
        return spans[0] if len(spans) == 1 else Or(tuple(spans))

    def _place(self, kind: TermKind, value: str) -> Constraint:
        """A place or an address; where it is neither, several places apart by commas."""
        try:
            return Under(kind.key, str(self.places.parse(value)))
        except CodeError:
            parts = [part for part in _SEPARATORS.split(value.strip()) if part]
            if len(parts) < 2:
                raise
            return _any([Under(kind.key, str(self.places.parse(part))) for part in parts])

    def _party(self, value: str) -> Constraint:
        """A party's id, or all the words of its name."""
        words = self.analyser.word_texts(value)
        by_name = both(*(In("party_words", frozenset({word})) for word in words))
        return Or((In("party", frozenset({value})), by_name)) if words else In("party", frozenset({value}))


def unknown_filter(name: str, names: Iterable[str]) -> BadQuery:
    """What to answer to a filter that is not there: the nearest of ``names``, where one is near, and all of them."""
    known = sorted(names)
    near = get_close_matches(name, known, n=1)
    meant = [Message(en="Did you mean '{name}'?", zh="您是指“{name}”吗？", name=near[0])] if near else []
    every = Message(en="Filters are: {names}.", zh="可用的筛选条件：{names}。", names=known)
    return BadQuery(
        Message(en="There is no filter '{name}'.", zh="没有筛选条件“{name}”。", name=shortened(name)),
        advice=Message.joined([*meant, every]),
    )


def _codes(kind: TermKind, value: str) -> Constraint:
    given = [part for part in _SEPARATORS.split(value.strip()) if part]
    if kind.tree == "field":
        return _any([Under(kind.key, str(ClassificationSymbol.parse(part))) for part in given])
    if kind.key == "office":
        return In(kind.key, frozenset(map(parse_office, given)))
    if kind.key == "language":
        return In(kind.key, frozenset(str(Language.parse(part)) for part in given))
    return In(kind.key, frozenset(_code(kind.key, kind.values, part) for part in given))


def _any(options: Sequence[Constraint]) -> Constraint:
    return options[0] if len(options) == 1 else Or(tuple(options))


def _code(name: str, words: Mapping[str, Text], value: str) -> str:
    """The code that a value is, or whose words in any language it is; free codes are lower case joined by hyphens."""
    plain = value.strip().casefold()
    if not words:
        return "-".join(plain.split())
    for code, text in words.items():
        if plain.replace(" ", "_") == code or any(plain == label.casefold() for _, label in text.items()):
            return code
    raise BadQuery(
        Message(
            en="The filter '{name}' has no value '{value}'.",
            zh="筛选条件“{name}”没有取值“{value}”。",
            name=name,
            value=shortened(value),
        ),
        advice=Message(en="Values are: {values}.", zh="可用的取值：{values}。", values=coded(words)),
    )


def _numbers(value: str) -> Interval:
    plain = re.sub(r"(?i)^trl\s*", "", value.strip())
    if bound := _BOUND.match(plain):
        number = float(bound["value"])
        if bound["sign"] is None:
            return Interval(number, number)
        return Interval(low=number) if bound["sign"] in (">=", "≥", ">") else Interval(high=number)
    if (spread := _RANGE.match(plain)) and (spread["low"] or spread["high"]):
        return _ordered(_end(spread["low"], -math.inf), _end(spread["high"], math.inf))
    raise Unfit(Message(en="it takes numbers, written as {forms}", zh="须为数字，写法如 {forms}", forms=_NUMBERS_FORMS))


def _ordered(low: float, high: float) -> Interval:
    if low > high:
        raise Unfit(Message(en="its beginning comes after its end", zh="起点在终点之后"))
    return Interval(low, high)


def _within(kind: TermKind, asked: Interval) -> Interval:
    """The same, where its ends are values that the term can have: nothing passes any other."""
    least, most = _end(kind.low, -math.inf), _end(kind.high, math.inf)
    if any(math.isfinite(end) and not least <= end <= most for end in (asked.low, asked.high)):
        raise Unfit(
            Message(
                en="it takes {least} to {most} ({unit}), written as {forms}",
                zh="取值范围为{least}至{most}，写法如 {forms}",
                least=f"{least:g}",
                most=f"{most:g}",
                unit=kind.unit,
                forms=_NUMBERS_FORMS,
            )
        )
    return asked


def period(value: str) -> Interval:
    """Days as proleptic ordinals from ``2015``, ``2015-03``, ``2010..2015``, ``>=2015-01-01``."""
    plain = value.strip()
    if bound := _DAY_BOUND.match(plain):
        first, last = _days(bound["day"])
        return Interval(low=first) if bound["sign"] in (">=", "≥") else Interval(high=last)
    spread = _DAYS.match(plain)
    if spread is None or not (spread["low"] or spread["high"]):
        raise Unfit(
            Message(
                en="dates are written as 2015, 2015-03, 2010..2015 or >=2015-01-01",
                zh="日期写法如 2015、2015-03、2010..2015、>=2015-01-01",
            )
        )
    if not spread["to"]:
        return Interval(*_days(spread["low"] or spread["high"]))
    low = _days(spread["low"])[0] if spread["low"] else -math.inf
    return _ordered(low, _days(spread["high"])[1] if spread["high"] else math.inf)


def _days(text: str) -> tuple[float, float]:
    """The first and the last day of a year, a month or a day."""
    found = PartialDate(*(int(part) for part in text.split("-")))
    return found.first.toordinal(), found.last.toordinal()


def _yes_or_no(value: str) -> str:
    plain = value.strip().casefold()
    if plain in {"yes", "true", "1", "是"}:
        return "yes"
    if plain in {"no", "false", "0", "否"}:
        return "no"
    raise Unfit(Message(en="it takes yes or no", zh="须为“是”或“否”（yes、no）"))


def _end(value: object, absent: float) -> float:
    return absent if value is None or value == "" else float(str(value))


def _kind(value: str) -> Constraint:
    names = {key: kind.name for key, kind in kinds().items()}
    return In("kind", frozenset(_code("kind", names, part) for part in _SEPARATORS.split(value.strip()) if part))


def _profile(value: str) -> Constraint:
    names = {key: words for kind in kinds().values() for key, words in kind.profiles.items()}
    return In("profile", frozenset(_code("profile", names, part) for part in _SEPARATORS.split(value.strip()) if part))


STANDINGS = {
    Standing.OFFERED.value: Text.of(en="offered by its owner", zh="自主发布"),
    Standing.CLAIMED.value: Text.of(en="claimed", zh="已认领"),
    Standing.PUBLIC_RECORD.value: Text.of(en="public record", zh="公开记录"),
}
"""The words for who stands behind a listing."""


def _standing(value: str) -> Constraint:
    codes = (_code("standing", STANDINGS, part) for part in _SEPARATORS.split(value.strip()) if part)
    return In("standing", frozenset(codes))


def _verbatim(name: str) -> Callable[[str], Constraint]:
    return lambda value: In(name, frozenset(part for part in _SEPARATORS.split(value.strip()) if part))


def _role(value: str) -> Constraint:
    words = term_kinds()["party_role"].values
    return In("role", frozenset(_code("role", words, part) for part in _SEPARATORS.split(value.strip()) if part))


def _number(value: str) -> Constraint:
    """A right by its number, as people write it; one that is no patent's stands as it is."""
    keys = {value.strip()}
    try:
        keys.add(parse_patent_number(value).key)
    except CodeError:
        keys.update(part for part in _SEPARATORS.split(value.strip()) if part)
    return In("number", frozenset(keys))


BUILT_IN: dict[str, Callable[[str], Constraint]] = {
    "kind": _kind,
    "profile": _profile,
    "standing": _standing,
    "source": _verbatim("source"),
    "side": _verbatim("side"),
    "listing": _verbatim("listing"),
    "role": _role,
    "number": _number,
    "published": lambda value: Overlap("published", period(value)),
    "party": _verbatim("party"),
}
