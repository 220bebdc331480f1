"""What a demand finds in another listing: met, failed or not stated, how nearly, and what the two have in common."""

import pytest

from models.constraints import Interval, Outcome
from ranking.matching.checks import LEAST_MET, MET_WORTH, NEAR, checks, fails, passes, rule_checks, to_confirm
from ranking.matching.demands import demands_of
from ranking.matching.features import term_features
from tests.listing_facts import CONTEXT, right

MET, FAILED, NOT_STATED = Outcome.MET, Outcome.FAILED, Outcome.NOT_STATED


@pytest.fixture
def found(write):
    """The checks of some terms against a listing."""

    def checked(terms, facts):
        return checks(demands_of(write.facts("mandate", name="asker", seeks=terms)), facts, CONTEXT)

    return checked


@pytest.fixture
def one(write, found):
    """The check of one wish."""

    def checked(name, asked, facts, **more):
        (only,) = found([write.term(name, asked, **{"weight": "preferred", **more})], facts)
        return only

    return checked


def test_what_two_amounts_have_in_common_is_told(write, found):
    """Asks for CNY 5–20 million, and the other lends up to 10 million."""
    borrower = write.facts("need", seeks=[write.term("loan", "CNY 5-20 million")])
    (check,) = checks(demands_of(borrower), write.facts("mandate", loan="up to CNY 10 million"), CONTEXT)
    assert (check.outcome, check.common) == (MET, Interval(5e6, 1e7))
    assert check.stated == {"CNY": Interval(float("-inf"), 1e7)}
    assert check.degree == pytest.approx(LEAST_MET + (1 - LEAST_MET) / 3)


def test_what_amounts_have_in_common_is_told_in_the_currency_that_was_asked(one, write):
    check = one("raising", "CNY 5-20 million", write.facts("project", raising="USD 1-10 million"))
    assert (check.outcome, check.common) == (MET, Interval(8e6, 2e7))
    assert check.stated == {"USD": Interval(1e6, 1e7)}


def test_a_single_amount_within_what_was_asked_is_met_wholly(one, write):
    assert one("raising", "CNY 5-20 million", write.facts("project", raising="CNY 8 million")).degree == 1
    assert one("raising", "from CNY 5 million", write.facts("project", raising="CNY 8-9 million")).degree == 1


def test_an_amount_that_is_nearer_counts_for_more(one, write):
    degrees = [
        one("raising", "CNY 5-20 million", write.facts("project", raising=amount)).degree
        for amount in ("CNY 21 million", "CNY 40 million", "CNY 400 million", "CNY 4.5 million", "CNY 1 million")
    ]
    assert NEAR > degrees[0] > degrees[1] > degrees[2] >= 0
    assert NEAR > degrees[3] > degrees[4] >= 0


def test_a_field_that_is_nearer_counts_for_more(one, write):
    near = [
        one("field", "H01M10/0525", write.facts(field=field)).degree
        for field in ("H01M10/0525", "H01M10/00", "H01M4/00", "H01L21/67", "G06F")
    ]
    assert near == sorted(near, reverse=True)
    assert near[0] == 1
    assert near[-1] == 0


def test_a_round_that_is_the_next_one_counts_for_more_than_one_further_off(one, write):
    degrees = [one("round", "a", write.facts("project", round=code)).degree for code in ("a", "b", "pre-a", "growth")]
    assert degrees[0] == 1
    assert NEAR > degrees[1] == degrees[2] > degrees[3] > 0


def test_another_code_of_what_has_no_order_and_no_tree_is_worth_nothing(one, write):
    assert one("fund_currency", "CNY", write.facts("mandate", fund_currency="USD")).degree == 0


def test_years_are_told_as_years_though_days_are_recorded(one, write):
    check = one(
        "remaining_life", (8, None), write.facts(rights=[right(years=10), right(years=12)]), subject="any_asset"
    )
    assert check.outcome is MET
    assert (check.stated[""].low, check.stated[""].high) == pytest.approx((10, 12), abs=0.01)
    assert one("company_age", (1, None), write.facts("project", founded="2024-11-23")).stated[""].low == pytest.approx(
        2, abs=0.01
    )


