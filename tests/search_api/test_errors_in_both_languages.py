"""Whatever a request gets wrong is told in the reader's language: what happened, to what, and what to do."""

import ast
import re
from pathlib import Path

import pytest

import models
from models.errors import BadInput, ZhiqiaoError
from models.messages import Message, Unfit

GARNET = "tech-garnet-ceramic-separator"
FUND = "fund-pine-brook"
HAN = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){3,}")
"""Four English words one after another: a sentence that nobody translated."""

SAYS = {"text": "garnet ceramic separator"}

GET = {
    "a listing that is not there": "/api/v1/listings/nobody",
    "an address where nothing is": "/api/v1/nowhere",
    "a method that is not there": "/api/v1/team",
    "a filter that is not there": "/api/v1/search?knd=need",
    "a filter in the query string of matches that is not there": f"/api/v1/listings/{GARNET}/matches?knd=need",
    "a filter that is not there typed": "/api/v1/search?offce=CN",
    "a value of a closed list": "/api/v1/search?deal_type=theft",
    "a kind that is none": "/api/v1/search?kind=thing",
    "a profile that is none": "/api/v1/search?profile=thing",
    "a standing that is none": "/api/v1/search?standing=thing",
    "a role that is none": "/api/v1/search?role=thing",
    "numbers that are none": "/api/v1/search?stage=high",
    "numbers out of bounds": "/api/v1/search?stage=4..60",
    "numbers reversed": "/api/v1/search?stage=6..4",
    "days that are none": "/api/v1/search?published=soon",
    "days reversed": "/api/v1/search?published=2026..2024",
    "a day that no calendar has": "/api/v1/search?published=2026-02-31",
    "a month that is none": "/api/v1/search?published=2026-13",
    "money without a currency": "/api/v1/search?price=5",
    "money that is none": "/api/v1/search?price=cheap",
    "money in two currencies": "/api/v1/search?price=CNY 5-USD 6",
    "money with two limits": "/api/v1/search?price=不低于不超过CNY 5",
    "money reversed": "/api/v1/search?price=USD 9-3 million",
    "money too large": "/api/v1/search?price=CNY 9999999999999999999999",
    "a flag that is none": "/api/v1/search?sole_collateral=perhaps",
    "a place that is none": "/api/v1/search?place=Nowhereland",
    "a symbol that is none": "/api/v1/search?field=99",
    "an office that is none": "/api/v1/search?office=ZZ",
    "a language that is none": "/api/v1/search?language=Klingonish",
    "a round that is none": "/api/v1/search?round=zz",
    "a cursor that is none": "/api/v1/search?cursor=abc",
    "a cursor that is gone": "/api/v1/search?cursor=WyJhIiwgImIiLCAxXQ",
    "a facet that is not there": "/api/v1/search?facets=colour",
    "a sort that is not there": "/api/v1/search?sort=random",
    "a limit of nothing": "/api/v1/search?limit=0",
    "a limit that is too much": "/api/v1/search?limit=1000",
    "a limit that is no number": "/api/v1/search?limit=ten",
    "a question too long": f"/api/v1/suggest?q={'a' * 10_001}",
    "likes of a listing that is not there": "/api/v1/listings/nobody/similar",
    "matches of a listing that is not there": "/api/v1/listings/nobody/matches",
    "matches with a kind that cannot answer": f"/api/v1/listings/{GARNET}/matches?kind=thing",
    "a match with somebody who is not there": f"/api/v1/matches/{GARNET}/nobody",
    "a match with itself": f"/api/v1/matches/{GARNET}/{GARNET}",
    "a match of kinds that have nothing for each other": f"/api/v1/matches/{FUND}/loan-hezhu-software",
}

