"""Two viewers of one pool: what only members or admitted parties may read shows nowhere else."""

import pytest

from models.listings import Standing, State
from models.terms import Codes, Term
from models.viewer import ANONYMOUS, SYSTEM, Viewer

MEMBER = Viewer(member=True)
SECRET = "graphene"


@pytest.fixture
def guarded(pool, make):
    """A listing with a text for members and one under NDA, a draft, and an open listing."""
    terms = (Term(name="industry", value=Codes(codes=("water",))),)
    pool.load(
        make(
            "guarded",
            "A filter for water",
            text="It cleans water.",
            tiers=[("members", f"The membrane is {SECRET}."), ("nda", "The supplier is Borogove.")],
            terms=terms,
            admitted=("friend",),
        ),
        make("draft", f"A {SECRET} draft", text="Not yet released.", state=State.DRAFT, standing=Standing.CLAIMED),
        make("open", "A pump for water", text="It moves water."),
    )
    return pool


def names(answer):
    return {one.id for one in answer.results}


def everything(answer):
    """All that an answer says but the question itself."""
    return answer.model_copy(update={"question": None}).model_dump_json()


def test_a_members_text_is_found_and_shown_to_members_alone(guarded):
    assert names(guarded.search(f'"{SECRET}"', MEMBER)) == {"guarded"}
    assert SECRET in guarded.search(SECRET, MEMBER).results[0].passage.text
    assert names(guarded.search(f'"{SECRET}"')) == set()


@pytest.mark.parametrize("question", ["", "water", SECRET, f'"{SECRET}"', "filter", f"water -{SECRET}"])
def test_nothing_of_it_shows_to_anyone_else(guarded, question):
    answer = guarded.search(question)
    assert SECRET not in everything(answer).casefold()
    assert "borogove" not in everything(answer).casefold()
    assert "draft" not in names(answer)


def test_an_exclusion_tells_nothing_either(guarded):
    with_it, without_it = guarded.search("water"), guarded.search(f"water -{SECRET}")
    assert names(with_it) == names(without_it) == {"guarded", "open"}
    assert with_it.passing == without_it.passing
    assert names(guarded.search(f"water -{SECRET}", MEMBER)) == {"open"}


def test_a_score_is_made_from_what_may_be_read(guarded, make, make_pool):
    """The same pool without the secret texts gives anyone the same legs."""
    plain = make_pool()
    terms = (Term(name="industry", value=Codes(codes=("water",))),)
    plain.load(
        make("guarded", "A filter for water", text="It cleans water.", terms=terms),
        make("open", "A pump for water", text="It moves water."),
    )
    for question in ("filter", "membrane", SECRET):
        ranked, alone = (
            {one.id: one.legs.keyword and one.legs.keyword.rank for one in asked.search(question).results}
            for asked in (guarded, plain)
        )
        shown = ranked.keys() & alone.keys()
        assert shown
        assert all(ranked[one] == alone[one] for one in shown)


def test_counts_and_facets_are_the_viewers_own(guarded):
    owner = Viewer(parties=frozenset({guarded.party("Acme Works")}))
    for viewer, listings, standings in (
        (ANONYMOUS, 2, {"offered"}),
        (MEMBER, 2, {"offered"}),
        (owner, 3, {"offered", "claimed"}),
    ):
        answer = guarded.search("", viewer)
        assert answer.passing == answer.total == listings
        found = next(facet for facet in answer.facets if facet.name == "standing")
        assert {value.value for value in found.values} == standings


def test_suggestions_come_from_what_may_be_read(guarded):
    assert guarded.service.suggest("graph", ANONYMOUS).suggestions == []
    assert [one.text for one in guarded.service.suggest("graph", MEMBER).suggestions] == [SECRET]
    owner = Viewer(parties=frozenset({guarded.party("Acme Works")}))
    assert f"A {SECRET} draft" in {one.text for one in guarded.service.suggest("graph", owner).suggestions}


def test_a_text_under_nda_is_for_those_admitted_and_the_owner(guarded):
    friend = Viewer(parties=frozenset({"friend"}))
    owner = Viewer(parties=frozenset({guarded.party("Acme Works")}))
    for viewer in (friend, owner, SYSTEM):
        assert "guarded" in names(guarded.search('"Borogove"', viewer))
    for viewer in (ANONYMOUS, MEMBER, Viewer(parties=frozenset({"stranger"}))):
        assert names(guarded.search('"Borogove"', viewer)) == set()


def test_a_viewer_matches_one_tier_of_a_side_and_sees_one_row(guarded):
    for viewer in (ANONYMOUS, MEMBER, SYSTEM):
        rows = [one.id for one in guarded.search("water filter", viewer).results]
        assert len(rows) == len(set(rows))


def test_similar_listings_are_the_viewers_own(guarded):
    from search_api.search.question import SearchQuery  # noqa: PLC0415

    assert "draft" not in names(guarded.service.more_like("open", SearchQuery(), ANONYMOUS))
    assert SECRET not in guarded.service.more_like("guarded", SearchQuery(), ANONYMOUS).question.text
    assert SECRET in guarded.service.more_like("guarded", SearchQuery(), MEMBER).question.text


def test_pages_are_held_to_the_rights_of_now(guarded, make):
    first = guarded.search("water", limit=1)
    last = {"guarded", "open"} - names(first)
    guarded.load(make(last.pop(), "Water", text="Withdrawn into a draft.", state=State.DRAFT))
    second = guarded.service.page(first.next, ANONYMOUS)
    assert (second.results, second.withheld) == ([], 1)
