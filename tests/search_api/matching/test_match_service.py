"""Matches in words, in both languages, within each viewer's rights."""

import datetime as dt
from types import SimpleNamespace

import pytest

from benchmarks.word_encoder import WordEncoder
from models.assets import Asset, AssetEvent, AssetIdentifier, AssetKind, EventKind, IdentifierRole
from models.errors import EncoderUnavailable, NotFound
from models.listings import AssetLink, Standing, State
from models.parties import PartyMention
from models.records import Origin, Record
from models.text import Text
from models.viewer import ANONYMOUS, Viewer
from ranking.matching.explanation import Joined
from ranking.matching.features import FEATURES
from ranking.matching.joining import METHODS
from ranking.question import FieldTerm
from search_api.matching.answers import MatchAnswers
from search_api.matching.schemas import DraftListing
from search_api.matching.service import MatchQuery, MatchService
from search_api.matching.wording import FEATURES as FEATURE_NAMES
from search_api.matching.wording import JOININGS, NOTICES, REASONS, WORDING

SECRET = "graphene"
MEMBER = Viewer(member=True)


def only(answer):
    (match,) = answer.results
    return match


@pytest.fixture
def check(pool, write, service):
    """The one check that an asker's demand finds in another listing, in words, by language."""

    def checked(asker, other):
        pool.load(asker, other)
        sides = (service.pair(asker.id, other.id, ANONYMOUS, language).forward for language in ("en", "zh"))
        return [side.checks[0] for side in sides]

    return checked


LOAN = [("loan", "CNY 5-20 million", "required")]


def test_what_two_amounts_have_in_common_is_told_in_both_languages(check, write):
    english, chinese = check(
        write("need", "need", seeks="A loan.", sought=LOAN),
        write("bank", "mandate", offers="Loans.", offered=[("loan", "up to CNY 10 million")]),
    )
    assert english.text == "requires CNY 5–20 million; found: up to CNY 10 million; in common: CNY 5–10 million"
    assert chinese.text == "要求500–2000万元人民币；实际：不超过1000万元人民币；重合：500–1000万元人民币"
    assert (english.outcome_label, chinese.outcome_label) == ("met", "符合")
    assert (english.weight_label, chinese.weight_label) == ("required", "必须")
    assert english.converted is None


def test_an_amount_in_another_currency_names_the_rates_and_their_day(check, write):
    english, chinese = check(
        write("need", "need", seeks="A loan.", sought=LOAN),
        write("bank", "mandate", offers="Loans.", offered=[("loan", "USD 1-2 million")]),
    )
    assert "USD 1–2 million; in common: about CNY " in english.text
    assert english.converted.startswith("by the rates of the packaged table of 20")
    assert "随附汇率表" in chinese.converted
    assert "年" in chinese.converted


def test_what_is_not_stated_is_told_and_asked_of_who_has_to_say(check, write, service):
    english, chinese = check(
        write("need", "need", seeks="A loan.", sought=LOAN), write("bank", "mandate", offers="Loans.")
    )
    assert (english.text, chinese.text) == (
        "requires CNY 5–20 million; nothing is said of it",
        "要求500–2000万元人民币；未提供",
    )
    assert english.to_confirm
    (question,) = service.pair("need", "bank", ANONYMOUS, "en").questions
    assert question.text == "Ask Party of bank: loan? The other side requires CNY 5–20 million."


def test_what_is_excluded_and_what_a_service_is_for_are_told_as_such(check, write):
    english, chinese = check(
        write("asks", "need", seeks="A pump.", sought=[("place", "CN-XJ", "excluded")]),
        write("pump", offers="A pump.", at="CN-JS"),
    )
    assert english.text == "excludes Xinjiang; found: Jiangsu"
    assert chinese.text.startswith("排除新疆")


def test_a_service_says_whom_it_is_for(check, write):
    english, chinese = check(
        write("agency", "service", offers="We file.", offered=[("place", "CN-JS")]),
        write("asks", "need", seeks="We want to file.", at="CN-JS", offered=[("place", "CN-JS")]),
    )
    assert english.text == "is for Jiangsu; found: Jiangsu"
    assert chinese.text == "面向江苏省；实际：江苏省"


def patent(key, *events, owners=("Acme",), office="CN", **more):
    identifier = AssetIdentifier(role=IdentifierRole.GRANT, number=key, key=key, date=dt.date(2015, 1, 5))
    return Asset(
        kind=AssetKind.INVENTION,
        identifiers=(identifier,),
        office=office,
        applicants=tuple(PartyMention(name=Text.of(en=owner)) for owner in owners),
        events=events,
        **more,
    )


