"""Who fits a listing, over HTTP: what anyone gets, what stays another party's, what is answered, and what is refused."""

import pytest

from models.listings import State
from search_api.matching.schemas import EXAMPLE, MatchAnswer

GARNET = "tech-garnet-ceramic-separator"
LINE = "need-ceramic-separator-line"
MATCHES = f"/api/v1/listings/{GARNET}/matches"
PAIR = f"/api/v1/matches/{GARNET}/{LINE}"


def test_anyone_finds_who_fits_a_listing(client):
    answer = client.get(MATCHES, params={"kind": "need", "limit": 3}).json()
    best = answer["results"][0]
    assert best["listing"]["id"] == LINE
    assert answer["asker"]["id"] == GARNET
    assert {one["kind"] for one in answer["kinds"]} >= {"need", "project", "mandate", "service"}
    assert best["forward"]["of"] == GARNET
    assert best["backward"]["of"] == LINE
    assert best["forward"]["reasons"]
    assert best["backward"]["reasons"]


def test_every_kind_that_can_answers_where_none_is_named(client):
    answer = client.get(MATCHES, params={"limit": 50}).json()
    assert {one["listing"]["kind"] for one in answer["results"]} >= {"need", "project"}
    assert answer["total"] >= len(answer["results"])
    scores = [one["score"] for one in answer["results"]]
    assert scores == sorted(scores, reverse=True)


def test_filters_hold_for_the_others(client):
    narrowed = client.get(MATCHES, params={"kind": "need", "place": "CN-FJ"}).json()
    assert {one["listing"]["place"]["code"] for one in narrowed["results"]} == {"CN-FJ"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pair_is_explained_in_the_readers_language(client, language):
    pair = client.get(PAIR, params={"lang": language}).json()
    assert pair["stands"]
    assert pair["apart"] == []
    assert pair["joining"]["text"]
    text = pair["forward"]["checks"][0]["text"]
    assert ("requires company" if language == "en" else "要求企业") in text


def test_a_pasted_text_is_matched_and_not_stored(client, world):
    before = world.store.listings.counts().total
    sent = {
        "text": "Garnet ceramic separator for solid-state batteries, tape cast.",
        "kinds": ["technology"],
        "limit": 100,
    }
    answer = client.post("/api/v1/match", json=sent).json()
    assert answer["asker"]["id"] is None
    assert answer["asker"]["kind"] == "need"
    assert GARNET in [one["listing"]["id"] for one in answer["results"]]
    assert world.store.listings.counts().total == before


def test_terms_of_a_pasted_text_are_written_as_in_forms(client):
    sent = {
        "text": "固态电池 陶瓷隔膜 储能",
        "kind": "mandate",
        "profile": "fund",
        "terms": {"place": ["CN-JS!"], "offers.ticket": ["1000万-5000万元人民币"]},
        "limit": 30,
    }
    answer = client.post("/api/v1/match", json=sent).json()
    checks = [check for one in answer["results"] for check in one["forward"]["checks"] if check["term"] == "place"]
    assert checks
    assert all(check["weight"] == "required" and check["outcome"] != "failed" for check in checks)


@pytest.mark.parametrize(
    "address", ["/api/v1/listings/{}/matches", f"/api/v1/matches/{{}}/{LINE}", f"/api/v1/matches/{GARNET}/{{}}"]
)
def test_what_is_another_partys_draft_looks_as_if_it_were_not_there(pool, write, address):
    pool.load(
        write("hidden", seeks="A pump.", state=State.DRAFT),
        write(GARNET, offers="A ceramic pump."),
        write(LINE, "need", seeks="A ceramic pump."),
    )
    with pool.client() as client:
        hidden, missing = (client.get(address.format(name)) for name in ("hidden", "nowhere"))
        found = client.get(f"/api/v1/listings/{LINE}/matches").json()
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json()["detail"].replace("hidden", "nowhere") == missing.json()["detail"]
    assert [one["listing"]["id"] for one in found["results"]] == [GARNET]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"kind": "mandates"}, "cannot be matched"),
        ({"colour": "red"}, "no filter"),
        ({"stage": "ripe"}, "stage"),
        ({"limit": 0}, "limit"),
    ],
)
def test_what_cannot_be_asked_says_what_can(client, parameters, said):
    answer = client.get(MATCHES, params=parameters)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_two_that_have_nothing_to_offer_each_other_are_told_so(client):
    answer = client.get("/api/v1/matches/fund-pine-brook/loan-hezhu-software")
    assert answer.status_code == 422
    assert "technology" in answer.json()["advice"]


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"text": ""}, 400, "says nothing"),
        ({"text": "   \n "}, 400, "says nothing"),
        ({"text": "!!! ???"}, 400, "says nothing"),
        ({"text": "the of and"}, 400, "says nothing"),
        ({"text": "a pump", "kind": "wish"}, 422, "no kind"),
        ({"text": "a pump", "kind": "need", "profile": "lender"}, 422, "variety"),
        ({"text": "a pump", "terms": {"colour": ["red"]}}, 422, "no term"),
        ({"text": "a pump", "terms": {"stage": ["ripe"]}}, 422, "cannot take"),
        ({"text": "a pump", "terms": {"place": ["CN-JS!", "not: CN-JS"]}}, 400, "contradicts itself"),
        ({"text": "a pump", "terms": {"place": ["CN-JS!", "not: CN"]}}, 400, "contradicts itself"),
        ({"text": "a pump", "terms": {"place": ["CN-JS; CN-ZJ!", "not: CN-JS", "not: CN-ZJ"]}}, 400, "contradicts itself"),
        ({"text": "a pump", "terms": {"field": ["H01M10!", "not: H01M"]}}, 400, "contradicts itself"),
        ({"text": "a pump", "terms": {"seeks.price": ["USD 9-3 million!"]}}, 422, "lower end is above"),
        ({"text": "a pump", "terms": {"stage": ["9-3!"]}}, 422, "above the upper end"),
        ({"text": "a pump", "terms": {"loan": ["CNY 1-2 million!", "CNY 5-6 million!"]}}, 400, "contradicts itself"),
        ({"text": "a pump", "offers": [{"name": "sole_collateral", "value": {"type": "flag", "value": True}, "weight": "required"}]}, 422, "offered"),
        ({"text": "x" * 200_001}, 422, "text"),
        ({"text": "a pump", "filters": {"colour": ["red"]}}, 422, "no filter"),
        ({"text": "a pump", "kinds": ["need"]}, 422, "cannot be matched"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_used_is_refused_with_advice(client, sent, status, said):
    answer = client.post("/api/v1/match", json=sent)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("battery", "short-text"),
        ("電池", "short-text"),
        ("battery separator ceramic tape casting " * 5_000, "text-cut"),
        ("バッテリー用のセラミックセパレーターをさがしています。うすくてつよいものがほしいです。", "other-language"),
    ],
    ids=["one word", "one Chinese word", "very long", "Japanese"],
)
def test_a_text_that_is_hard_to_match_is_answered_with_a_notice(client, text, notice):
    answer = client.post("/api/v1/match", json={"text": text[:200_000], "limit": 2})
    assert answer.status_code == 200
    assert notice in [one["code"] for one in answer.json()["notices"]]


def test_a_page_without_an_index_says_so(pool, write):
    with pool.client() as client:
        answer = client.post("/api/v1/match", json={"text": "a pump"})
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/engine-unavailable"


def test_the_example_of_an_answer_is_one():
    assert MatchAnswer.model_validate(EXAMPLE, extra="forbid").results
