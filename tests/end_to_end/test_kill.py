"""``kill -9`` at random moments: what was acknowledged is in the store, and the index says what the store says.

``python -m benchmarks.kill --rounds 50`` does the same for longer; a seed that failed here can be given to it.
"""

import os
import random

import pytest

from benchmarks.kill import Killer
from benchmarks.kill_check import problems
from benchmarks.kill_world import LOAD, RECOVER, World

ROUNDS = 5
LISTINGS = 120


def test_nothing_that_was_acknowledged_is_lost(tmp_path):
    seed = int(os.environ.get("ZHIQIAO_TEST_SEED", random.SystemRandom().randrange(1_000_000)))
    print(f"ZHIQIAO_TEST_SEED={seed}")  # noqa: T201 — shown when the test fails

    ended = list(Killer(tmp_path, LISTINGS, seed).run(ROUNDS))

    assert len(ended) == ROUNDS
    assert [one.problems for one in ended] == [()] * ROUNDS
    assert any(one.killed for one in ended)


@pytest.fixture
def whole(tmp_path):
    """A small world, loaded and indexed without an accident."""
    world = World(tmp_path, listings=20, seed=3)
    world.perform([LOAD, RECOVER])
    return world


def test_the_check_is_content_with_a_whole_pool(whole):
    assert problems(whole, whole.acknowledged()) == []


def test_the_check_sees_a_record_that_was_acknowledged_and_is_not_there(whole):
    assert "never-loaded was acknowledged, and is not in the store" in problems(whole, {"never-loaded": 3})


def test_the_check_sees_a_change_that_was_acknowledged_and_is_not_there(whole):
    assert problems(whole, {"shared-1": 4}) == ["shared-1 was acknowledged as changed, and the store has it as it was"]


def test_the_check_sees_an_index_that_did_not_follow(whole):
    later = World(whole.data, listings=20, seed=5)
    application = later.application()
    application.store.loads.apply(list(later.records()))
    application.close()

    found = problems(later, later.latest())

    assert any("own-5-0/offers/teaser is in the store, and not in the index" in one for one in found)
    assert any(one.startswith("shared-1/offers/teaser: the terms differ") for one in found)
    assert any(one.startswith("shared-1/offers/teaser: its own word finds") for one in found)
    assert any("shared-1/offers/teaser: the store has 0 of its 1 vectors" in one for one in found)
