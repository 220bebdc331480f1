"""Kept windows and their cursors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadQuery, Expired
from models.viewer import ANONYMOUS
from ranking.question import Question
from ranking.window import Results, Window
from search_api.search import windows
from search_api.search.question import Asked, SearchQuery
from search_api.search.windows import Cursor, Windows


def asked(results=10):
    window = Window(Results(["one/offers/teaser"] * results, lambda _place: None), results, "0001-a", 1, 1.0)
    return Asked(SearchQuery(), Question("", ""), (), window, {}, {})


@given(st.builds(Cursor, st.text(), st.text(), st.integers(min_value=0, max_value=10**9)))
def test_a_cursor_is_read_as_it_was_written(cursor):
    written = cursor.written()
    assert Cursor.read(written) == cursor
    assert written.replace("-", "").replace("_", "").isalnum()


@given(st.text())
def test_any_other_text_is_a_bad_query_or_a_cursor_of_nothing(text):
    try:
        cursor = Cursor.read(text)
    except BadQuery:
        return
    assert cursor.start >= 0


def test_a_window_is_found_by_its_cursor_and_place():
    kept = Windows(60.0)
    one, two = asked(), asked()
    cursors = [kept.keep(one, ANONYMOUS), kept.keep(two, ANONYMOUS)]
    assert kept.find(cursors[0]._replace(start=5), ANONYMOUS) is one
    assert kept.find(cursors[1], ANONYMOUS) is two


def test_a_cursor_of_another_generation_has_expired():
    kept = Windows(60.0)
    cursor = kept.keep(asked(), ANONYMOUS)
    with pytest.raises(Expired):
        kept.find(cursor._replace(generation="0002-b"), ANONYMOUS)


def test_the_window_used_longest_ago_makes_room(monkeypatch):
    monkeypatch.setattr(windows, "MOST_RESULTS", 25)
    kept = Windows(60.0)
    first, second = kept.keep(asked(), ANONYMOUS), kept.keep(asked(), ANONYMOUS)
    kept.find(first, ANONYMOUS)
    third = kept.keep(asked(), ANONYMOUS)
    with pytest.raises(Expired):
        kept.find(second, ANONYMOUS)
    assert kept.find(first, ANONYMOUS)
    assert kept.find(third, ANONYMOUS)


def test_one_window_larger_than_all_room_is_kept_alone(monkeypatch):
    monkeypatch.setattr(windows, "MOST_RESULTS", 5)
    kept = Windows(60.0)
    assert kept.find(kept.keep(asked(10), ANONYMOUS), ANONYMOUS)
