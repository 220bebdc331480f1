"""What a caller of the search API may rely on, over the fixture world."""

import math

import pytest

from search_api.search.facets import FACETS

SEARCH = "/api/v1/search"


def ask(client, **parameters):
    answer = client.get(SEARCH, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def marked(text):
    return [text["text"][start:end].casefold() for start, end in text["spans"]]


def test_words_are_found_in_titles_and_marked(client):
    first = ask(client, q="garnet ceramic separator", kind="technology")["results"][0]
    assert first["id"] == "tech-garnet-ceramic-separator"
    assert {"garnet ceramic separator"} <= set(marked(first["title"]))


def test_chinese_is_found_and_marked_in_the_passage(client):
    answer = ask(client, q="专利质押贷款", lang="zh")
    assert answer["language"] == "zh"
    passages = [one["passage"] for one in answer["results"] if one["passage"]]
    assert any("质押" in span for passage in passages for span in marked(passage))


def test_spans_lie_within_their_texts_and_do_not_overlap(client):
    for result in ask(client, q="battery 电池 pledge loan 专利", limit=50)["results"]:
        for text in (result["title"], result["passage"] or {"text": "", "spans": []}):
            places = [place for span in text["spans"] for place in span]
            assert places == sorted(places)
            assert not places or 0 <= places[0] < places[-1] <= len(text["text"])


def test_the_parts_of_a_score_add_up_to_it(client):
    results = ask(client, q="solid-state battery separator", limit=20)["results"]
    for result in results:
        log_odds = sum(part["value"] for part in result["parts"])
        assert result["score"] == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=2e-3)
        assert result["legs"]["keyword"] or result["legs"]["vector"]
    assert [one["score"] for one in results] == sorted((one["score"] for one in results), reverse=True)


def test_without_a_question_the_newest_come_first_and_nothing_is_scored(client):
    answer = ask(client, limit=50)
    published = [one["published"] for one in answer["results"]]
    assert published == sorted(published, reverse=True)
    assert all(one["score"] is None and one["parts"] == [] for one in answer["results"])
    assert answer["total"] == answer["passing"]


@pytest.mark.parametrize("question", ["", "battery"])
def test_oldest_and_newest_are_opposite(client, question):
    oldest = [one["published"] for one in ask(client, q=question, sort="oldest", limit=100)["results"]]
    newest = [one["published"] for one in ask(client, q=question, sort="newest", limit=100)["results"]]
    assert oldest == sorted(oldest)
    assert newest == sorted(newest, reverse=True)


def test_a_filter_holds_in_the_box_and_in_the_query_string_alike(client):
    typed, given = ask(client, q="battery kind:need"), ask(client, q="battery", kind="need")
    assert [one["id"] for one in typed["results"]] == [one["id"] for one in given["results"]]
    assert {one["kind"] for one in given["results"]} == {"need"}


def test_values_of_one_filter_are_alternatives_and_filters_add_up(client):
    either = ask(client, kind=["need", "project"])
    both = ask(client, kind=["need", "project"], place="CN")
    counts = [ask(client, kind=kind)["passing"] for kind in ("need", "project")]
    assert either["passing"] == sum(counts) > both["passing"] > 0


def test_a_filter_takes_words_of_either_language(client):
    passing = {ask(client, place=place)["passing"] for place in ("CN-JS", "Jiangsu", "江苏")}
    assert len(passing) == 1
    assert ask(client, kind="技术成果")["passing"] == ask(client, kind="technology")["passing"]


def test_an_empty_filter_as_a_form_sends_it_is_none(client):
    assert ask(client, kind="")["passing"] == ask(client)["passing"]


def test_every_facet_counts_what_its_filter_finds(client):
    whole = ask(client, limit=1)
    assert {facet["name"] for facet in whole["facets"]} > {
        "kind",
        "standing",
        "field",
        "place",
        "stage",
        "party",
        "year",
    }
    for facet in whole["facets"]:
        for value in (facet["values"][0], facet["values"][-1]):
            filtered = ask(client, **{facet["name"]: value["value"], "limit": 1})
            assert filtered["passing"] == value["count"], (facet["name"], value)


