"""The rules that hold for every match, from whichever side it is looked at."""

import datetime as dt

import pytest

from models.constraints import Outcome, passes
from ranking.matching.checks import rule_checks
from ranking.matching.rules import rules_constraint
from tests.listing_facts import CONTEXT, TODAY, named, right

YESTERDAY = TODAY - dt.timedelta(days=1)
LICENCE, ASSIGNMENT = "ordinary_licence", "patent_assignment"


def failed(asker, other):
    """The rules that fail of a pair; retrieval leaves the pair out for them and for nothing else."""
    against = {one.rule for one in rule_checks(asker, other, CONTEXT) if one.outcome is Outcome.FAILED}
    assert passes(rules_constraint(asker, CONTEXT), other) is (not against)
    return against


def either_way(one, other):
    """The same from both sides."""
    assert failed(one, other) == failed(other, one)
    return failed(one, other)


def test_nobody_is_matched_with_their_own_listings(write):
    one, other = write.facts(name="a", party="Acme"), write.facts("need", name="b", party="Acme")
    assert either_way(one, other) == {"own"}
    assert either_way(one, one) == {"own"}
    assert either_way(one, write.facts("need", name="b", party="Bold")) == set()


@pytest.mark.parametrize(
    ("standing", "end", "against"),
    [
        ("offered", str(YESTERDAY), {"open"}),
        ("claimed", str(YESTERDAY), {"open"}),
        ("public_record", str(YESTERDAY), set()),
        ("offered", str(TODAY), set()),
        ("offered", None, set()),
    ],
)
def test_a_programme_that_has_closed_is_not_retrieved_unless_it_is_a_public_record(write, standing, end, against):
    programme = write.facts("mandate", open=("2026-01-01", end), more={"standing": standing})
    assert failed(write.facts(name="asker"), programme) == against


def test_an_offer_holds_until_its_last_day(write):
    until = {day: write.facts(more={"offer_until": day}) for day in (YESTERDAY, TODAY)}
    assert {day: failed(write.facts("need", name="asker"), other) for day, other in until.items()} == {
        YESTERDAY: {"open"},
        TODAY: set(),
    }


@pytest.fixture
def seeker(write):
    """A need that has these deals in mind."""
    return lambda *deals: write.facts("need", name="seeker", seeks=[write.term("deal_type", deals, "preferred")])


def test_a_pledged_right_blocks_a_licence(write, seeker):
    pledged = write.facts(deal_type=LICENCE, rights=[right(burdens=("pledged",))])
    assert either_way(seeker(LICENCE), pledged) == {"obstacle"}


def test_a_pledged_right_is_licensed_once_the_pledgee_has_agreed(write, seeker):
    agreed = {"consents": (named("Some Bank"),)}
    pledged = write.facts(deal_type=LICENCE, rights=[right(burdens=("pledged",))], more=agreed)
    assert either_way(seeker(LICENCE), pledged) == set()


def test_a_deal_that_is_free_makes_up_for_one_that_is_blocked(write, seeker):
    """Abroad, a right that is pledged is still licensed, though not assigned."""
    pledged = write.facts(deal_type=(LICENCE, ASSIGNMENT), rights=[right(office="US", burdens=("pledged",))])
    assert either_way(seeker(LICENCE, ASSIGNMENT), pledged) == set()
    assert either_way(seeker(ASSIGNMENT), pledged) == {"obstacle"}


def test_an_encumbrance_is_no_obstacle_to_who_has_another_deal_in_mind_or_none(write, seeker):
    pledged = write.facts(deal_type=LICENCE, rights=[right(burdens=("pledged",))])
    assert either_way(seeker("consulting"), pledged) == set()
    assert either_way(write.facts("need", name="seeker"), pledged) == set()


def test_a_right_that_has_lapsed_is_no_obstacle(write, seeker):
    lapsed = write.facts(deal_type=LICENCE, rights=[right(burdens=("pledged",), status="lapsed")])
    assert either_way(seeker(LICENCE), lapsed) == set()


@pytest.fixture
def agency(write):
    return write.facts("service", name="agency", service_type="prosecution", more={"profile": "agency"})


def test_a_right_that_is_represented_is_not_brought_to_another_agency(write, agency):
    assert either_way(write.facts(rights=[right(agent="Their Agent")]), agency) == {"represented"}
    assert either_way(write.facts(rights=[right()]), agency) == set()


def test_other_services_are_brought_to_a_represented_right(write):
    lawyer = write.facts("service", name="lawyer", service_type="litigation", more={"profile": "law_firm"})
    assert either_way(write.facts(rights=[right(agent="Their Agent")]), lawyer) == set()


def test_an_owner_who_asks_for_a_service_may_be_brought_to_another_agency(write, agency):
    asking = write.facts(
        rights=[right(agent="Their Agent")], seeks=[write.term("service_type", "prosecution", "preferred")]
    )
    assert either_way(asking, agency) == set()


def test_an_agency_with_represented_rights_of_its_own_is_barred_from_either_side(write, agency):
    other = write.facts("service", name="other", rights=[right(agent="Their Agent")], more={"profile": "agency"})
    assert either_way(agency, other) == {"represented"}
    assert either_way(write.facts(rights=[right(agent="Their Agent")]), other) == {"represented"}


@pytest.mark.parametrize(
    ("profile", "answering"),
    [
        ("service", {"service"}),
        ("financing", {"mandate", "service"}),
        ("technology", {"technology"}),
        (None, {"mandate", "service", "technology"}),
    ],
)
def test_a_need_is_answered_by_who_can_answer_its_variety(write, profile, answering):
    need = write.facts("need", name="need", more={"profile": profile})
    others = {kind: write.facts(kind, name="other") for kind in ("mandate", "service", "technology")}
    assert {kind for kind, other in others.items() if not either_way(need, other)} == answering
