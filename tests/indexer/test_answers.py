"""What a listing answers others with: its terms, its rights, its party, and what follows from them."""

import datetime as dt
import math

import pytest

from indexer.analysis import StandardAnalyser
from indexer.units import UnitMaker
from models.asset_status import Encumbrance, EncumbranceKind, LegalStatus
from models.assets import Asset, AssetIdentifier, AssetKind, IdentifierRole
from models.centring import Centring
from models.codes import MoneyRange
from models.constraints import ABOVE, Interval
from models.listings import Listing, Side
from models.parties import PartyMention, PartyRole
from models.store import IndexableListing, StoredAsset, StoredParty
from models.terms import Amount, Codes, Flag, Period, Span, Term, Weight
from models.text import Text

TREES = {
    "field": lambda code: [code[:end] for end in (1, 3, 4, len(code))],
    "place": lambda code: [code, code.split("-", maxsplit=1)[0]],
}
INDUSTRIES = {"H01M10/05": ("new-energy", "climate"), "C07K": ("bio-industry",)}
MAKER = UnitMaker(StandardAnalyser(), TREES, Centring({}), industries=lambda field: INDUSTRIES.get(field, ()))


def named(english, chinese=None):
    return PartyMention(name=Text.of(en=english, zh=chinese))


ACME, BOLD, BANK = named("Acme Works", "顶点公司"), named("Bold Institute"), named("Harbour Bank")
IN_2030, IN_2035, IN_2040 = (dt.date(year, 1, 1) for year in (2030, 2035, 2040))


def right(kind="invention", *, expires=None, status="in_force", burdens=(), owners=(ACME,), core=True, **more):
    asset = Asset(
        kind=AssetKind(kind),
        identifiers=(AssetIdentifier(role=IdentifierRole.APPLICATION, number="1", key="1"),),
        office="CN",
        **more,
    )
    held = tuple(Encumbrance(EncumbranceKind(one), (BANK,)) for one in burdens)
    return StoredAsset("a-1", asset, core, LegalStatus(status), owners, held, expires, None)


def facts(*rights, offers=(), seeks=(), kind="technology", party=ACME, place="CN-JS", **more):
    listing = Listing(
        id="l-1",
        kind=kind,
        title=Text.of(en="A listing"),
        party=party,
        offers=Side(terms=tuple(offers)),
        seeks=Side(terms=tuple(seeks)),
        **more,
    )
    stored = StoredParty("p-1", party.name, (PartyRole(role="company"),), place) if party else None
    return dict(MAKER.make(IndexableListing(listing, 1, stored, rights), {}).units[0].facts)


def codes(name, *values, **more):
    return Term(name=name, value=Codes(codes=values), **more)


def money(name, text, **more):
    return Term(name=name, value=Amount(money=MoneyRange.parse(text)), **more)


def day(value):
    return value.toordinal()


def span(low, high):
    return Interval(day(low), day(high))


# What is stated


def test_what_is_offered_answers_under_the_same_name_money_by_its_currency():
    found = facts(offers=[Term(name="stage", value=Span(low=4, high=6)), money("price", "CNY 5–20 million")])
    assert found["answers.stage"] == Interval(4, 6)
    assert found["answers.price.CNY"] == Interval(5e6, 2e7)
    assert "answers.price" not in found


def test_what_is_sought_is_no_answer_but_for_the_round_that_is_looked_for():
    found = facts(seeks=[codes("round", "a"), codes("industry", "health")], kind="project")
    assert found["answers.round"] == frozenset({"a"})
    assert "answers.industry" not in found


def test_the_first_that_is_stated_answers():
    ticket, raising = money("ticket", "USD 2 million"), money("raising", "CNY 5 million")
    assert set(facts(offers=[ticket, raising])) >= {"answers.raising.CNY"}
    assert "answers.raising.USD" not in facts(offers=[ticket, raising])
    assert facts(offers=[ticket])["answers.raising.USD"] == Interval(2e6, 2e6)


def test_the_party_answers_where_the_listing_does_not():
    assert facts()["answers.place"] == frozenset({"CN-JS"})
    assert facts()["answers.place" + ABOVE] == frozenset({"CN-JS", "CN"})
    assert facts(offers=[codes("place", "DE")])["answers.place"] == frozenset({"DE"})
    assert facts()["answers.party_role"] == frozenset({"company"})
    assert "answers.place" not in facts(party=None)


def test_how_old_a_company_is_follows_from_when_it_was_founded():
    founded = Term(name="founded", value=Period(start=dt.date(2020, 5, 6), end=dt.date(2020, 5, 6)))
    assert facts(offers=[founded])["answers.company_age"] == span(dt.date(2020, 5, 6), dt.date(2020, 5, 6))


# Rights


def test_the_fields_and_offices_of_its_rights_answer_where_none_are_offered():
    held = right(classifications=("H01M10/05",))
    assert facts(held)["answers.field"] == frozenset({"H01M10/05"})
    assert "H01M" in facts(held)["answers.field" + ABOVE]
    assert facts(held, offers=[codes("field", "B25J")])["answers.field"] == frozenset({"B25J"})
    assert facts(held)["answers.office"] == frozenset({"CN"})


