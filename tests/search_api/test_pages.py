"""The pages: readable without scripts, in both languages, and safe with whatever a listing says."""

import re
from html.parser import HTMLParser

import pytest

GARNET = "tech-garnet-ceramic-separator"
LINE = "need-ceramic-separator-line"
PAGES = [
    "/",
    "/?q=battery",
    "/?q=电池&lang=zh",
    f"/listings/{GARNET}",
    f"/?like={GARNET}",
    f"/listings/{GARNET}/matches",
    f"/listings/{GARNET}/matches?kind=mandate",
    f"/matches/{GARNET}/{LINE}",
    f"/matches/{GARNET}/fund-yanchi",
    "/api/v1/docs",
    "/?kind=nonsense",
    '/?q="zzz qqq"',
]


class Tags(HTMLParser):
    """The tags of a page with their attributes; fails on tags that are not closed in order."""

    EMPTY = frozenset({"meta", "link", "input", "br", "path", "rect"})

    def __init__(self, page):
        super().__init__()
        self.open, self.found = [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def named(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def links(page):
    return [one["href"] for one in Tags(page).named("a") if "href" in one]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_sound_and_holds_to_its_policy(client, address, language):
    answer = client.get(address, headers={"accept-language": language})
    tags = Tags(answer.text)
    policy = answer.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not [one for _, one in tags.found if "style" in one or any(name.startswith("on") for name in one)]
    assert all(one.get("src", "").startswith("/static/") for one in tags.named("script"))
    identifiers = [one["id"] for _, one in tags.found if "id" in one]
    assert len(identifiers) == len(set(identifiers))
    labelled = {one["for"] for one in tags.named("label")}
    assert all(one["id"] in labelled for one in tags.named("input") if one.get("type") != "hidden")
    assert tags.named("html")[0]["lang"] in {"en", "zh"}
    assert len(tags.named("h1")) == 1
    assert "width=device-width" in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "There is nothing at /nothing/here"), ("zh", "/nothing/here 处没有")]
)
def test_a_browser_that_is_nowhere_gets_a_page_in_its_language(client, language, said):
    answer = client.get("/nothing/here", headers={"accept": "text/html,*/*;q=0.8", "accept-language": language})
    assert answer.status_code == 404
    assert said in answer.text
    assert len(Tags(answer.text).named("h1")) == 1


@pytest.mark.parametrize(("address", "accept"), [("/api/v1/nothing", "text/html"), ("/nothing", "application/json")])
def test_programs_and_the_api_get_a_problem_where_nothing_is(client, address, accept):
    answer = client.get(address, headers={"accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("language", "name"), [("en", "Language"), ("zh", "语言")])
def test_the_choice_of_language_is_named_in_the_pages_language(client, language, name):
    named = [one.get("aria-label") for one in Tags(page_of(client, f"/?lang={language}")).named("nav")]
    assert name in named


@pytest.mark.parametrize("address", ["/static/style.css", "/static/suggest.js", "/static/icon.svg"])
def test_files_of_the_pages_are_there(client, address):
    assert client.get(address).status_code == 200


def test_the_first_page_has_the_box_examples_and_the_newest(client):
    page = page_of(client, "/?lang=en")
    assert page.count("<article>") == 10
    assert "Newest listings" in page
    examples = [link for link in links(page) if link.startswith("/?q=")]
    assert examples
    for link in examples:
        assert "<article>" in page_of(client, link)


def test_results_are_marked_and_explained(client):
    page = page_of(client, "/?q=garnet+separator&lang=en")
    assert "<mark>garnet</mark>" in page.casefold()
    assert "Why this score" in page
    assert "BM25" in page
    assert "in Chinese only" in page


def test_a_facet_narrows_and_its_chip_widens_again(client):
    page = page_of(client, "/?q=battery&lang=en")
    narrower = next(link for link in links(page) if "kind=need" in link)
    narrowed = page_of(client, narrower.replace("&amp;", "&"))
    assert 'aria-current="true"' in narrowed
    wider = [link for link in links(narrowed) if link == "/?q=battery&lang=en"]
    assert wider


def test_pages_turn_forwards_and_back(client):
    first = page_of(client, "/?q=battery&lang=en")
    forward = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = page_of(client, forward)
    assert "11–20 of" in second
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")
    assert "1–10 of" in page_of(client, back)


def test_the_other_language_keeps_the_question(client):
    page = page_of(client, "/?q=battery&kind=need&lang=en")
    chinese = page_of(client, "/?q=battery&kind=need&lang=zh")
    assert "/?q=battery&amp;kind=need&amp;lang=zh" in page
    assert 'value="battery"' in chinese
    assert "技术需求" in chinese


def test_nothing_found_says_what_to_do(client):
    page = page_of(client, '/?q="zzz qqq"&kind=need&lang=en')
    assert "Nothing found" in page
    assert "quotation marks" in page
    assert "Remove a filter" in page


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/?q=price:cheap&lang=en", 422, "&#39;price&#39; cannot take"),
        ("/?colour=red&lang=en", 422, "no filter"),
        ("/?cursor=WyJ4IiwgInkiLCAxXQ&q=pump&lang=en", 410, "no longer kept"),
        ("/?cursor=WyJ4IiwgInkiLCAxXQ&q=pump&lang=zh", 410, "结果已过期"),
        ("/?like=nowhere&lang=en", 404, "nowhere"),
        ("/listings/nowhere?lang=zh", 404, "未找到"),
        ("/listings/nowhere/matches?lang=zh", 404, "未找到"),
        (f"/listings/{GARNET}/matches?kind=wish&lang=en", 422, "cannot be matched"),
        (f"/matches/{GARNET}/nowhere?lang=en", 404, "nowhere"),
    ],
)
def test_what_went_wrong_is_said_in_words_and_the_box_stays(client, address, status, said):
    page = page_of(client, address, status)
    assert said in page
    assert 'role="alert"' in page
    assert 'type="search"' in page


