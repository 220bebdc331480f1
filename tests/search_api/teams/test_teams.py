"""A whole team: who is chosen and why, which rules hold, why there is none, and what stays another party's."""

import itertools
import re
import sys

import pytest

from models.listings import State
from models.viewer import ANONYMOUS
from ranking.matching.rules import RULES
from search_api.matching.schemas import Draft
from search_api.teams.service import TeamQuery, TeamService
from search_api.teams.wording import WORDING

LOAN = "need-financing-gardenia"
PLEDGED = "need-financing-spruce-pool"
GARNET = "tech-garnet-ceramic-separator"
ROUND = "proj-gardenia-antibody"
ALL = ("lender", "guarantor", "insurer", "appraiser", "investor", "agency", "law_firm", "managed_ip", "broker")
MAIN = ("lender", "investor", "broker")


@pytest.fixture(scope="module")
def teams(world):
    service = TeamService(world.application)

    def team(name, language="en", **query):
        return service.team(name, TeamQuery(language=language, **query), ANONYMOUS)

    return team


@pytest.fixture(scope="module")
def loan(teams):
    return teams(LOAN)


def member(answer, role):
    return next(one for one in answer.members if one.role == role)


def _told(text):
    """What is said after whose condition it is."""
    return text.removeprefix("Its own condition is not met. ").rstrip(".").casefold()


def owned_by(world, card):
    party, found = card.party.id, set()
    while party:
        found.add(party)
        party = world.store.parties.get(party).parent
    return found


def test_a_loan_gets_a_lender_an_appraiser_and_a_guarantor(loan):
    assert loan.possible
    assert loan.proven
    assert [one.role for one in loan.members][:3] == ["lender", "appraiser", "guarantor"]
    assert len({one.listing.party.id for one in loan.members}) == len(loan.members)
    assert 0 < loan.fit < 1


def test_the_appraiser_is_independent_of_the_lender(loan, world):
    appraiser, lender = (member(loan, role).listing for role in ("appraiser", "lender"))
    assert not owned_by(world, appraiser) & owned_by(world, lender)
    told = [
        (one, reason)
        for each in loan.members
        for one in each.passed_over
        for reason in one.reasons
        if reason.rule == "independent"
    ]
    assert told
    for one, reason in told:
        against = next(each.listing for each in loan.members if each.listing.id == reason.against)
        assert owned_by(world, one.listing) & owned_by(world, against)


def test_the_shares_of_the_risk_and_the_amount_add_up(loan):
    assert sum(one.risk or 0 for one in loan.members) == pytest.approx(100)
    assert sum(one.amount or 0 for one in loan.members) == 10_000_000
    assert loan.currency == "CNY"


def test_whoever_states_no_share_is_asked_for_it(loan, world):
    for one in loan.members:
        if one.risk is not None:
            stated = any(
                term.name == "risk_share"
                for term in world.store.listings.get(one.listing.id, ANONYMOUS).listing.offers.terms
            )
            assert stated != any(question.term == "risk_share" for question in one.questions)


def test_what_is_passed_over_scores_better_and_says_what_keeps_it_out(loan):
    for one in loan.members:
        for other in one.passed_over:
            assert other.score >= one.score
            assert other.reasons
            assert all(reason.text for reason in other.reasons)
    ids = {one.listing.id for one in loan.members}
    assert not ids & {other.listing.id for one in loan.members for other in one.passed_over}


def test_what_bars_someone_is_what_keeps_the_pair_apart(loan, world_service):
    barred = [
        (other.listing.id, reason)
        for one in (*loan.members, *loan.vacancies)
        for other in one.passed_over
        for reason in other.reasons
        if reason.rule == "barred"
    ]
    assert barred
    for name, reason in barred:
        pair = world_service.pair(LOAN, name, ANONYMOUS, "en")
        assert not pair.stands
        told = _told(reason.text)
        assert any(told in text.casefold() or text.casefold() in told for text in pair.apart)


def test_reasons_are_those_of_the_match(loan, world_service):
    for one in loan.members:
        pair = world_service.pair(LOAN, one.listing.id, ANONYMOUS, "en")
        told = {reason.text for side in (pair.forward, pair.backward) for reason in side.reasons}
        assert one.reasons
        assert {reason.text for reason in one.reasons} <= told
        assert pair.stands


