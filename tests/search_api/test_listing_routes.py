"""One listing as the API gives it out."""

from models.parties import PartyMention
from models.terms import Codes, Span, Subject, Term, Weight
from models.text import Text

GARNET = "/api/v1/listings/tech-garnet-ceramic-separator"


def test_a_listing_has_both_sides_with_terms_in_the_readers_words(client):
    english, chinese = (client.get(GARNET, params={"lang": language}).json() for language in ("en", "zh"))
    assert english["kind_label"], chinese["kind_label"] == ("technology", "技术成果")
    price = next(term for term in english["offers"]["terms"] if term["name"] == "price")
    assert (price["label"], price["value"], price["weight"]) == ("price", "CNY 8–15 million", "stated")
    stage = next(term for term in chinese["offers"]["terms"] if term["name"] == "stage")
    assert (stage["label"], stage["value"]) == ("技术成熟度", "TRL 5–6")
    required = [term["name"] for term in english["seeks"]["terms"] if term["weight"] == "required"]
    assert required == ["party_role"]


def test_a_term_says_which_rights_it_is_asked_of_and_what_it_excludes(pool, make):
    terms = (
        Term(name="remaining_life", value=Span(low=8), subject=Subject.ANY_ASSET, among="invention"),
        Term(name="place", value=Codes(codes=("CN-XJ",)), weight=Weight.EXCLUDED),
    )
    pool.load(make("loan", kind="mandate", side="seeks", terms=terms))
    with pool.client() as client:
        english, chinese = (
            client.get("/api/v1/listings/loan", params={"lang": language}).json() for language in ("en", "zh")
        )
        pages = [client.get(f"/listings/loan?lang={language}").text for language in ("en", "zh")]
    life, place = english["seeks"]["terms"]
    assert (life["among"], life["among_label"], life["subject_label"]) == (
        "invention",
        "invention patent",
        "of any asset",
    )
    assert (place["weight"], place["weight_label"], place["among"]) == ("excluded", "excluded", None)
    assert chinese["seeks"]["terms"][0]["among_label"] == "发明专利"
    assert "of any asset: invention patent" in pages[0]
    assert "任一知识产权：发明专利" in pages[1]
    assert "排除" in pages[1]


def test_those_who_have_agreed_stand_beside_the_authority(pool, make):
    agreed = (PartyMention(name=Text.of(en="Harbour Bank", zh="江海银行")),)
    pool.load(make("pledged", authority="The board", consents=agreed))
    with pool.client() as client:
        assert [one["name"] for one in client.get("/api/v1/listings/pledged").json()["consents"]] == ["Harbour Bank"]
        page = client.get("/listings/pledged?lang=zh").text
    assert "已同意方" in page
    assert "江海银行" in page


def test_its_rights_are_numbered_for_people_with_their_status_of_today(client):
    assets = client.get(GARNET).json()["assets"]
    numbers = [number for asset in assets for number in asset["numbers"]]
    assert "US 99,010,082 B2" in numbers
    assert {asset["status_label"] for asset in assets} <= {"in force", "pending", "expired", "lapsed"}
    assert all(asset["owners"] for asset in assets)


def test_encumbrances_are_told_with_their_holder(client, world):
    pledged = client.get("/api/v1/search", params={"encumbrance": "pledged", "limit": 1}).json()["results"][0]
    assets = client.get(f"/api/v1/listings/{pledged['id']}").json()["assets"]
    burdens = [burden for asset in assets for burden in asset["encumbrances"] if burden["kind"] == "pledged"]
    assert burdens
    assert all(burden["holders"] and burden["label"] == "pledged" for burden in burdens)


def test_it_says_where_it_comes_from_without_the_operators_folders(client):
    records = client.get(GARNET).json()["records"]
    assert records
    assert all("/" not in record["file"] for record in records)


def test_nothing_deeper_than_the_teaser_is_given_to_anyone(client):
    for language in ("en", "zh"):
        listing = client.get(GARNET, params={"lang": language}).json()
        tiers = {section["tier"] for side in ("offers", "seeks") for section in listing[side]["sections"]}
        assert tiers == {"teaser"}
        assert "admitted" not in listing


def test_what_is_not_there_and_what_is_not_shown_look_alike(pool, make):
    from models.listings import State  # noqa: PLC0415

    pool.load(make("draft", state=State.DRAFT))
    with pool.client() as client:
        hidden, missing = (client.get(f"/api/v1/listings/{name}").json() for name in ("draft", "other"))
    assert hidden["detail"].replace("draft", "other") == missing["detail"]
    assert hidden["advice"] == missing["advice"]