def test_all_rights_are_as_near_as_the_furthest_of_them(one, write):
    degrees = [
        one(
            "remaining_life", (8, None), write.facts(rights=[right(years=years), right(years=15)]), subject="all_assets"
        ).degree
        for years in (9, 7, 4, 1)
    ]
    assert degrees[0] == 1
    assert NEAR > degrees[1] > degrees[2] > degrees[3] > 0


def test_of_all_rights_one_that_is_too_old_is_told_though_another_is_not_known(one, write):
    check = one("remaining_life", (8, None), write.facts(rights=[right(years=3), right()]), subject="all_assets")
    assert check.outcome is FAILED
    assert check.stated[""].low == pytest.approx(3, abs=0.01)


def test_days_are_near_by_years(one, write):
    degrees = [
        one("open", ("2026-12-01", "2027-02-01"), write.facts("mandate", open=day)).degree
        for day in ("2027-02-10", "2029-02-10")
    ]
    assert NEAR > degrees[0] > 0.8 * NEAR > degrees[1]


def test_what_is_not_stated_has_no_degree_and_nothing_in_common(one, write):
    check = one("stage", (4, 9), write.facts())
    assert (check.outcome, check.degree, check.stated, check.common) == (NOT_STATED, 0, {}, None)


@pytest.mark.parametrize(("confirm", "passed"), [(True, True), (False, False)])
def test_a_required_term_that_is_not_stated_is_to_confirm_or_fails(write, found, confirm, passed):
    checked = found([write.term("stage", (4, 9), confirm=confirm)], write.facts())
    assert (passes(checked), to_confirm(checked[0]), fails(checked[0])) == (passed, passed, not passed)


def test_a_wish_never_fails_a_match_and_is_never_to_confirm(write, found):
    checked = found(
        [write.term("stage", (4, 9), "preferred"), write.term("place", "DE", "preferred")], write.facts(stage=1)
    )
    assert {check.outcome for check in checked} == {FAILED, NOT_STATED}
    assert passes(checked)
    assert not any(map(to_confirm, checked))


def test_an_excluded_place_fails_for_who_is_there_and_is_to_confirm_where_none_is_stated(write, found):
    terms = [write.term("place", "CN-JS", "excluded")]
    outcomes = {place: found(terms, write.facts(place=place)) for place in ("CN-JS", "DE", None)}
    assert {place: (checked[0].outcome, passes(checked)) for place, checked in outcomes.items()} == {
        "CN-JS": (FAILED, False),
        "DE": (MET, True),
        None: (NOT_STATED, True),
    }
    assert to_confirm(outcomes[None][0])


@pytest.fixture
def eight_or_four(write):
    return [
        write.term("remaining_life", (years, None), subject="any_asset", among=kind)
        for kind, years in (("invention", 8), ("utility_model", 4))
    ]


def test_of_alternatives_one_that_is_met_decides(write, found, eight_or_four):
    checked = found(eight_or_four, write.facts(rights=[right(years=9), right("utility_model")]))
    assert {check.demand.among: check.outcome for check in checked} == {"invention": MET, "utility_model": NOT_STATED}
    assert passes(checked)
    assert not any(map(to_confirm, checked))


def test_of_alternatives_the_best_counts(write, found, eight_or_four):
    young, mixed = (
        term_features(found(eight_or_four, write.facts(rights=rights)))
        for rights in ([right(years=9)], [right(years=9), right("utility_model", years=1)])
    )
    assert young["assets"] == mixed["assets"] == MET_WORTH


def test_of_alternatives_one_that_nobody_can_tell_keeps_the_match_open(write, found, eight_or_four):
    checked = found(eight_or_four, write.facts(rights=[right(), right("utility_model", years=1)]))
    assert passes(checked)
    assert [check.demand.among for check in checked if to_confirm(check)] == ["invention"]


def test_alternatives_that_all_fail_all_tell_why(write, found, eight_or_four):
    checked = found(eight_or_four, write.facts(rights=[right(years=5), right("utility_model", years=1)]))
    assert not passes(checked)
    assert [fails(check) for check in checked] == [True, True]


def test_the_rules_that_have_something_to_say_are_told_with_their_outcome(write):
    said = {one.rule: one.outcome for one in rule_checks(write.facts("need", name="a"), write.facts(name="b"), CONTEXT)}
    assert said == {"own": MET, "open": MET}
