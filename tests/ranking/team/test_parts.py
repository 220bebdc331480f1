"""Parts of a whole in round figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.constraints import Interval
from ranking.team.parts import HUNDREDTHS, Whole, carried
from ranking.team.problem import Candidate

ROLE = "lender"


def risk() -> Whole:
    return Whole("risk", 100 * HUNDREDTHS, 100 * HUNDREDTHS, frozenset({ROLE}))


def amount(total: float, least: float | None = None) -> Whole:
    low = total if least is None else least
    return Whole("amount", round(total * HUNDREDTHS), round(low * HUNDREDTHS), frozenset({ROLE}))


def shares(whole: Whole, *spans: tuple[float, float] | None) -> list[float]:
    stated = [None if span is None else Interval(*span) for span in spans]
    members = [Candidate(ROLE, f"one-{n}", f"one-{n}", 0.5, risk=span, amount=span) for n, span in enumerate(stated)]
    return [share / HUNDREDTHS for share in carried(whole, members)]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ([None, (20, 80)], [60, 40]),
        ([None, (0, 80), (15, 15)], [45, 40, 15]),
        ([(33, 33), None], [33, 67]),
        ([(12.5, 12.5), None], [12.5, 87.5]),
        ([(100, 100), None], [100, 0]),
    ],
)
def test_shares_of_the_risk_are_multiples_of_five_where_what_is_stated_allows_it(
    stated: list[tuple[float, float] | None], told: list[float]
) -> None:
    assert sum(told) == 100
    found = shares(risk(), *stated)
    assert sum(found) == 100
    assert sorted(one % 5 for one in found) == sorted(one % 5 for one in told)
    assert all(span is None or span[0] <= one <= span[1] for one, span in zip(found, stated, strict=True))


def test_amounts_are_told_as_people_would_sign_them() -> None:
    assert shares(amount(130e6, 100e6), (10e6, 50e6), (29.2e6, 87.6e6)) == [50e6, 80e6]
    assert shares(amount(10e6), (1e6, 4e6), (1e6, 4e6), (1e6, 4e6)) == [3.5e6, 3.5e6, 3e6]
    assert shares(amount(12_345_678), None, None) == [6_345_678, 6_000_000]
    assert shares(amount(12_345_678), None) == [12_345_678]


def test_of_a_span_as_much_as_a_round_figure_can_be_is_shared() -> None:
    two = (0, 46_910_569), (0, 58_111_222)
    assert shares(amount(130e6, 100e6), *two) == [46e6, 58e6]
    assert shares(amount(130e6, 104.5e6), *two) == [46.91e6, 58.11e6]
    assert shares(amount(130e6, 105_021_791), *two) == [46_910_569, 58_111_222]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Whole, list[tuple[float, float] | None]]:
    total = draw(st.sampled_from([100.0, 1e4, 123_456.78, 10e6, 12_345_678.0, 130e6]))
    ends = st.floats(0, total).map(lambda value: round(value, 2))
    pair = st.tuples(ends, ends).map(lambda both: (min(both), max(both)))
    spans = draw(st.lists(st.one_of(st.none(), pair), min_size=1, max_size=4))
    whole = risk() if draw(st.booleans()) and total == 100 else amount(total, draw(st.sampled_from([None, total / 2])))
    return whole, spans


@given(case=cases())
def test_parts_lie_within_what_is_stated_and_add_up_exactly(
    case: tuple[Whole, list[tuple[float, float] | None]],
) -> None:
    whole, spans = case
    low = sum(round(span[0] * HUNDREDTHS) for span in spans if span)
    high = sum(whole.total if span is None else round(span[1] * HUNDREDTHS) for span in spans)
    if not (low <= whole.total and whole.least <= high):
        return
    found = [round(one * HUNDREDTHS) for one in shares(whole, *spans)]
    most = min(whole.total, high)
    assert max(whole.least, low) <= sum(found) <= most
    assert sum(found) == most or whole.least < whole.total
    for one, span in zip(found, spans, strict=True):
        assert one >= 0
        assert span is None or round(span[0] * HUNDREDTHS) <= one <= round(span[1] * HUNDREDTHS)
