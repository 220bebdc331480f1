"""What a listing asks of another, and who is retrieved for it."""

import pytest

from models.constraints import EVERYTHING, In, Interval, passes
from models.terms import Weight
from ranking.matching.context import Context
from ranking.matching.demands import demands_of, required_by_others, required_of_others
from tests.listing_facts import CONTEXT, TODAY, right

EVERY_GROUP = ["place", "field", "raising", "remaining_life", "remaining_life@all", "stage"]


def fits(asker, other):
    """Whether ``asker`` would retrieve ``other``; ``other`` would be told so from its own side."""
    there = passes(required_of_others(demands_of(asker), CONTEXT), other)
    back = passes(required_by_others(other, EVERY_GROUP, CONTEXT), asker)
    assert there is back
    return there


@pytest.fixture
def lender(write):
    """A mandate that seeks these terms."""
    return lambda *terms: write.facts("mandate", name="lender", seeks=terms)


def test_hard_demands_come_first_and_keep_their_weight(write):
    wish, must, never = (
        write.term("industry", "chips", "preferred"),
        write.term("stage", (4, 9)),
        write.term("place", "DE", "excluded"),
    )
    found = demands_of(write.facts("mandate", seeks=[wish, must, never]))
    assert [(one.term, one.weight) for one in found] == [
        ("place", Weight.EXCLUDED),
        ("stage", Weight.REQUIRED),
        ("industry", Weight.PREFERRED),
    ]


def test_what_is_only_stated_on_the_seeking_side_is_a_wish(write):
    (one,) = demands_of(write.facts("need", seeks=[write.term("stage", (4, 9), "stated")]))
    assert (one.weight, one.hard) == (Weight.PREFERRED, False)


def test_a_listing_that_asks_for_nothing_takes_everything(write):
    assert required_of_others(demands_of(write.facts()), CONTEXT) == EVERYTHING


def test_a_service_is_for_whom_its_offer_says(write):
    (place,) = demands_of(write.facts("service", place="CN-JS", service_type="prosecution"))
    assert (place.term, place.weight, place.limit) == ("place", Weight.PREFERRED, True)


def test_what_a_service_says_of_whom_it_seeks_stands_before_its_offer(write):
    found = demands_of(write.facts("service", field="H01M", seeks=[write.term("field", "G06F")]))
    assert [(one.asked[""], one.limit) for one in found] == [(frozenset({"G06F"}), False)]


@pytest.mark.parametrize(
    ("asked", "stated", "found"),
    [
        ("H01M", "H01M10/0525", True),
        ("H01M10/0525", "H01M", True),
        ("H01M", "H01M", True),
        ("H01M10/0525", "H01", False),
        ("H01M", "H01L21/67", False),
    ],
    ids=["under", "broader", "same", "too broad to tell", "another"],
)
def test_a_field_is_met_under_it_or_by_a_broader_one_that_tells(write, lender, asked, stated, found):
    assert fits(lender(write.term("field", asked)), write.facts(field=stated)) is found


def test_the_classes_of_the_rights_are_the_field_where_no_other_is_stated(write, lender):
    asked = lender(write.term("field", "H01M"))
    assert fits(asked, write.facts(rights=[right(fields=("H01M10/0525",))]))
    assert not fits(asked, write.facts(rights=[right(fields=("G06F",))]))


@pytest.mark.parametrize(
    ("asked", "stated", "found"),
    [
        ("CN", "CN-JS", True),
        ("CN-JS", "CN", True),
        ("CN-JS", "CN-BJ", False),
        ("CN-110108", "park:willow", True),
        ("park:willow", "CN-110108", True),
        ("park:river", "CN-BJ", True),
        ("park:willow", "CN-110105", False),
    ],
)
def test_a_place_is_met_in_it_or_by_who_covers_all_of_it(write, lender, asked, stated, found):
    assert fits(lender(write.term("place", asked)), write.facts(place=stated)) is found


def test_a_listing_is_where_its_party_is_if_it_says_nothing_else(write, lender):
    asked = lender(write.term("place", "CN-JS"))
    assert fits(asked, write.facts(at="CN-JS"))
    assert not fits(asked, write.facts(at="CN-JS", place="DE"))


def test_an_excluded_place_keeps_out_who_is_in_it_and_nobody_else(write, lender):
    asked = lender(write.term("place", "CN-JS", "excluded"))
    found = {place: fits(asked, write.facts(place=place)) for place in ("CN-JS", "CN", "DE", None)}
    assert found == {"CN-JS": False, "CN": True, "DE": True, None: True}


def test_what_is_not_stated_passes_unless_it_is_insisted_on(write, lender):
    silent = write.facts()
    assert fits(lender(write.term("stage", (4, 9))), silent)
    assert not fits(lender(write.term("stage", (4, 9), confirm=False)), silent)


def test_stages_meet_where_they_share_a_level(write, lender):
    asked = lender(write.term("stage", (4, 6)))
    assert [fits(asked, write.facts(stage=stage)) for stage in ((6, 9), (7, 9), 5)] == [True, False, True]


EIGHT_OR_FOUR = (("invention", 8), ("utility_model", 4))


@pytest.fixture
def eight_or_four(write, lender):
    """A lender who takes an invention with eight years left, or a utility model with four."""
    return lambda **more: lender(
        *(
            write.term("remaining_life", (years, None), subject="any_asset", among=kind, **more)
            for kind, years in EIGHT_OR_FOUR
        )
    )