def test_facets_have_words_in_the_readers_language(client):
    facets = {facet["name"]: facet for facet in ask(client, lang="zh", limit=1)["facets"]}
    assert facets["kind"]["label"] == "类型"
    assert {value["label"] for value in facets["standing"]["values"]} <= {"自主发布", "已认领", "公开记录"}
    field = facets["field"]["values"][0]
    assert field["label"].startswith(field["value"])
    assert len(field["label"]) > len(field["value"])


def test_only_the_facets_asked_for_are_counted(client):
    assert [facet["name"] for facet in ask(client, facets="kind,year")["facets"]] == ["kind", "year"]
    assert ask(client, facets="")["facets"] == []


def test_phrases_and_exclusions_hold_for_every_result(client):
    everything = ask(client, q="battery", limit=1)
    phrase = ask(client, q='battery "solid-state"', limit=50)
    without = ask(client, q="battery -solid", limit=50)
    assert 0 < phrase["passing"] < everything["passing"]
    assert without["passing"] < everything["passing"]
    assert not {one["id"] for one in phrase["results"]} & {one["id"] for one in without["results"]}
    assert phrase["question"]["phrases"] == ["solid-state"]
    assert without["question"]["without"] == ["solid"]


def test_the_answer_says_what_was_understood(client):
    question = ask(client, q="battery -solid place:江苏", kind="technology", lang="en")["question"]
    told = {(one["name"], one["value"]): one for one in question["filters"]}
    assert question["text"] == "battery"
    assert told["place", "江苏"]["label"] == "place"
    assert told["kind", "technology"]["words"] == "technology"


def test_texts_are_in_the_readers_language_where_the_listing_has_it_and_say_their_language(client):
    for language in ("en", "zh"):
        for result in ask(client, q="电池 battery", lang=language, limit=50)["results"]:
            own = result["title"]["language"]
            view = client.get(f"/api/v1/listings/{result['id']}", params={"lang": language}).json()
            assert own == language or language not in view["titles"]
            assert result["title"]["text"] == view["titles"][own]


def test_the_browser_says_which_language_the_reader_has(client):
    def language(header):
        return client.get(SEARCH, params={"limit": 1}, headers={"accept-language": header}).json()["language"]

    assert language("zh-CN,zh;q=0.9,en;q=0.8") == "zh"
    assert language("fr;q=0.9, en-GB;q=0.8, zh;q=0.1") == "en"
    assert language("fr") == "en"


def test_pages_hold_every_result_once(client):
    page = ask(client, q="battery", limit=40)
    seen = [one["id"] for one in page["results"]]
    while page["next"]:
        page = ask(client, cursor=page["next"])
        assert page["start"] == len(seen)
        seen += [one["id"] for one in page["results"]]
    assert len(seen) == len(set(seen)) == page["total"]


def test_the_page_before_can_be_asked_for(client):
    first = ask(client, q="battery", limit=5)
    second = ask(client, cursor=first["next"])
    back = ask(client, cursor=second["previous"])
    assert back["results"] == first["results"]
    assert first["previous"] is None


def test_a_page_can_be_read_in_the_other_language(client):
    first = ask(client, q="battery", limit=5, lang="en")
    second = ask(client, cursor=first["next"], lang="zh")
    assert second["language"] == "zh"


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"q": "price:cheap"},
        {"stage": "high"},
        {"kind": "spaceship"},
        {"field": "nonsense"},
        {"place": "Atlantis"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"sort": "random"},
        {"lang": "fr"},
        {"facets": "colour"},
        {"cursor": "%%%"},
        {"cursor": "WzEsMl0"},
        {"cursor": "é"},
        {"q": "x" * 10_001},
    ],
)
def test_what_cannot_be_used_is_a_problem_that_says_so(client, wrong):
    answer = client.get(SEARCH, params=wrong)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_an_unknown_parameter_is_answered_with_the_filters(client):
    problem = client.get(SEARCH, params={"colour": "red"}).json()
    assert "'colour'" in problem["detail"]
    assert "legal_status" in problem["advice"]


