"""The language that a browser prefers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.languages import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("*", None),
        ("fr, de;q=0.5", None),
        ("en", "en"),
        ("zh-Hant-TW", "zh"),
        ("zh;q=0.2, en;q=0.7", "en"),
        ("en;q=0, zh;q=0.1", "zh"),
        ("EN-us , zh;q=0.9", "en"),
        ("zh;q=high", None),
    ],
)
def test_the_weightiest_of_ours_is_taken(header, language):
    assert preferred(header) == language


@given(st.text())
def test_no_header_is_an_error(header):
    assert preferred(header) in {None, "en", "zh"}