def load_assets(pool, *found):
    records = [
        Record(source="form", key=one.identifiers[0].key, origin=Origin(file="a", place=str(n)), assets=(one,))
        for n, one in enumerate(found)
    ]
    assert not [one.refusal for one in pool.store.loads.apply(records) if one.refusal]


LICENSING = [("deal_type", "exclusive_licence")]


@pytest.fixture
def licensed(pool, write, service):
    """A pair about an exclusive licence of a patent that something lies on."""

    def made(asset, language="en", **more):
        load_assets(pool, asset)
        pool.load(
            write(
                "tech",
                offers="A pump.",
                offered=LICENSING,
                party="Acme",
                assets=(AssetLink(key=asset.identifiers[0].key),),
                **more,
            ),
            write(
                "asks",
                "need",
                seeks="A pump.",
                offered=LICENSING,
                sought=[("deal_type", "exclusive_licence", "preferred")],
            ),
        )
        return service.pair("asks", "tech", ANONYMOUS, language)

    return made


def pledge(holder):
    return AssetEvent(
        kind=EventKind.PLEDGE,
        date=dt.date(2025, 6, 18),
        parties=(PartyMention(name=Text.of(en=holder, zh="石舫银行")),),
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["pledged (Stone Boat Bank) since 2025-06-18. ", "art. 444", "Blocked: exclusive licence"]),
        ("zh", ["已质押（石舫银行），自2025年6月18日起。", "第444条", "受限：独占许可"]),
    ],
)
def test_an_encumbrance_is_named_with_its_holder_the_law_and_what_it_blocks(licensed, language, said):
    pair = licensed(patent("CN111B", pledge("Stone Boat Bank")), language)
    assert not pair.stands
    assert pair.apart
    (obstacle,) = pair.obstacles
    assert obstacle.of == "tech"
    assert all(words in obstacle.text for words in said)


def test_the_pledgees_consent_lifts_it(licensed):
    consents = (PartyMention(name=Text.of(en="Stone Boat Bank")),)
    pair = licensed(patent("CN111B", pledge("Stone Boat Bank")), consents=consents)
    assert pair.stands
    assert pair.obstacles == []


def test_co_owners_who_have_not_agreed_are_to_be_asked(licensed):
    pair = licensed(patent("CN111B", owners=("Acme", "Bold Works")))
    assert pair.stands
    (obstacle,) = pair.obstacles
    assert obstacle.doubtful
    assert "Bold Works" in obstacle.holders
    assert any("Bold Works" in one.text and "art. 14" in one.text for one in pair.questions)


def test_a_right_that_has_ended_has_no_years_left_and_never_less(pool, write, service):
    lapse = AssetEvent(kind=EventKind.LAPSE, date=dt.date(2020, 1, 1))
    load_assets(pool, patent("CN222B", lapse))
    pool.load(
        write("tech", offers="A pump.", assets=(AssetLink(key="CN222B"),)),
        write("asks", "mandate", seeks="Pumps.", sought=[("remaining_life", (8, None), "preferred", ("subject", "any_asset"))]),
    )  # fmt: skip
    english, chinese = (service.pair("asks", "tech", ANONYMOUS, tag).forward.checks[0].text for tag in ("en", "zh"))
    assert english == "prefers at least 8 years; found: 0 years"
    assert chinese == "优先不低于8年；实际：0年"


def test_a_programme_that_closed_says_when_from_either_side(pool, write, service, today):
    closed = today - dt.timedelta(days=3)
    pool.load(
        write("call", "mandate", offers="Grants for pumps.", seeks="Pumps.", offer_until=closed),
        write("tech", offers="A pump."),
    )
    for pair in (service.pair("tech", "call", ANONYMOUS, "en"), service.pair("call", "tech", ANONYMOUS, "en")):
        assert not pair.stands
        assert f"“Listing call” closed on {closed}." in pair.apart
    found = service.matches("call", MatchQuery(), ANONYMOUS)
    assert "closed" in [one.code for one in found.notices]


def test_a_public_record_is_flagged(pool, write, ask):
    pool.load(
        write("asks", "need", seeks="A pump."), write("record", offers="A pump.", standing=Standing.PUBLIC_RECORD)
    )
    assert [one.code for one in only(ask("asks")).notes] == ["public-record"]
    assert "不会据此发送商机" in only(ask("asks", language="zh")).notes[0].text


