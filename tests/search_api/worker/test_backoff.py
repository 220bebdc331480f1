"""What failed is tried later each time, up to a limit, and not all at once."""

from hypothesis import given
from hypothesis import strategies as st

from search_api.worker.backoff import FIRST_SECONDS, LONGEST_SECONDS, seconds_before


def test_each_pause_is_twice_the_one_before_up_to_the_longest():
    pauses = [seconds_before(attempt, 0.5) for attempt in range(1, 12)]
    assert pauses[:4] == [FIRST_SECONDS * factor for factor in (1, 2, 4, 8)]
    assert pauses[-1] == LONGEST_SECONDS


@given(st.integers(1, 5000), st.floats(0, 1))
def test_chance_moves_a_pause_by_no_more_than_half(attempt, random):
    assert 0.5 <= seconds_before(attempt, random) / seconds_before(attempt, 0.5) <= 1.5