def test_each_member_has_an_alternative_that_is_worth_no_more(loan):
    for one in loan.members:
        assert one.alternative.text
        if one.alternative.possible:
            assert one.listing.id not in {other.id for other in one.alternative.instead}
            assert one.alternative.fit <= loan.fit


@pytest.mark.parametrize("name", [LOAN, ROUND, GARNET])
def test_the_main_role_is_taken_by_the_best_score_with_whom_there_is_a_team(teams, name):
    answer = teams(name)
    first = next(one for one in answer.members if one.role in MAIN)
    assert first.weight > 1
    assert all(one.reasons for one in first.passed_over)
    assert all(one.weight == 1 for one in answer.members if one.role not in MAIN)


@pytest.mark.parametrize("divisible", [None, True, False])
def test_no_alternative_fits_better_than_the_team_and_no_rule_more_finds_a_better_one(teams, divisible):
    answer = teams(ROUND, divisible=divisible)
    assert answer.proven
    assert all(one.alternative.fit <= answer.fit for one in answer.members if one.alternative.possible)
    assert teams(ROUND).fit >= answer.fit
    told = float(re.search(r"\d\.\d\d", answer.summary[0]).group())
    assert told == pytest.approx(answer.fit, abs=0.0051)


def test_shares_and_amounts_are_round_figures(teams, loan):
    assert all(one.risk % 1 == 0 for one in loan.members if one.risk is not None)
    amounts = [one.amount for one in teams(ROUND).members if one.amount is not None]
    assert amounts
    assert all(one % 1_000_000 == 0 for one in amounts)


def test_a_set_with_a_required_member_who_hardly_fits_is_shown_and_said_not_to_convince(teams):
    answer = teams(ROUND)
    weak = min((one for one in answer.members if one.role == "law_firm"), key=lambda one: one.score)
    assert weak.score < 0.1
    assert not answer.convincing
    notice = next(one for one in answer.notices if one.code == "not-convincing")
    assert f"{weak.score:.2f}" in notice.text
    assert "0.10" in notice.text


def test_what_speaks_against_a_member_is_told_as_for_the_match(loan, world_service):
    told = 0
    for one in loan.members:
        pair = world_service.pair(LOAN, one.listing.id, ANONYMOUS, "en")
        against = {side.against.text for side in (pair.forward, pair.backward) if side.against and not side.silent}
        assert {reason.text for reason in one.against} == against
        assert {check.outcome for check in one.unmet} <= {"failed"}
        told += len(one.against) + len(one.unmet)
    assert told


def test_wishes_that_are_not_met_are_told(pool, write):
    wish = ("place", "CN-BJ", "preferred")
    pool.load(
        write("ask", offers="A ceramic pump.", offered=[("place", "CN-SH")], at="CN-SH"),
        write(
            "far",
            "service",
            profile="broker",
            offers="We bring ceramic pumps to market.",
            seeks="Pumps.",
            sought=[wish],
        ),
    )
    (member,) = TeamService(pool.application).team("ask", TeamQuery(("broker",)), ANONYMOUS).members
    told = [*(one.text for one in member.against), *(f"{one.label}: {one.text}" for one in member.unmet)]
    assert any("Beijing" in text and "Shanghai" in text for text in told)


def test_what_several_members_ask_of_the_asker_is_asked_once(teams):
    answer = teams(LOAN, required=("lender", "appraiser", "guarantor", "insurer"))
    asked = [*answer.questions, *(one for member in answer.members for one in member.questions)]
    mine = [one.text for one in asked if one.whom == LOAN]
    assert mine
    assert len(mine) == len({*mine})


def test_a_demand_on_the_licensee_keeps_out_no_lender_and_no_investor(teams):
    answer = teams(GARNET, required=ALL)
    told = [
        reason.of
        for one in (*answer.members, *answer.vacancies)
        for other in one.passed_over
        for reason in other.reasons
    ]
    pools = [text for one in (answer.impossible.pools if answer.impossible else ()) for text in one.kept_out]
    assert "asks.party_role" not in told
    assert not any("role of the party" in text.casefold() for text in pools)