POST = {
    "no text": ("/api/v1/match", {}),
    "an empty text": ("/api/v1/match", {"text": ""}),
    "a blank text": ("/api/v1/match", {"text": "  "}),
    "a text of stop words": ("/api/v1/match", {"text": "the of and"}),
    "an empty text to find like": ("/api/v1/similar", {"text": ""}),
    "a text that is a number": ("/api/v1/similar", {"text": 5}),
    "a text too long": ("/api/v1/match", {"text": "a" * 200_001}),
    "a title too long": ("/api/v1/match", SAYS | {"title": "a" * 501}),
    "a field that is not there": ("/api/v1/match", SAYS | {"colour": "red"}),
    "a language that is not ours": ("/api/v1/match", SAYS | {"lang": "fr"}),
    "a kind that is none": ("/api/v1/match", SAYS | {"kind": "thing"}),
    "a variety that is none": ("/api/v1/match", SAYS | {"kind": "mandate", "profile": "thing"}),
    "a variety of a kind that has none": ("/api/v1/match", SAYS | {"kind": "technology", "profile": "thing"}),
    "kinds that cannot answer": ("/api/v1/match", SAYS | {"kinds": ["need"]}),
    "a filter that is not there": ("/api/v1/match", SAYS | {"filters": {"knd": ["need"]}}),
    "filters that are no list": ("/api/v1/match", SAYS | {"filters": {"kind": "need"}}),
    "a limit of nothing": ("/api/v1/match", SAYS | {"limit": 0}),
    "terms that are no list": ("/api/v1/match", SAYS | {"terms": {"place": "CN-JS!"}}),
    "terms that are no object": ("/api/v1/match", SAYS | {"terms": []}),
    "a term that is not there": ("/api/v1/match", SAYS | {"terms": {"colour": ["red"]}}),
    "a term that is nearly there": ("/api/v1/match", SAYS | {"terms": {"plce": ["CN"]}}),
    "a place that is none": ("/api/v1/match", SAYS | {"terms": {"place": ["Nowhereland"]}}),
    "a span reversed": ("/api/v1/match", SAYS | {"terms": {"stage": ["9-3!"]}}),
    "a span that is none": ("/api/v1/match", SAYS | {"terms": {"stage": ["high"]}}),
    "a span out of bounds": ("/api/v1/match", SAYS | {"terms": {"stage": ["90"]}}),
    "money reversed": ("/api/v1/match", SAYS | {"terms": {"seeks.price": ["USD 9-3 million!"]}}),
    "money without a currency": ("/api/v1/match", SAYS | {"terms": {"price": ["9 million"]}}),
    "a code that is none": ("/api/v1/match", SAYS | {"terms": {"deal_type": ["theft"]}}),
    "a flag that is none": ("/api/v1/match", SAYS | {"terms": {"sole_collateral": ["perhaps"]}}),
    "free words that are none": ("/api/v1/match", SAYS | {"terms": {"industry": ["/"]}}),
    "an exclusion that is marked": ("/api/v1/match", SAYS | {"terms": {"place": ["not: CN!"]}}),
    "an exclusion of what is offered": ("/api/v1/match", SAYS | {"terms": {"offers.place": ["not: CN"]}}),
    "one kind of right behind a listing": (
        "/api/v1/match",
        SAYS | {"terms": {"seeks.place@any_asset:invention": ["CN"]}},
    ),
    "what requires and excludes": ("/api/v1/match", SAYS | {"terms": {"place": ["CN-JS!", "not: CN"]}}),
    "spans that have nothing in common": ("/api/v1/match", SAYS | {"terms": {"stage": ["1-2!", "8-9!"]}}),
    "a term in full that is not there": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "colour", "value": {"type": "codes", "codes": ["red"]}}]},
    ),
    "a term in full of another type": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "place", "value": {"type": "flag", "value": True}}]},
    ),
    "a term in full of no type": ("/api/v1/match", SAYS | {"seeks": [{"name": "place", "value": {"codes": ["CN"]}}]}),
    "a term in full of a strange type": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "place", "value": {"type": "colour"}}]},
    ),
    "a term in full with a strange weight": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "place", "value": {"type": "codes", "codes": ["CN"]}, "weight": "heavy"}]},
    ),
    "a code in full that is none": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "deal_type", "value": {"type": "codes", "codes": ["theft"]}}]},
    ),
    "no code in full": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "place", "value": {"type": "codes", "codes": []}}]},
    ),
    "a span in full reversed": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "stage", "value": {"type": "span", "low": 9, "high": 3}}]},
    ),
    "money in full reversed": (
        "/api/v1/match",
        SAYS | {"seeks": [{"name": "price", "value": {"type": "money", "money": "USD 9M-3M"}}]},
    ),
    "an offered term that is required": (
        "/api/v1/match",
        SAYS | {"offers": [{"name": "place", "value": {"type": "codes", "codes": ["CN"]}, "weight": "required"}]},
    ),
    "a team for nobody": ("/api/v1/team", {}),
    "a team for two": ("/api/v1/team", {"listing": GARNET, "draft": SAYS}),
    "a team for somebody who is not there": ("/api/v1/team", {"listing": "nobody"}),
    "a team for an empty text": ("/api/v1/team", {"draft": {"text": ""}}),
    "a role that is none": ("/api/v1/team", {"listing": GARNET, "required": ["wizard"]}),
    "a role named twice": ("/api/v1/team", {"listing": GARNET, "required": ["broker", "broker"]}),
    "a role that cannot be matched": ("/api/v1/team", {"listing": FUND, "required": ["lender"]}),
    "a listing without a usual team": ("/api/v1/team", {"listing": FUND}),
    "a share that is no flag": ("/api/v1/team", {"listing": GARNET, "divisible": "perhaps"}),
    "roles that are no list": ("/api/v1/team", {"listing": GARNET, "required": "broker"}),
}