def test_the_classes_of_marks_and_designs_are_no_technical_fields():
    assert "answers.field" not in facts(right("trademark", classifications=("9",)), right("design"))


def test_the_remaining_life_is_a_span_of_all_and_of_each_kind():
    found = facts(right(expires=IN_2035), right(expires=IN_2040), right("utility_model", expires=IN_2030))
    assert found["answers.remaining_life"] == span(IN_2030, IN_2040)
    assert found["answers.remaining_life:invention"] == span(IN_2035, IN_2040)
    assert found["answers.remaining_life:utility_model"] == span(IN_2030, IN_2030)
    assert found["answers.remaining_life@all"] == span(IN_2030, IN_2040)
    assert found["answers.remaining_life:invention@all"] == span(IN_2035, IN_2040)


def test_where_one_end_is_not_known_nothing_is_said_of_all():
    found = facts(right(expires=IN_2035), right(), right("utility_model", expires=IN_2030))
    assert found["answers.remaining_life"] == span(IN_2030, IN_2035)
    assert {"answers.remaining_life@all", "answers.remaining_life@share"}.isdisjoint(found)
    assert found["answers.remaining_life:utility_model@all"] == span(IN_2030, IN_2030)


@pytest.mark.parametrize(
    ("years", "reached"),
    [((2035,), 2035), ((2030, 2040), 2040), ((2030, 2035, 2040), 2035), ((2030, 2031, 2035, 2040), 2035)],
)
def test_a_share_of_the_rights_is_what_half_of_them_reach(years, reached):
    found = facts(*(right(expires=dt.date(year, 1, 1)) for year in years))
    ordinal = day(dt.date(reached, 1, 1))
    assert found["answers.remaining_life@share"] == Interval(ordinal, ordinal)


def test_a_right_that_has_ended_has_no_life_left_and_is_not_counted():
    found = facts(right(expires=IN_2035), right(expires=IN_2040, status="lapsed"))
    assert found["answers.remaining_life@all"] == Interval(1, day(IN_2035))
    assert found["answers.asset_count"] == Interval(1, 1)


def test_rights_are_counted_together_and_by_kind():
    found = facts(right(), right(), right("utility_model"))
    assert found["answers.asset_count"] == Interval(3, 3)
    assert found["answers.asset_count:invention"] == Interval(2, 2)
    assert "answers.asset_count:design" not in found
    assert "answers.asset_count" not in facts()


def test_what_lies_on_the_rights_answers_and_none_is_an_answer_too():
    assert facts(right(), right(burdens=["pledged"]))["answers.encumbrance"] == frozenset({"none", "pledged"})
    assert facts(right(), right(status="pending"))["answers.legal_status"] == frozenset({"in_force", "pending"})
    assert facts(right("trademark"))["answers.asset_kind"] == frozenset({"trademark"})


# Deals

LICENCE = codes("deal_type", "ordinary_licence", "joint_development")
SALE = codes("deal_type", "patent_assignment", "ordinary_licence")


def test_what_is_pledged_leaves_free_what_needs_no_consent():
    found = facts(right(burdens=["pledged"]), offers=[LICENCE])
    assert found["deals.blocked"] == frozenset({"ordinary_licence"})
    assert found["deals.free"] == found["answers.deal_type"] == frozenset({"joint_development"})
    assert found["offers.deal_type"] == frozenset({"ordinary_licence", "joint_development"})


def test_the_pledgees_consent_frees_every_deal():
    found = facts(right(burdens=["pledged"]), offers=[LICENCE], consents=(BANK,))
    assert "deals.blocked" not in found
    assert found["answers.deal_type"] == frozenset({"ordinary_licence", "joint_development"})


def test_a_pledged_right_that_only_supports_or_has_ended_blocks_nothing():
    for held in (right(burdens=["pledged"], core=False), right(burdens=["pledged"], status="lapsed")):
        assert "deals.blocked" not in facts(held, offers=[LICENCE])


def test_what_one_looks_for_can_be_blocked_too():
    found = facts(right(burdens=["pledged"]), seeks=[codes("deal_type", "pledge_loan", "guarantee")], kind="need")
    assert (found["deals.blocked"], found["deals.open"]) == (frozenset({"pledge_loan"}), frozenset({"guarantee"}))
    assert "answers.deal_type" not in found


def test_an_exclusive_licence_blocks_licences_but_not_those_of_the_licensee():
    assert facts(right(burdens=["exclusively_licensed"]), offers=[SALE])["deals.free"] == frozenset(
        {"patent_assignment"}
    )
    assert "deals.blocked" not in facts(right(burdens=["exclusively_licensed"]), offers=[SALE], party=BANK)


def test_a_co_owner_who_has_not_agreed_makes_a_sale_doubtful_and_leaves_ordinary_licences():
    found = facts(right(owners=(ACME, BOLD)), offers=[SALE])
    assert found["deals.doubtful"] == frozenset({"patent_assignment"})
    assert "deals.blocked" not in found
    assert found["answers.deal_type"] == frozenset({"patent_assignment", "ordinary_licence"})


