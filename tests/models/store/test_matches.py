"""Kept matches: lists in place of lists, what holds whom, bookmarks, and that nobody is shown more than they may read."""

import pytest

from models.errors import NotFound
from models.listings import State
from models.matches import Bookmark, KeptList, KeptMatch
from models.viewer import ANONYMOUS, SYSTEM


def match(other, score=0.5):
    return KeptMatch(other, forward=1.0, backward=-1.0, mutual=score, score=score)


def kept(listing, *matches, kind="technology", other_kind="need", **more):
    values = {"made": "one", "complete": True, "next": None, **more}
    return KeptList(listing, kind, other_kind, matches=tuple(matches), **values)


def bookmark(**more):
    return Bookmark(
        **{"kind": "technology", "other_kind": "need", "made": "one", "sequence": 7, "whole": True, "kept": 2} | more
    )


@pytest.fixture
def pumps(store, make):
    for name in ("pump", "well", "mill", "dam"):
        store.listings.put(make.listing(name, kind="technology" if name == "pump" else "need"), SYSTEM)
    return store


def test_a_list_is_given_best_first_and_as_long_as_it_is_shown(pumps):
    pumps.matches.keep([kept("pump", match("well", 0.2), match("mill", 0.9), match("dam", 0.9))], [bookmark()])
    assert [one.other for one in pumps.matches.of("pump", ANONYMOUS)["need"]] == ["dam", "mill"]
    assert pumps.matches.of("pump", ANONYMOUS, kind="service") == {}


def test_a_list_takes_the_place_of_the_one_that_was_there(pumps):
    pumps.matches.keep([kept("pump", match("well")), kept("well", match("pump"), kind="need", other_kind="technology")])
    pumps.matches.keep([kept("pump", match("mill"), next=(-0.4, "dam"), complete=False)])
    found = pumps.matches.lists(["pump", "nobody"], "need")
    assert list(found) == ["pump"]
    assert ([one.other for one in found["pump"].matches], found["pump"].next) == (["mill"], (-0.4, "dam"))
    assert pumps.matches.made("technology", "need") == {"pump": "one"}
    assert pumps.matches.incomplete("technology", "need") == ["pump"]
    assert pumps.matches.nexts("technology", "need") == {"pump": (-0.4, "dam")}
    assert pumps.matches.nexts("need", "technology") == {"well": None}


def test_it_is_told_who_holds_a_listing_and_lists_of_what_is_gone_go(pumps):
    pumps.matches.keep([kept("pump", match("well")), kept("well", match("pump"), kind="need", other_kind="technology")])
    assert pumps.matches.holding(["well", "pump"]) == {"well": {"pump"}, "pump": {"well"}}
    pumps.matches.keep([], gone=[("well", "technology")])
    assert pumps.matches.lists(["well"], "technology") == {}
    assert pumps.matches.holding(["well", "pump"]) == {"well": {"pump"}}


def test_a_bookmark_moves_and_all_can_be_forgotten(pumps):
    pumps.matches.keep([kept("pump", match("well"))], [bookmark(whole=False)])
    pumps.matches.keep([], [bookmark(sequence=9)])
    assert pumps.matches.bookmarks() == {("technology", "need"): bookmark(sequence=9)}
    pumps.matches.forget([("need", "technology")])
    assert pumps.matches.bookmarks()
    pumps.matches.forget([("technology", "need")])
    assert not pumps.matches.bookmarks()
    assert not pumps.matches.counts()
    assert pumps.matches.of("pump", ANONYMOUS) == {}


def test_what_the_viewer_may_not_see_is_left_out_and_not_told_of(pumps, make):
    pumps.matches.keep([kept("pump", match("well", 0.9), match("mill", 0.8))])
    pumps.listings.put(make.listing("well", kind="need", state=State.DRAFT), SYSTEM)
    assert [one.other for one in pumps.matches.of("pump", ANONYMOUS)["need"]] == ["mill"]
    assert [one.other for one in pumps.matches.of("pump", SYSTEM)["need"]] == ["well", "mill"]
    pumps.listings.remove("mill")
    assert pumps.matches.of("pump", ANONYMOUS) == {}
    with pytest.raises(NotFound):
        pumps.matches.of("well", ANONYMOUS)


def test_standing_listings_are_those_that_were_not_removed(pumps):
    pumps.listings.remove("dam")
    assert pumps.matches.standing() == {"pump": "technology", "well": "need", "mill": "need"}


def test_what_is_shown_is_counted_by_the_two_kinds(pumps):
    lists = [
        kept("pump", match("well"), match("mill"), match("dam")),
        kept("well", kind="need", other_kind="technology"),
    ]
    pumps.matches.keep(lists, [bookmark()])
    assert pumps.matches.counts() == {("technology", "need"): (1, 2), ("need", "technology"): (1, 0)}