def test_a_demand_on_the_role_of_who_lends_is_kept(pool, write):
    bank, investor = ("party_role", "bank", "required"), ("party_role", "investor", "required")
    text = "A loan against patents."
    pool.load(
        write("ask", "need", profile="financing", seeks=text, sought=[bank], party="Asker"),
        write("wants", "need", profile="financing", seeks=text, sought=[investor], party="Other"),
        write("fund", "mandate", profile="lender", offers=text, role="investor"),
        write("bank", "mandate", profile="lender", offers=text, role="bank"),
    )
    service = TeamService(pool.application)
    (lender,) = service.team("ask", TeamQuery(("lender",)), ANONYMOUS).members
    assert lender.listing.id == "bank"
    assert service.team("wants", TeamQuery(("lender",)), ANONYMOUS).roles[0].able == 2


def test_a_request_without_time_claims_nothing(world):
    answer = TeamService(world.application, seconds=0).team(LOAN, TeamQuery(), ANONYMOUS)
    assert (answer.possible, answer.proven, answer.impossible.proven) == (False, False, False)


def test_an_agency_is_passed_over_where_another_is_of_record(loan, world):
    vacancy = next(one for one in loan.vacancies if one.role == "agency")
    texts = [reason.text for one in vacancy.passed_over for reason in one.reasons if reason.of == "represented"]
    assert texts
    assert all("Agent of record: Moya IP." in text for text in texts)
    assert all(
        reason.of != "represented"
        for one in vacancy.passed_over
        if one.listing.party.name == "Moya IP"
        for reason in one.reasons
    )


@pytest.mark.parametrize("name", [LOAN, PLEDGED, GARNET, "proj-orrery-semis"])
def test_both_languages_say_the_same(teams, name):
    english, chinese = teams(name), teams(name, "zh")
    assert [one.listing.id for one in english.members] == [one.listing.id for one in chinese.members]
    assert english.possible == chinese.possible
    told = itertools.chain(
        chinese.summary, *(one.carries for one in chinese.members), (one.chosen for one in chinese.members)
    )
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in told)


def test_where_there_is_no_team_the_smallest_clash_and_what_would_help_is_said(teams):
    answer = teams(PLEDGED)
    assert not answer.possible
    assert answer.proven
    assert {(one.rule, one.of) for one in answer.impossible.clash} >= {("role", "lender"), ("barred", "obstacle")}
    assert answer.impossible.help
    assert answer.impossible.obstacles
    pool = next(one for one in answer.impossible.pools if one.role == "lender")
    assert (pool.able, len(pool.kept_out) > 0) == (0, True)


def test_roles_may_be_named_by_key_or_in_words(teams):
    keys = [one.role for one in teams(GARNET, required=("broker", "law_firm")).members]
    words = [one.role for one in teams(GARNET, required=("技术经理人", "Law firm")).members]
    assert keys == words == ["broker", "law_firm"]


def test_optional_roles_alone_are_added_to_the_usual_ones(teams):
    answer = teams(GARNET, optional=("appraiser",))
    assert {one.role: one.required for one in answer.roles} == {
        "broker": True, "law_firm": True, "appraiser": False, "agency": False, "managed_ip": False,
    }  # fmt: skip


@pytest.fixture
def lenders(pool, write):
    """A loan of ten million, and two lenders of six."""
    loan = ("loan", "CNY 10 million", "required")
    pool.load(
        write("ask", "need", profile="financing", seeks="A loan against patents.", sought=[loan], party="Asker"),
        *(
            write(
                f"bank-{n}",
                "mandate",
                profile="lender",
                offers="A loan against patents.",
                offered=[("loan", "CNY 2-6 million")],
            )
            for n in (1, 2)
        ),
    )
    return TeamService(pool.application)


def test_several_share_an_amount_that_can_be_divided_and_only_then(lenders):
    apart = lenders.team("ask", TeamQuery(("lender",)), ANONYMOUS)
    assert not apart.possible
    assert ("indivisible", True) in {(one.rule, one.enough) for one in apart.impossible.clash}
    assert "one-alone" in {one.code for one in apart.notices}
    together = lenders.team("ask", TeamQuery(("lender",), divisible=True), ANONYMOUS)
    assert sorted(one.amount for one in together.members) == [5e6, 5e6]