BODIES = {
    "no JSON": (b"{bad", 422),
    "nothing": (b"", 422),
    "a list": (b"[]", 422),
    "a text": ("\u6587\u672c".encode(), 422),
    "GB18030": ('{"text": "\u56fa\u6001\u7535\u6c60"}'.encode("gb18030"), 400),
}


def assert_told(answer):
    """In Chinese in both languages' places; the English is English."""
    problem = answer.json()
    assert 400 <= problem["status"] < 500, problem
    for said in (problem["detail"], problem["advice"], *(one["message"] for one in problem.get("errors", ()))):
        assert HAN.search(said), said
        assert not ENGLISH.search(said), said
        assert "{" not in said.replace('{"', "").replace("{bad", ""), said
    return problem


@pytest.mark.parametrize("address", GET.values(), ids=GET)
def test_what_is_wrong_in_an_address_is_told_in_chinese(client, address):
    in_chinese = assert_told(client.get(address, headers={"accept-language": "zh-CN"}))
    in_english = client.get(address, headers={"accept-language": "en"}).json()
    assert in_english["type"] == in_chinese["type"]
    assert in_english["detail"] != in_chinese["detail"]
    assert in_english["advice"] != in_chinese["advice"]


@pytest.mark.parametrize(("path", "body"), POST.values(), ids=POST)
def test_what_is_wrong_in_a_body_is_told_in_chinese(client, path, body):
    assert_told(client.post(path, json=body, params={"lang": "zh"}))