@pytest.mark.parametrize(
    ("more", "doubtful"),
    [
        ({"consents": (BOLD,)}, False),
        ({"owners": (ACME, BOLD)}, True),
        ({"owners": (ACME, BOLD), "authority": "By resolution of both owners"}, False),
        ({"authority": "By resolution of both owners"}, True),
    ],
)
def test_naming_a_co_owner_is_his_consent_only_with_an_authority(more, doubtful):
    assert ("deals.doubtful" in facts(right(owners=(ACME, BOLD)), offers=[SALE], **more)) is doubtful


# What follows for a loan


def test_the_loan_to_value_is_the_loan_that_is_sought_over_what_the_rights_are_worth():
    found = facts(
        kind="need", offers=[money("valuation", "CNY 40 million")], seeks=[money("loan", "CNY 10–20 million")]
    )
    assert found["pool.loan_to_value"] == found["answers.loan_to_value"] == Interval(25, 50)


def test_the_loan_to_value_of_ranges_is_a_range():
    valuation = money("valuation", "CNY 40–50 million")
    found = facts(kind="need", offers=[valuation], seeks=[money("loan", "CNY 10–20 million", weight=Weight.REQUIRED)])
    assert found["answers.loan_to_value"] == Interval(20, 50)
    found = facts(kind="need", offers=[valuation], seeks=[money("loan", "up to CNY 20 million")])
    assert found["answers.loan_to_value"] == Interval(0, 50)
    assert facts(kind="need", offers=[valuation], seeks=[money("loan", ">= CNY 5 million")])[
        "answers.loan_to_value"
    ] == Interval(10, math.inf)


@pytest.mark.parametrize(
    ("valuation", "loan"),
    [("USD 6 million", "CNY 10 million"), ("up to CNY 40 million", "CNY 10 million"), (None, "CNY 10 million")],
)
def test_without_two_amounts_in_one_currency_there_is_no_loan_to_value(valuation, loan):
    offers = [money("valuation", valuation)] if valuation else []
    assert "answers.loan_to_value" not in facts(kind="need", offers=offers, seeks=[money("loan", loan)])


def test_what_a_lender_lends_at_most_is_no_loan_to_value_of_its_own():
    limit = Term(name="loan_to_value", value=Span(high=45))
    assert "answers.loan_to_value" not in facts(kind="mandate", offers=[limit])


@pytest.mark.parametrize(
    ("owners", "said"),
    [
        ([(ACME,), (ACME,)], frozenset({"no"})),
        ([(ACME,), (BOLD,)], frozenset({"yes"})),
        ([(ACME, BOLD)], frozenset({"yes"})),
        ([(named("Acme Works Ltd.", "顶点公司"),)], frozenset({"no"})),
        ([(ACME,), ()], None),
        ([], None),
    ],
)
def test_there_is_a_third_party_pledgor_where_others_own_rights_of_the_pool(owners, said):
    found = facts(*(right(owners=some) for some in owners), kind="need")
    assert found.get("answers.third_party_pledgor") == said


def test_the_borrower_is_known_by_its_names_in_the_other_language():
    listing = Listing(id="l-1", kind="need", title=Text.of(zh="贷款"), party=PartyMention(name=Text.of(zh="顶点公司")))
    stored = StoredParty("p-1", ACME.name)
    owned = right(owners=(named("Acme Works"),))
    (unit, *_) = MAKER.make(IndexableListing(listing, 1, stored, (owned,)), {}).units
    assert unit.facts["answers.third_party_pledgor"] == frozenset({"no"})


def test_whether_patents_stand_alone_and_how_long_they_are_exploited_is_stated():
    found = facts(
        kind="need",
        offers=[Term(name="sole_collateral", value=Flag(value=True)), Term(name="exploited_years", value=Span(low=3))],
    )
    assert found["answers.sole_collateral"] == frozenset({"yes"})
    assert found["answers.exploited_years"] == Interval(3, math.inf)


# Representation and industries


def test_a_right_with_an_agent_of_record_is_represented_unless_its_owner_asks_for_a_service():
    held = right(agents=(named("An Agency"),))
    assert facts(held)["represented"] == frozenset({"yes"})
    assert "represented" not in facts(right())
    assert "represented" not in facts(right(agents=(named("An Agency"),), status="lapsed"))
    assert "represented" not in facts(right(agents=(named("An Agency"),), core=False))
    assert "represented" not in facts(held, seeks=[codes("service_type", "prosecution")])


def test_fields_imply_industries_where_none_is_offered():
    found = facts(offers=[codes("field", "H01M10/05", "C07K")])
    assert found["answers.industry"] == frozenset({"new-energy", "climate", "bio-industry"})
    assert facts(right(classifications=("C07K",)))["answers.industry"] == frozenset({"bio-industry"})
    stated = facts(offers=[codes("field", "C07K"), codes("industry", "health")])
    assert stated["answers.industry"] == frozenset({"health"})
    assert "answers.industry" not in facts(offers=[codes("field", "Z99")])