def test_listings_of_one_party_are_kept_apart_and_told_why(pool, write, service, ask):
    pool.load(write("asks", "need", seeks="A pump.", party="Acme"), write("own", offers="A pump.", party="Acme"))
    assert ask("asks").results == []
    pair = service.pair("asks", "own", ANONYMOUS, "zh")
    assert pair.apart == ["双方属于同一机构，不与自身匹配。"]


def test_a_right_with_an_agent_of_record_is_not_brought_to_another_agency(pool, write, service, ask):
    load_assets(pool, patent("CN333B", agents=(PartyMention(name=Text.of(en="An Agency")),)))
    pool.load(
        write("tech", offers="A pump.", assets=(AssetLink(key="CN333B"),)),
        write("agency", "service", offers="We file for pumps.", profile="agency", party="Other Agency"),
    )
    assert ask("tech").results == []
    assert "agent of record" in service.pair("tech", "agency", ANONYMOUS, "en").apart[0]


def test_what_is_asked_of_a_partner_is_not_asked_of_who_serves_or_resembles(world, world_service):
    """The separator technology requires a company as its partner: services are found all the same, other institutes' technologies are not."""
    asked = "tech-garnet-ceramic-separator"
    services = world_service.matches(asked, MatchQuery(kinds=("service",)), ANONYMOUS)
    assert services.results
    assert all(one.forward.checks == [] for one in services.results)

    technologies = world_service.matches(asked, MatchQuery(kinds=("technology",)), ANONYMOUS).results
    assert technologies
    assert all("company" in {role.code for role in one.listing.party.roles} for one in technologies)

    lenders = world_service.matches(asked, MatchQuery(kinds=("mandate",)), ANONYMOUS).results
    assert lenders
    assert all("party_role" not in {check.term for check in one.forward.checks} for one in lenders)


def test_what_would_match_if_one_condition_were_loosened_is_told(pool, write, ask):
    pool.load(
        write("asks", "need", seeks="A garnet separator.", sought=[("place", "CN-JS", "required")]),
        write("elsewhere", offers="A garnet separator.", at="DE"),
    )
    answer = ask("asks")
    assert answer.results == []
    (one,) = answer.almost
    assert (one.listing.id, one.of) == ("elsewhere", "asks")
    assert one.text == (
        "Would match if “Listing asks” did not insist on this: place: requires Jiangsu; found: Germany."
    )


def test_what_would_decide_names_the_matches_that_hang_on_it(pool, write, ask):
    pool.load(
        write("asks", "need", seeks="A garnet separator.", sought=[("stage", (4, 9), "required")]),
        *(write(name, offers="A garnet separator.") for name in ("one", "two")),
    )
    (question,) = ask("asks").asks
    assert set(question.listings) == {"one", "two"}
    assert (question.term, question.mine) == ("stage", False)
    assert "TRL 4–9" in question.text


@pytest.fixture
def guarded(pool, write):
    """A technology of which members read more, another party's draft, and who seeks either."""
    pool.load(
        write("asks", "need", seeks=f"A {SECRET} membrane for water."),
        write("guarded", offers="It cleans water.", tiers=[("members", f"The membrane is {SECRET}.")]),
        write("draft", offers=f"A {SECRET} membrane.", state=State.DRAFT, party="Drafter"),
    )
    return pool


def test_what_members_may_read_makes_no_match_nor_reason_for_anyone_else(guarded, service):
    asked = guarded.store.listings.get("asks", ANONYMOUS).listing.seeks.sections[0].text.best("en")[1]
    anyone, member = (service.pair("asks", "guarded", viewer, "en") for viewer in (ANONYMOUS, MEMBER))
    assert SECRET not in anyone.model_dump_json().replace(asked, "").casefold()
    assert SECRET in member.forward.passages.answering.text
    assert anyone.forward.log_odds < member.forward.log_odds


def test_a_draft_matches_nobody_but_its_owner(guarded, service, ask):
    owner = Viewer(parties=frozenset({guarded.party("Drafter")}))
    names = {viewer: {one.listing.id for one in ask("asks", viewer).results} for viewer in (ANONYMOUS, MEMBER, owner)}
    assert names[ANONYMOUS] == names[MEMBER] == {"guarded"}
    assert names[owner] == {"guarded", "draft"}
    with pytest.raises(NotFound):
        service.matches("draft", MatchQuery(), MEMBER)
    assert service.matches("draft", MatchQuery(), owner).asker.id == "draft"


def test_a_listing_that_is_no_longer_shown_is_not_matched(pool, write, ask, today):
    pool.load(
        write("asks", "need", seeks="A pump."),
        write("gone", offers="A pump.", shown_until=today - dt.timedelta(days=1)),
    )
    assert ask("asks").results == []
    assert ask("asks").almost == []


