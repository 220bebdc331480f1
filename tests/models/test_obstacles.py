"""What stands in the way of a deal over rights, and whose consent lifts it."""

import pytest

from models.asset_status import Encumbrance, EncumbranceKind, LegalStatus
from models.obstacles import CO_OWNED, Right, obstacle_rules, obstacles
from models.parties import PartyMention
from models.text import Text
from models.vocabulary import term_kinds


def named(english, chinese=None):
    return PartyMention(name=Text.of(en=english, zh=chinese))


OWNER, PARTNER = named("Reed University", "苇大学"), named("Slate Works", "板岩公司")
BANK, OTHER_BANK = named("Harbour Bank", "港湾银行"), named("Hill Bank")


def right(*burdens, office="CN", owners=(OWNER,), status="in_force", holders=(BANK,)):
    held = [Encumbrance(EncumbranceKind(one), tuple(holders)) for one in burdens]
    return Right("r-1", office, LegalStatus(status), owners, held)


def found(one, *agreed):
    return {obstacle.rule.by: obstacle for obstacle in obstacles([one], [OWNER, *agreed])}


def blocked(one, *agreed):
    return {deal for obstacle in obstacles([one], [OWNER, *agreed]) for deal in obstacle.rule.blocks}


def test_a_free_right_has_nothing_in_its_way():
    assert not found(right())
    assert not found(right("licensed", "litigation"))


def test_what_is_pledged_in_china_is_neither_assigned_nor_licensed_without_the_pledgee():
    assert {"patent_assignment", "ordinary_licence", "open_licence", "pledge_loan"} <= blocked(right("pledged"))
    assert "joint_development" not in blocked(right("pledged"))
    laws = {}
    for told in obstacles([right("pledged")], [OWNER]):
        assert (told.asset, told.holders, told.rule.doubtful) == ("r-1", (BANK,), False)
        laws |= dict.fromkeys(told.rule.blocks, told.rule.law)
    assert "444" in laws["patent_assignment"].get("en")
    assert "444" in laws["patent_assignment"].get("zh")
    assert "Registration" in laws["pledge_loan"].get("en")
    assert "444" not in laws["pledge_loan"].get("zh")


def test_the_pledgees_consent_lifts_it_by_any_of_its_names_and_nobody_elses_does():
    assert not found(right("pledged"), BANK)
    assert not found(right("pledged"), PartyMention(name=Text.of(zh="港湾银行")))
    assert found(right("pledged"), OTHER_BANK)


def test_every_pledgee_must_agree():
    both = right("pledged", holders=(BANK, OTHER_BANK))
    assert found(both, BANK)
    assert not found(both, BANK, OTHER_BANK)


def test_where_no_pledgee_is_on_record_nobodys_consent_lifts_it():
    assert found(right("pledged", holders=()), BANK)


def test_a_rule_holds_in_its_jurisdiction_alone():
    assert "ordinary_licence" not in blocked(right("pledged", office="US"))
    assert "patent_assignment" in blocked(right("pledged", office="US"))
    assert not found(right(office="US", owners=(OWNER, PARTNER)))
    assert "patent_assignment" in blocked(right("pledged", office=None))


def test_an_exclusive_licence_leaves_others_none_but_lets_the_right_be_sold():
    assert {"exclusive_licence", "ordinary_licence"} <= blocked(right("exclusively_licensed"))
    assert "patent_assignment" not in blocked(right("exclusively_licensed"))


def test_co_owners_in_china_grant_ordinary_licences_alone_and_the_rest_together():
    (told,) = found(right(owners=(OWNER, PARTNER))).values()
    assert (told.rule.by, told.holders, told.rule.doubtful) == (CO_OWNED, (PARTNER,), True)
    assert {"exclusive_licence", "patent_assignment", "pledge_loan"} <= told.rule.blocks
    assert "ordinary_licence" not in told.rule.blocks
    assert not found(right(owners=(OWNER, PARTNER)), PARTNER)


def test_a_sole_owner_needs_nobodys_consent_and_a_publisher_who_owns_nothing_needs_all():
    assert not found(right(owners=(PARTNER,)))
    third = named("Third Works")
    (told,) = obstacles([right(owners=(PARTNER, third))], [OWNER])
    assert told.holders == (PARTNER, third)


@pytest.mark.parametrize("status", ["lapsed", "expired", "withdrawn"])
def test_nothing_stands_in_the_way_of_a_right_that_has_ended(status):
    assert not found(right("pledged", status=status, owners=(OWNER, PARTNER)))


def test_the_rules_speak_of_known_deals_and_burdens_in_both_languages():
    deals, burdens = term_kinds()["deal_type"].values, {*term_kinds()["encumbrance"].values, CO_OWNED}
    for rule in obstacle_rules():
        assert rule.blocks <= set(deals)
        assert rule.by in burdens
        assert rule.law.languages == ("en", "zh")
