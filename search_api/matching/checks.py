"""Checks in words: what a demand asks, what answers it, and what both have in common, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from models.codes import CodeError, Currency, RateTable
from models.constraints import Fact, Interval, Outcome
from models.terms import ALL, SHARE, Weight
from ranking.matching.checks import Check, to_confirm
from ranking.matching.demands import Demand
from search_api.labels import WEIGHTS, Labels, day
from search_api.listings.values import fact_text
from search_api.matching.schemas import CheckView
from search_api.matching.wording import ASKS, OUTCOMES, clauses, labelled, listed, say
from search_api.search.notices import source_of

MOST_CODES = 4
"""Codes of one term that a check tells; of more the number of the rest."""

FIGURES = 3
"""Figures of a converted amount: a rate tells no more."""

Above = Callable[[str, str], frozenset[str]]
"""From a tree and a code to the code and everything above it."""


@dataclass(frozen=True)
class CheckWords:
    """Tells checks to readers of one language. ``rates`` and ``today`` say by what an amount was compared."""

    labels: Labels
    language: str
    rates: RateTable
    today: dt.date
    above: Above

    def view(self, check: Check, of: str, *, choice: bool = False) -> CheckView:
        """A check of the listing ``of``. ``choice``: it is one of several of which one is enough."""
        demand = check.demand
        return CheckView(
            of=of,
            term=demand.key,
            label=self.label(demand),
            weight=demand.weight.value,
            weight_label=WEIGHTS[demand.weight.value].best(self.language)[1],
            outcome=check.outcome.value,
            outcome_label=OUTCOMES[check.outcome].best(self.language)[1],
            text=clauses([self.text(check), say("choice", self.language)], self.language)
            if choice
            else self.text(check),
            degree=round(check.degree, 4),
            decides=check.decides,
            to_confirm=to_confirm(check),
            converted=self.converted(check),
        )

    def told(self, check: Check) -> str:
        """A check with what it is about before it."""
        return labelled(self.label(check.demand), self.text(check), self.language)

    def label(self, demand: Demand) -> str:
        """What the term is called, with the rights that it is asked of."""
        of = []
        if demand.among:
            of.append(self.labels.one("asset_kind", demand.among, self.language))
        of += [say(end, self.language) for end in (ALL, SHARE) if demand.key.endswith(end)]
        name = demand.kind.name.best(self.language)[1]
        if not of:
            return name
        return f"{name}（{listed(of, self.language)}）" if self.language == "zh" else f"{name} ({listed(of, 'en')})"

    def text(self, check: Check) -> str:
        """What is asked, what is stated, and what both have in common."""
        parts = [self.asks(check.demand)]
        if check.outcome is Outcome.NOT_STATED and not check.stated:
            return clauses([*parts, say("silent_other", self.language)], self.language)
        if check.stated:
            parts.append(say("stated", self.language, stated=self._stated(check)))
        if check.outcome is Outcome.MET and (common := self._common(check)):
            parts.append(say("common", self.language, common=common))
        if (by := self.converted(check)) is not None:
            parts.append(by)
        return clauses(parts, self.language)

    def asks(self, demand: Demand) -> str:
        """What is asked, and how insistently."""
        either = not demand.key.endswith(ALL)
        words = " / ".join(
            self._value(demand.term, fact, currency, either=either) for currency, fact in sorted(demand.asked.items())
        )
        if demand.limit:
            return say("limit" if demand.kind.type == "codes" else "limit_span", self.language, asked=words)
        return ASKS[demand.weight].best(self.language)[1].format(asked=words)

    def converted(self, check: Check) -> str | None:
        """By which rates, and of which day, an amount in another currency was compared; ``None`` where none was."""
        if not self._is_converted(check):
            return None
        source = source_of(self.rates.source, self.language)
        dates = [self._dated(code) for code in (*check.demand.asked, *check.stated)]
        known = [one for one in dates if one is not None]
        if not known:
            return say("converted_undated", self.language, source=source)
        return say("converted", self.language, source=source, day=day(max(known), self.language))

    def _is_converted(self, check: Check) -> bool:
        """Whether what is stated is in no currency that was asked in, and there are rates between them."""
        if check.demand.kind.type != "money" or not check.stated or set(check.stated) & set(check.demand.asked):
            return False
        have = {str(code) for code in self.rates.currencies}
        return bool(have & set(check.stated)) and bool(have & set(check.demand.asked))

    def _dated(self, currency: str) -> dt.date | None:
        try:
            return self.rates.dated(Currency(currency), self.today)
        except CodeError:
            return None

    def _stated(self, check: Check) -> str:
        return " / ".join(
            self._value(check.demand.term, self._telling(check.demand, fact), currency)
            for currency, fact in sorted(check.stated.items())
        )

    def _common(self, check: Check) -> str:
        """What both have in common, where that says more than what one of them said; codes of a tree meet without being the same."""
        demand, common = check.demand, check.common
        if common is None:
            return "" if demand.kind.tree or demand.weight is Weight.EXCLUDED else self._common_codes(check)
        if not self._is_converted(check):
            alike = common in (*demand.asked.values(), *check.stated.values())
            return "" if alike else self._value(demand.term, common, self._asked_in(demand.asked, common))
        rough = Interval(_rough(common.low), _rough(common.high))
        currency = self._asked_in(demand.asked, common)
        return say("about", self.language, amount=self._value(demand.term, rough, currency))

    def _common_codes(self, check: Check) -> str:
        asked, stated = check.demand.asked.get(""), check.stated.get("")
        if not isinstance(asked, frozenset) or not isinstance(stated, frozenset):
            return ""
        common = asked & stated
        return "" if common in (asked, stated, frozenset()) else self._value(check.demand.term, common, "")

    def _asked_in(self, asked: Mapping[str, Fact], common: Interval) -> str:
        """The currency in which what is in common is told: that of the amount that holds it."""
        holding = (code for code, fact in sorted(asked.items()) if isinstance(fact, Interval) and common.inside(fact))
        return next(holding, min(asked))

    def _telling(self, demand: Demand, fact: Fact) -> Fact:
        """Of many codes those that have something to do with what is asked."""
        asked = demand.asked.get("")
        if isinstance(fact, Interval) or not isinstance(asked, frozenset) or len(fact) <= MOST_CODES:
            return fact
        tree = demand.kind.tree
        near = {code for code in fact if code in asked or (tree and self._related(tree, code, asked))}
        return frozenset(sorted(near)[:MOST_CODES]) if near else fact

    def _related(self, tree: str, code: str, asked: frozenset[str]) -> bool:
        above = self.above(tree, code)
        return bool(above & asked) or any(code in self.above(tree, one) for one in asked)

    def _value(self, term: str, fact: Fact, currency: str, *, either: bool = False) -> str:
        return fact_text(term, fact, self.labels, self.language, currency=currency, most=MOST_CODES, either=either)


def _rough(amount: float) -> float:
    """An amount to three figures; an open end stays open."""
    if amount in {float("inf"), float("-inf"), 0.0}:
        return amount
    exact = Decimal(repr(amount))
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - FIGURES + 1), ROUND_HALF_EVEN))