@pytest.mark.parametrize("path", ["/api/v1/match", "/api/v1/similar", "/api/v1/team"])
@pytest.mark.parametrize(("sent", "status"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_is_told_in_chinese(client, path, sent, status):
    headers = {"content-type": "application/json", "accept-language": "zh"}
    problem = assert_told(client.post(path, content=sent, headers=headers))
    assert problem["status"] == status


def test_json_in_another_encoding_is_told_which_one_is_wanted(client):
    sent = '{"text": "固态电池"}'.encode("gb18030")
    problem = client.post("/api/v1/match", content=sent, headers={"content-type": "application/json"}).json()
    assert problem["type"] == "/problems/bad-input"
    assert "UTF-8" in problem["advice"]


@pytest.mark.parametrize("path", ["/api/v1/match", "/api/v1/similar"])
def test_texts_that_say_nothing_are_one_mistake(client, path):
    problems = [client.post(path, json={"text": text}).json() for text in ("", "  ", "!!", "the of and", "的")]
    told = {(one["status"], one["type"], one["detail"], one["advice"]) for one in problems}
    assert [(status, detail) for status, _, detail, _ in told] == [(400, "The text says nothing.")]


@pytest.mark.parametrize(("path", "body"), [("/api/v1/match", {"text": ""}), ("/api/v1/team", {"draft": {"text": ""}})])
def test_the_body_may_name_the_readers_language(client, path, body):
    assert client.post(path, json=body | {"lang": "zh"}).json()["detail"] == "文本没有内容。"
    assert (
        client.post(path, json=body | {"lang": "zh"}, params={"lang": "en"}).json()["detail"]
        == "The text says nothing."
    )
    refused = client.post(path, json={"lang": "zh", "colour": "red"}).json()
    assert refused["title"] == "请求无效"


def test_the_body_may_name_the_language_of_an_answer(client):
    for path in ("/api/v1/match", "/api/v1/similar"):
        assert client.post(path, json=SAYS | {"lang": "zh"}).json()["language"] == "zh"


def test_where_nobody_asks_the_operators_language_holds(make_pool):
    pool = make_pool(language="zh")
    with pool.client() as client:
        assert_told(client.get("/api/v1/listings/nobody"))


@pytest.mark.parametrize(
    "path",
    [
        "/listings/nobody",
        f"/matches/{GARNET}/{GARNET}",
        f"/listings/{GARNET}/team?required=wizard",
        "/?stage=high",
        "/nowhere",
    ],
)
def test_the_pages_say_what_is_wrong_in_the_readers_language(client, path):
    headers = {"accept": "text/html", "accept-language": "zh"}
    page = client.get(path, headers=headers)
    assert page.status_code >= 400
    assert "{" not in page.text.partition('role="alert"')[2].partition("</section>")[0]
    paragraphs = re.findall("<p>(.*?)</p>", page.text.partition('role="alert"')[2])
    assert len(paragraphs) >= 2
    assert all(HAN.search(one) for one in paragraphs[:2]), paragraphs


def test_logs_stay_english():
    said = Message(en="There is no {what}.", zh="没有{what}。", what="it")
    error = BadInput(said, advice=Message(en="Look again.", zh="请再看看。"))
    assert str(error) == "There is no it. Look again."
    assert (error.message, error.advice) == ("There is no it.", "Look again.")
    assert error.said.in_language("zh") == "没有it。"
    assert isinstance(error, ZhiqiaoError)


def kinds_of(kind):
    return {kind.__name__, *(name for one in kind.__subclasses__() for name in kinds_of(one))}


NAMED = {"MissingExtra", "CheckDigitError"}
"""Made from a name and a code; their sentences are their own."""
ROOMS = ("models", "indexer", "ranking", "search_api")


def plain_texts(path):
    """The errors of a file that are made from a text in one language."""
    kinds = (kinds_of(ZhiqiaoError) | kinds_of(Unfit)) - NAMED
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in kinds:
            given = [*call.args, *(one.value for one in call.keywords if one.arg in {"advice", "said"})]
            said = given[2:3] if call.func.id == "CodeError" else given
            if any(isinstance(one, ast.JoinedStr | ast.Constant) for one in said):
                yield f"{path}:{call.lineno}"


def test_no_error_is_made_from_a_text_in_one_language():
    root = Path(models.__file__).parent.parent
    files = [path for room in ROOMS for path in sorted((root / room).rglob("*.py"))]
    assert len(files) > 300
    found = [one for path in files for one in plain_texts(path)]
    assert found == []