class NotReady:
    """An encoder that is being made ready."""

    fingerprint, remote, dimensions, means = "words:32", False, 32, WordEncoder().means

    def encode_queries(self, _texts):
        raise EncoderUnavailable("Not ready.")

    encode_passages = encode_queries


def test_while_the_encoder_is_not_ready_a_text_is_matched_by_its_words(pool, write, make_pool):
    pool.load(write("tech", offers="A garnet separator."))
    pool.close()
    waiting = make_pool("pool", NotReady())
    answer = MatchService(waiting.application).of_text(
        DraftListing(text="Seeking a garnet separator"), MatchQuery(), ANONYMOUS
    )
    assert [one.code for one in answer.notices][:1] == ["meaning-unavailable"]
    assert only(answer).forward.passages.shared == ["garnet separator"]


def test_while_the_pool_is_being_encoded_it_is_said(pool, write, ask):
    pool.load(write("asks", "need", seeks="A pump."))
    records = [
        Record(source="form", key="new", origin=Origin(file="b", place="1"), listing=write("new", offers="A pump."))
    ]
    pool.store.loads.apply(records)
    pool.index(encode=False)
    answer = ask("asks")
    assert "partly-encoded" in [one.code for one in answer.notices]
    assert only(answer).listing.id == "new"


@pytest.mark.parametrize("kind", ["technology", "project", "mandate", "service", "need"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_reason_of_the_fixture_world_is_so(world, world_service, kind, language):
    """Of a few listings of each kind: contributions add up, shared words stand in both texts, and met checks are met."""
    found = world.search(filters=(FieldTerm("kind", kind),), limit=100, facets=())
    names = [one.id for one in found.results[::15]]
    told = 0
    for name in names:
        for match in world_service.matches(name, MatchQuery(limit=4, language=language), ANONYMOUS).results:
            for side in (match.forward, match.backward):
                told += len(side.reasons)
                _is_so(side)
    assert told > 20


def _is_so(side):
    assert sum(one.log_odds for one in side.contributions) == pytest.approx(side.log_odds, abs=2e-3)
    values = {one.name: one.value for one in side.contributions}
    for reason in side.reasons:
        assert reason.log_odds > 0
        assert reason.text
        if reason.name == "meaning":
            assert values["meaning"] > 0
        if reason.checks:
            assert any(side.checks[place].outcome == "met" for place in reason.checks)
    if side.passages:
        for passage in (side.passages.asking, side.passages.answering):
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)
    if side.against:
        assert side.against.log_odds < 0
        assert side.against.text


def test_both_directions_of_a_pair_mirror_each_other(world_service):
    one, other = "tech-garnet-ceramic-separator", "need-ceramic-separator-line"
    there, back = (world_service.pair(*names, ANONYMOUS, "en") for names in ((one, other), (other, one)))
    assert there.mutual == pytest.approx(back.mutual, abs=1e-4)
    assert there.score == pytest.approx(back.score, abs=1e-4)
    assert [reason.text for reason in there.forward.reasons] == [reason.text for reason in back.backward.reasons]
    assert there.backward.checks == back.forward.checks
    assert {rule.rule: rule.outcome for rule in there.rules} == {rule.rule: rule.outcome for rule in back.rules}


def test_a_pairs_explanation_agrees_with_the_ranking(world_service):
    for match in world_service.matches("fund-pine-brook", MatchQuery(limit=5), ANONYMOUS).results:
        pair = world_service.pair("fund-pine-brook", match.listing.id, ANONYMOUS, "en")
        assert pair.score == pytest.approx(match.score, abs=1e-4)
        assert pair.forward.log_odds == pytest.approx(match.forward.log_odds, abs=1e-3)
        assert pair.stands


def test_every_joining_feature_and_group_of_terms_has_words_in_both_languages():
    assert set(METHODS) <= set(JOININGS)
    named = {**REASONS, **FEATURE_NAMES}
    assert set(FEATURES) <= set(named)
    texts = [*named.values(), *JOININGS.values(), *WORDING.values(), *NOTICES.values()]
    assert all({"en", "zh"} <= set(text.languages) for text in texts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_joining_without_words_is_called_by_its_name(world, language):
    views = MatchAnswers(world.application, language, dt.date(2026, 1, 1), world.application.match_weights()).words
    step = SimpleNamespace(joined=Joined("sum", 0.5, 0.25, 0.4))
    assert "sum" in views.joining(step).text