def test_who_takes_on_no_more_is_left_out(pool, write):
    pool.load(
        write("ask", offers="A ceramic pump."),
        write(
            "busy", "service", profile="broker", offers="We bring ceramic pumps to market.", offered=[("capacity", 0)]
        ),
        write("free", "service", profile="broker", offers="We bring things to market.", offered=[("capacity", 3)]),
    )
    answer = TeamService(pool.application).team("ask", TeamQuery(("broker",)), ANONYMOUS)
    (chosen,) = answer.members
    assert chosen.listing.id == "free"
    assert [reason.rule for one in chosen.passed_over for reason in one.reasons] in ([], ["capacity"])


def test_what_is_another_partys_draft_shows_nowhere(pool, write):
    pool.load(
        write("ask", offers="A ceramic pump."),
        write("hidden", "service", profile="broker", offers="We bring ceramic pumps to market.", state=State.DRAFT),
        write("open", "service", profile="broker", offers="We bring things to market."),
    )
    with pool.client() as client:
        answer = client.post("/api/v1/team", json={"listing": "ask", "required": ["broker"]})
        assert answer.status_code == 200
        assert "hidden" not in answer.text
        assert answer.json()["roles"][0]["found"] == 1
        hidden, missing = (client.post("/api/v1/team", json={"listing": name}) for name in ("hidden", "nowhere"))
    assert (hidden.status_code, missing.status_code) == (404, 404)


def test_a_pasted_text_gets_a_team_and_is_not_stored(world):
    draft = Draft(
        text="以授权发明专利质押，申请贷款。",
        kind="need",
        profile="financing",
        terms={"loan": ["800万元人民币"], "offers.place": ["CN-BJ"]},
    )
    before = world.store.listings.counts().total
    answer = TeamService(world.application).of_text(draft, TeamQuery(language="zh"), ANONYMOUS)
    assert answer.possible
    assert answer.asker.id is None
    assert sum(one.amount or 0 for one in answer.members) == 8_000_000
    assert world.store.listings.counts().total == before


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"listing": LOAN, "required": ["banker"]}, 422, "lender"),
        ({"listing": LOAN, "required": ["lender", "lender"]}, 422, "once"),
        ({"draft": {"text": "a loan against patents", "kind": "need"}}, 422, '"profile": "financing"'),
        ({"draft": {"text": "a loan against patents", "kind": "wish"}}, 422, "need"),
        ({"listing": "fund-pine-brook"}, 422, "technology"),
        ({"listing": "need-ceramic-separator-line"}, 422, "lender"),
        ({"listing": "fund-pine-brook", "required": ["lender"]}, 422, "Roles that can"),
        ({}, 422, "either"),
        ({"listing": LOAN, "draft": {"text": "a loan"}}, 422, "either"),
    ],
)
def test_what_cannot_be_asked_says_what_can(client, sent, status, said):
    answer = client.post("/api/v1/team", json=sent)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["advice"]


def test_without_the_solver_it_says_what_to_install(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    answer = client.post("/api/v1/team", json={"listing": LOAN})
    assert answer.status_code == 501
    assert answer.json()["type"] == "/problems/missing-extra"
    assert "zhiqiao[team]" in answer.json()["advice"]


@pytest.mark.parametrize(("name", "said"), [(LOAN, "备选"), (PLEDGED, "如何调整")])
def test_the_page_shows_the_team_or_what_would_help(client, name, said):
    page = client.get(f"/listings/{name}/team?lang=zh")
    assert page.status_code == 200
    assert said in page.text
    assert f"/listings/{name}/team" in client.get(f"/listings/{name}/matches?lang=zh").text


def test_the_page_of_a_listing_that_has_no_usual_team_says_so(client):
    page = client.get("/listings/fund-pine-brook/team?lang=en")
    assert page.status_code == 422
    assert "no usual team" in page.text
    for name in ("fund-pine-brook", "need-ceramic-separator-line"):
        assert f"/listings/{name}/team" not in client.get(f"/listings/{name}/matches").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_role_whose_kind_cannot_answer_the_need_says_so(teams, language):
    answer = teams("need-hydrogen-cylinder", language, required=("lender",))
    assert not answer.possible
    assert all(one.text for one in answer.impossible.clash)


def test_every_rule_of_matching_has_its_words_in_teams():
    assert {f"rule_{rule.name}" for rule in RULES} <= WORDING.keys()
