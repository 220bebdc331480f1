"""What the whole load says was lost."""

import pytest

from benchmarks.whole_load import lost

EQUAL = {"exit": 0, "missing": [], "surplus": [], "different": [], "waiting": 0}


def figures(**changed):
    """Figures of a load that lost nothing, but for some."""
    return {
        "loads": [{"exit": 0, "read": 2}],
        "loaded_again": {"exit": 0, "new": 0, "changed": 0},
        "verify": {**EQUAL, "store_listings": 2, "index_listings": 2},
        "passages": {"without_vector": 0},
        "jobs": {"states": {"done": 1}},
        "killed": [{"jobs_open": 1}],
        "failures": [],
        **changed,
    }


def test_nothing_is_lost():
    assert lost(figures()) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"loads": [{"exit": 0}, {"exit": -9}]}, "`zhiqiao load` ended with -9"),
        ({"loaded_again": {"exit": 3}}, "`zhiqiao load` ended with 3"),
        ({"loaded_again": {"exit": 0, "new": 1, "changed": 1}}, "2 records had not been stored"),
        ({"verify": {"exit": 3}}, "`zhiqiao index verify` ended with 3"),
        (
            {"verify": {**EQUAL, "store_listings": 2, "index_listings": 1}},
            "the store and the index are not equal",
        ),
        ({"killed": [{"jobs_open": 0}]}, "a part was killed when all was encoded: give more records"),
        ({"jobs": {"states": {"done": 1, "failed": 1}}}, "jobs are {'done': 1, 'failed': 1}"),
    ],
)
def test_what_was_lost_is_said(changed, said):
    assert lost(figures(**changed)) == [said]
