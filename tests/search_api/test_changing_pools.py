"""Answers while listings change, windows end and parts fail."""

import pytest

from models.errors import BadQuery, EncoderUnavailable, EngineUnavailable, Expired, NotFound, RebuildNeeded
from models.viewer import ANONYMOUS, Viewer


def names(answer):
    return [one.id for one in answer.results]


@pytest.fixture
def pumps(pool, make):
    pool.load(*[make(f"pump-{number}", f"Pump number {number} for water") for number in range(9)])
    return pool


def test_a_window_stands_still_while_listings_come_and_change(pumps, make):
    first = pumps.search("water pump", limit=4)
    pumps.load(make("pump-new", "water pump pump water"), make("pump-8", "Pump number 8 for water, now of steel"))
    second = pumps.service.page(first.next, ANONYMOUS)
    third = pumps.service.page(second.next, ANONYMOUS)
    seen = names(first) + names(second) + names(third)
    assert sorted(seen) == [f"pump-{number}" for number in range(9)]
    assert third.next is None
    assert first.total == second.total == third.total == 9


def test_what_is_gone_is_left_out_of_later_pages_and_counted(pumps):
    first = pumps.search("water pump", limit=4)
    later = pumps.service.page(first.next, ANONYMOUS)
    gone = later.results[0].id
    pumps.remove(gone)
    again = pumps.service.page(first.next, ANONYMOUS)
    assert gone not in names(again)
    assert again.withheld == 1
    assert len(again.results) == len(later.results) - 1
    assert pumps.search("water pump").total == 8


def test_a_change_is_found_by_the_next_question(pumps, make):
    pumps.load(make("pump-3", "A turbine of steel"))
    assert "pump-3" not in names(pumps.search('"pump number 3"'))
    assert names(pumps.search('"turbine of steel"')) == ["pump-3"]


def test_a_window_ends_after_its_time_unless_it_is_used(pumps):
    kept = pumps.application.settings.cursor_seconds
    cursor = pumps.search("water pump", limit=4).next
    pumps.now += kept - 1
    pumps.service.page(cursor, ANONYMOUS)
    pumps.now += kept - 1
    pumps.service.page(cursor, ANONYMOUS)
    pumps.now += kept + 1
    with pytest.raises(Expired, match="no longer kept"):
        pumps.service.page(cursor, ANONYMOUS)


def test_a_cursor_is_its_viewers_own(pumps):
    cursor = pumps.search("water pump", limit=4).next
    with pytest.raises(Expired):
        pumps.service.page(cursor, Viewer(member=True))
    assert pumps.service.page(cursor, ANONYMOUS).results


def test_a_window_is_no_longer_than_the_settings_say_and_the_answer_tells(make_pool, make):
    pool = make_pool(window=10)
    pool.load(*[make(f"pump-{number}", f"Pump number {number}") for number in range(14)])
    answer = pool.search("pump")
    assert (answer.total, answer.passing) == (10, 14)
    assert [one.code for one in answer.notices] == ["closest"]
    assert pool.search("").total == 10


def test_a_listing_is_no_longer_found_after_its_last_day(pool, make, today):
    pool.load(make("shown", "Pump A", shown_until=today), make("ended", "Pump B", shown_until=today.replace(year=2001)))
    for question in ("pump", ""):
        answer = pool.search(question)
        assert names(answer) == ["shown"]
        assert (answer.total, answer.passing) == (1, 1)
        assert sum(value.count for value in answer.facets[0].values) == 1
    assert not [one for one in pool.service.suggest("Pum", ANONYMOUS).suggestions if one.text == "Pump B"]


def test_what_has_no_vectors_yet_is_found_by_its_words_and_said(pool, make):
    pool.load(make("old", "Pump for water"))
    records = pool.store
    assert records.listings.counts().total == 1
    pool.application.store.listings.put(make("new", "Pump for oil", party=None), Viewer(system=True))
    pool.index(encode=False)
    answer = pool.search("oil pump")
    assert names(answer)[0] == "new"
    assert answer.coverage == 0.5
    assert [one.code for one in answer.notices] == ["partly-encoded"]
    assert "50%" in answer.notices[0].text


class Broken:
    """An encoder that makes passages and then fails."""

    remote = False
    means = {}  # noqa: RUF012

    def __init__(self, encoder):
        self._encoder = encoder
        self.fingerprint, self.dimensions = encoder.fingerprint, encoder.dimensions

    def encode_passages(self, texts):
        return self._encoder.encode_passages(texts)

    def encode_queries(self, _texts):
        raise EncoderUnavailable("The embeddings server does not answer.", advice="Start it.")


def test_an_encoder_that_fails_leaves_the_words(make_pool, make, pool):
    broken = make_pool(encoder=Broken(pool.application.encoder))
    broken.load(make("one", "Pump for water"), make("two", "Turbine for wind"))
    answer = broken.search("pump")
    assert names(answer) == ["one"]
    assert answer.results[0].legs.vector is None
    assert [one.code for one in answer.notices] == ["meaning-unavailable"]


def test_an_index_of_another_encoder_is_not_read(make_pool, make, pool):
    pool.load(make("one"))

    class Other(Broken):
        def __init__(self, encoder):
            super().__init__(encoder)
            self.fingerprint = "another"

    other = make_pool("pool", encoder=Other(pool.application.encoder))
    for question in ("pump", ""):
        with pytest.raises(RebuildNeeded, match="another"):
            other.search(question)
    with pytest.raises(RebuildNeeded):
        other.service.suggest("pu", ANONYMOUS)


def test_without_an_index_a_search_says_so(pool):
    with pytest.raises(EngineUnavailable, match="no index yet"):
        pool.search("pump")


def test_more_like_uses_what_the_viewer_may_read(pool, make):
    secret = make("secret", "Pump", text="For water", tiers=[("nda", "Driven by unobtainium magnets")])
    pool.load(secret, make("magnets", "Unobtainium magnets for all"), make("water", "Water for all"))
    from search_api.search.question import SearchQuery  # noqa: PLC0415

    answer = pool.service.more_like("secret", SearchQuery(), ANONYMOUS)
    assert "unobtainium" not in answer.question.text
    with pytest.raises(NotFound):
        pool.service.more_like("nowhere", SearchQuery(), ANONYMOUS)


def test_a_page_of_no_size_cannot_be_had(pumps):
    with pytest.raises(BadQuery, match="A page of 0"):
        pumps.search("pump", limit=0)


def test_asking_moves_the_means_of_questions_and_pasting_does_not(pumps, make):
    from search_api.search.question import SearchQuery  # noqa: PLC0415

    means = pumps.application.question_means
    before = means.centring()
    pumps.service.similar(SearchQuery(text="water"), ANONYMOUS)
    pumps.service.more_like("pump-1", SearchQuery(), ANONYMOUS)
    assert means.centring() is before
    pumps.search("water")
    assert means.centring() is not before
