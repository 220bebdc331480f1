"""Terms as facts that filters and checks are asked of."""

import datetime as dt
import math

from indexer.facts import term_facts
from models.codes import MoneyRange
from models.constraints import ABOVE, Interval
from models.listings import Listing, Side
from models.terms import Amount, Codes, Flag, Period, Span, Term, Weight
from models.text import Text

TREES = {
    "field": lambda code: [code[:end] for end in (1, 3, 4, len(code))],
    "place": lambda code: [code, code.split("-", maxsplit=1)[0]],
}


def facts(offers: list[Term], seeks: list[Term] | None = None) -> dict[str, object]:
    listing = Listing(
        id="m-1",
        kind="mandate",
        title=Text.of(en="Loans"),
        offers=Side(terms=tuple(offers)),
        seeks=Side(terms=tuple(seeks or [])),
    )
    return dict(term_facts(listing, TREES))


def test_every_type_of_value_is_a_fact() -> None:
    found = facts(
        [
            Term(name="deal_type", value=Codes(codes=("pledge_loan",))),
            Term(name="tenor", value=Span(high=36)),
            Term(name="loan", value=Amount(money=MoneyRange.parse("CNY 5–20 million"))),
            Term(name="open", value=Period(start=dt.date(2026, 1, 1))),
            Term(name="sole_collateral", value=Flag(value=True)),
        ]
    )
    assert found["deal_type"] == frozenset({"pledge_loan"})
    assert found["tenor"] == Interval(-math.inf, 36)
    assert found["loan.CNY"] == Interval(5e6, 2e7)
    assert found["open"] == Interval(dt.date(2026, 1, 1).toordinal(), math.inf)
    assert found["sole_collateral"] == frozenset({"yes"})


def test_codes_of_a_tree_bring_what_is_above_them() -> None:
    found = facts([], [Term(name="field", value=Codes(codes=("H01M10/05",)))])
    assert found["field" + ABOVE] == found["prefers.field" + ABOVE] == frozenset({"H", "H01", "H01M", "H01M10/05"})


def test_a_term_stands_under_its_own_name_and_its_sides() -> None:
    found = facts(
        [Term(name="stage", value=Span(low=4, high=4))],
        [Term(name="stage", value=Span(low=6), weight=Weight.REQUIRED)],
    )
    assert found["stage"] == found["offers.stage"] == Interval(4, 4)
    assert found["requires.stage"] == Interval(6, math.inf)
    assert found["requires"] == frozenset({"stage"})
    assert "prefers.stage" not in found


def test_codes_of_both_sides_are_found_together() -> None:
    found = facts(
        [Term(name="place", value=Codes(codes=("CN-BJ",)))], [Term(name="place", value=Codes(codes=("CN-SH",)))]
    )
    assert found["place"] == frozenset({"CN-BJ", "CN-SH"})
    assert found["prefers.place"] == frozenset({"CN-SH"})


def test_of_two_spans_both_hold_and_both_are_excluded() -> None:
    def stages(weight: Weight) -> list[Term]:
        spans = (Span(low=1, high=3), Span(low=2, high=5))
        return [Term(name="stage", value=span, weight=weight) for span in spans]

    assert facts([], stages(Weight.REQUIRED))["requires.stage"] == Interval(2, 3)
    assert facts([], stages(Weight.EXCLUDED))["excludes.stage"] == Interval(1, 5)