def test_an_ended_window_can_be_asked_for_again(client):
    page = page_of(client, "/?cursor=WyJ4IiwgInkiLCAxXQ&q=pump&kind=need&lang=en", 410)
    assert "/?q=pump&amp;kind=need&amp;lang=en" in page


def test_a_listings_page_tells_both_sides_and_the_rights(client):
    page = page_of(client, f"/listings/{GARNET}?lang=en")
    for said in (
        "Offers",
        "Seeks",
        "Intellectual property",
        "US 99,010,082 B2",
        "in force",
        "TRL 5–6",
        "CNY 8–15 million",
        "required",
    ):
        assert said in page
    chinese = page_of(client, f"/listings/{GARNET}?lang=zh")
    for said in ("技术成熟度", "800–1500万元人民币", "发明专利", "有效"):
        assert said in chinese


@pytest.mark.parametrize(("language", "asked"), [("en", "Who fits?"), ("zh", "谁合适？")])
def test_who_fits_is_a_link_away_from_a_result_and_from_a_listing(client, language, asked):
    for address in (f"/?q=garnet+separator&lang={language}", f"/listings/{GARNET}?lang={language}"):
        page = page_of(client, address)
        assert asked in page
        assert f"/listings/{GARNET}/matches?lang={language}" in page


def test_who_fits_is_told_by_kind_with_both_sides_reasons(client):
    page = page_of(client, f"/listings/{GARNET}/matches?kind=need&lang=en")
    for said in (
        "This listing&#39;s view",
        "The other&#39;s view",
        "Both use:",
        "requires company; found: company",
    ):
        assert said in page
    explained = next(link for link in links(page) if link.startswith(f"/matches/{GARNET}/"))
    assert "From both sides to the score" in page_of(client, explained)
    assert any("kind=project" in link for link in links(page))


def test_where_nobody_fits_who_almost_does_is_told(client):
    page = page_of(client, "/listings/loan-hezhu-chip/matches?kind=need&lang=zh")
    assert "暂无合适对象" in page
    assert "只差一个条件" in page


def test_a_pairs_contributions_add_up_on_the_page(client):
    page = page_of(client, f"/matches/{GARNET}/{LINE}?lang=en")
    for table in re.findall(r'<table class="terms sums">.*?</table>', page, re.DOTALL):
        figures = [float(one.replace("−", "-")) for one in re.findall(r"<td>([+−][0-9.]+)</td>", table)]
        groups = re.findall(r'class="reason"><th[^>]*>[^<]*</th><td>([+−][0-9.]+)</td>', table)
        total = sum(float(one.replace("−", "-")) for one in groups)
        assert total == pytest.approx(figures[-1], abs=0.06)


def test_what_a_listing_says_is_text_and_never_markup(pool, make):
    hostile = '<script>alert("1")</script> <b>pump</b>'
    pool.load(
        make("hostile", hostile, zh=hostile, text=hostile, party=hostile, link="https://example.org/?a=1&b=<2>"),
        make("needed", hostile, text=hostile, kind="need", side="seeks", party="Needy"),
    )
    with pool.client() as client:
        addresses = ["/?q=pump", "/?q=" + hostile.replace('"', ""), "/listings/hostile", "/?like=hostile"]
        for address in (*addresses, "/listings/hostile/matches", "/matches/hostile/needed"):
            page = page_of(client, address)
            assert "<script>alert" not in page
            assert "<b>" not in page.replace("<b aria-label", "")
            Tags(page)


def test_a_link_that_is_no_web_address_is_not_followed(pool, make):
    pool.load(make("one", "Pump", link="javascript:alert(1)"))
    with pool.client() as client:
        for address in ("/?q=pump", "/listings/one"):
            assert "javascript:" not in page_of(client, address)


def test_a_page_without_an_index_says_so_and_when_to_ask_again(pool):
    with pool.client() as client:
        assert "no index yet" in page_of(client, "/?lang=en", 503)
        assert int(client.get("/?lang=en").headers["retry-after"]) > 0