def test_a_cursor_that_was_never_given_has_expired(client):
    cursor = ask(client, q="battery", limit=1)["next"]
    other = client.get(SEARCH, params={"cursor": "WyJ4eHh4eHh4eHh4eHgiLCAiMDAwMS1hYmMiLCAxXQ"})
    assert client.get(SEARCH, params={"cursor": cursor}).status_code == 200
    assert other.status_code == 410
    assert other.json()["type"] == "/problems/expired-cursor"


def test_more_like_a_listing_are_others_of_its_kind(client):
    answer = client.get("/api/v1/listings/tech-garnet-ceramic-separator/similar").json()
    assert answer["question"]["like"]["id"] == "tech-garnet-ceramic-separator"
    assert {one["kind"] for one in answer["results"]} == {"technology"}
    assert "tech-garnet-ceramic-separator" not in {one["id"] for one in answer["results"]}
    needs = client.get("/api/v1/listings/tech-garnet-ceramic-separator/similar", params={"kind": "need"}).json()
    assert {one["kind"] for one in needs["results"]} == {"need"}


def test_more_like_nothing_is_not_found(client):
    answer = client.get("/api/v1/listings/nowhere/similar")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


def test_a_pasted_text_is_no_question_with_signs(client):
    text = 'A "ceramic separator" -garnet kind:mandate for lithium cells'
    answer = client.post("/api/v1/similar", json={"text": text, "filters": {"kind": ["technology"]}}).json()
    assert answer["question"]["phrases"] == answer["question"]["without"] == []
    assert [one["name"] for one in answer["question"]["filters"]] == ["kind"]
    assert {one["kind"] for one in answer["results"]} == {"technology"}


@pytest.mark.parametrize("body", [{}, {"text": "x", "filters": {"colour": ["red"]}}, {"text": "x", "more": 1}])
def test_a_pasted_text_that_cannot_be_used_is_a_problem(client, body):
    answer = client.post("/api/v1/similar", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_suggestions_go_on_from_what_was_typed(client):
    for typed in ("batt", "solid st", "固态", "Yanl"):
        found = client.get("/api/v1/suggest", params={"q": typed, "limit": 8}).json()
        assert found["typed"] == typed
        assert 0 < len(found["suggestions"]) <= 8
    kinds = {one["kind"] for one in client.get("/api/v1/suggest", params={"q": "Yanl"}).json()["suggestions"]}
    assert "party" in kinds


def test_a_suggested_title_leads_to_its_listing(client):
    suggestions = client.get("/api/v1/suggest", params={"q": "固态电"}).json()["suggestions"]
    titled = next(one for one in suggestions if one["kind"] == "title")
    assert titled["listing"] in {one["id"] for one in ask(client, q=titled["question"])["results"]}


def test_a_suggested_party_is_a_filter_that_finds_its_listings(client):
    suggestions = client.get("/api/v1/suggest", params={"q": "Yanl"}).json()["suggestions"]
    party = next(one for one in suggestions if one["kind"] == "party")
    assert {one["party"]["name"] for one in ask(client, q=party["question"])["results"]} == {party["text"]}


@pytest.mark.parametrize("typed", ["", "   ", "zzzzqqqq", '"', "-", "🙂", "kind:"])
def test_what_nothing_goes_on_from_has_no_suggestions(client, typed):
    assert client.get("/api/v1/suggest", params={"q": typed}).json()["suggestions"] == []


def test_every_facet_is_a_filter(world):
    assert set(FACETS) <= world.application.filters.names


def test_a_subgroup_without_its_scheme_and_converted_money_are_said(client):
    codes = {one["code"] for one in ask(client, q="cpc:H01M10/0562 price:<=$2M")["notices"]}
    assert codes == {"no-scheme", "converted"}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the rates of the packaged table."), ("zh", "其他币种按“随附汇率表”的汇率比较。")]
)
def test_converted_money_names_the_rates_in_the_readers_language(client, language, said):
    notices = client.get("/api/v1/search", params={"price": "<=USD 2 million", "lang": language}).json()["notices"]
    assert [one["text"].endswith(said) for one in notices if one["code"] == "converted"] == [True]
