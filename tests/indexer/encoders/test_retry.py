from datetime import UTC, datetime

import pytest

from indexer.encoders.retry import Patience, retry_after_seconds

NOW = datetime(2030, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_waits_twice_as_long_after_every_try_up_to_the_longest():
    patience = Patience(attempts=5, first=1, longest=5)
    assert [patience.wait(tries, None, lambda: 1) for tries in range(1, 6)] == [1, 2, 4, 5, None]


def test_jitter_takes_away_at_most_half():
    assert Patience(first=2).wait(1, None, lambda: 0) == 1


def test_waits_at_least_as_long_as_the_server_asks():
    assert Patience(first=1).wait(1, 7, lambda: 1) == 7


def test_does_not_wait_for_a_server_that_asks_for_longer_than_the_longest():
    assert Patience(longest=60).wait(1, 3600, lambda: 1) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12),
        ("Tue, 01 Jan 2030 12:00:30 GMT", 30),
        ("Tue, 01 Jan 2030 11:00:00 GMT", 0),
        ("soon", None),
        (None, None),
    ],
)
def test_reads_seconds_and_dates(header, seconds):
    assert retry_after_seconds(header, NOW) == seconds