@pytest.mark.parametrize(
    ("rights", "found"),
    [
        ([right(years=9)], True),
        ([right(years=7)], False),
        ([right("utility_model", years=5)], True),
        ([right("utility_model", years=3)], False),
        ([right(years=7), right("utility_model", years=5)], True),
        ([right("trademark", years=9)], False),
    ],
    ids=["invention", "old invention", "utility model", "old utility model", "one of two", "neither"],
)
def test_an_invention_with_eight_years_left_or_a_utility_model_with_four(write, eight_or_four, rights, found):
    assert fits(eight_or_four(), write.facts(rights=rights)) is found


@pytest.mark.parametrize(
    "rights",
    [[right()], [right(), right("utility_model", years=3)], [right(years=7), right()], []],
    ids=[
        "its day is not known",
        "the other alternative fails",
        "another of its kind is too old",
        "no rights are named",
    ],
)
def test_years_that_nobody_knows_are_to_confirm_unless_they_are_insisted_on(write, eight_or_four, rights):
    facts = write.facts(rights=rights)
    assert fits(eight_or_four(), facts)
    assert not fits(eight_or_four(confirm=False), facts)


def test_a_right_that_has_lapsed_has_no_years_left(write, eight_or_four):
    assert not fits(eight_or_four(), write.facts(rights=[right(years=9, status="lapsed")]))


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ((9, 12), {"any_asset": True, "share_of_assets": True, "all_assets": True}),
        ((5, 9, 12), {"any_asset": True, "share_of_assets": True, "all_assets": False}),
        ((5, 6, 12), {"any_asset": True, "share_of_assets": False, "all_assets": False}),
        ((5, 6), {"any_asset": False, "share_of_assets": False, "all_assets": False}),
        ((5, None), {"any_asset": True, "share_of_assets": True, "all_assets": False}),
        ((9, None), {"any_asset": True, "share_of_assets": True, "all_assets": True}),
    ],
)
def test_eight_years_are_asked_of_any_right_of_half_or_of_all(write, lender, years, found):
    """A right whose day is not known is to confirm, and no excuse for one that is too old where all are asked."""
    facts = write.facts(rights=[right(years=one) for one in years])
    asked = {subject: lender(write.term("remaining_life", (8, None), subject=subject)) for subject in found}
    groups = ["remaining_life", "remaining_life@all", "remaining_life@share"]
    assert {
        subject: passes(required_of_others(demands_of(one), CONTEXT), facts) for subject, one in asked.items()
    } == found
    assert {subject: passes(required_by_others(facts, groups, CONTEXT), one) for subject, one in asked.items()} == found


def test_all_rights_in_force_is_failed_by_one_that_is_not(write, lender):
    asked = lender(write.term("legal_status", "in_force", subject="all_assets"))
    assert passes(required_of_others(demands_of(asked), CONTEXT), write.facts(rights=[right(), right()]))
    assert not passes(
        required_of_others(demands_of(asked), CONTEXT), write.facts(rights=[right(), right(status="lapsed")])
    )


def test_a_kind_of_right_that_is_excluded_by_its_years_is_excluded_from_either_side(write, lender):
    asked = lender(write.term("remaining_life", (None, 3), "excluded", subject="any_asset", among="invention"))
    assert not fits(asked, write.facts(rights=[right(years=2)]))
    assert fits(asked, write.facts(rights=[right(years=5), right("utility_model", years=2)]))


def test_a_company_is_as_old_as_its_founding_day_says(write, lender):
    asked = demands_of(lender(write.term("company_age", (3, None), subject="party")))
    where = required_of_others(asked, CONTEXT)
    founded = {day: passes(where, write.facts("project", founded=day)) for day in ("2020-01-01", "2025-01-01")}
    assert founded == {"2020-01-01": True, "2025-01-01": False}


@pytest.mark.parametrize(
    ("raising", "found"),
    [
        ("CNY 8 million", True),
        ("USD 1 million", True),
        ("EUR 10 million", False),
        ("CNY 1 million", False),
        ("JPY 1 million", True),
    ],
    ids=["own currency", "another", "too much in another", "too little", "one without a rate is to confirm"],
)
def test_money_is_compared_across_currencies(write, lender, raising, found):
    assert fits(lender(write.term("raising", "CNY 5-20 million")), write.facts("project", raising=raising)) is found


def test_amounts_in_two_currencies_are_alternatives(write, lender):
    asked = lender(write.term("raising", "CNY 5-20 million"), write.term("raising", "USD 5-6 million"))
    amounts = ("CNY 6 million", "USD 5.5 million", "CNY 30 million")
    assert [fits(asked, write.facts("project", raising=one)) for one in amounts] == [True, True, False]


def test_without_rates_money_in_another_currency_is_to_confirm(write, lender):
    asked = demands_of(lender(write.term("raising", "CNY 5-20 million")))
    where = required_of_others(asked, Context(TODAY))
    assert passes(where, write.facts("project", raising="USD 100 million"))
    assert not passes(where, write.facts("project", raising="CNY 100 million"))


def test_what_nobody_requires_is_not_asked(write):
    """Groups that are not words of ours are left out too."""
    assert required_by_others({"answers.stage": Interval(4, 4)}, ["no such term"], CONTEXT) == required_by_others(
        {"answers.stage": Interval(4, 4)}, [], CONTEXT
    )
    assert "requires" not in repr(required_by_others({"answers.stage": Interval(4, 4)}, [], CONTEXT))


def test_a_demand_says_which_rights_it_is_asked_of(write, eight_or_four):
    found = {one.key: (one.term, one.among, one.group) for one in demands_of(eight_or_four())}
    assert found == {
        "remaining_life:invention": ("remaining_life", "invention", "remaining_life"),
        "remaining_life:utility_model": ("remaining_life", "utility_model", "remaining_life"),
    }
    assert In("assets.kind", frozenset({"invention"})) in demands_of(eight_or_four())[0].holds(CONTEXT).parts
