"""Titles for records that bring none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clauses import first_clause


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("一种利用烟气余热的发电系统，包括锅炉。", "一种利用烟气余热的发电系统"),
        ("本发明公开了一种再热式有机朗肯循环系统及控制方法，属于余热回收。", "一种再热式有机朗肯循环系统及控制方法"),
        ("本发明属于发动机节能减排技术领域，涉及一种车用余热回收装置。", "一种车用余热回收装置"),
        ("1,4‑双哌嗪的合成方法，属于添加剂领域。", "1,4‑双哌嗪的合成方法"),
        ("The present invention relates to a heat exchanger, comprising tubes.", "A heat exchanger"),
        ("Disclosed are methods of casting. They are cheap.", "Methods of casting"),
        ("A gas turbine system includes an exhaust stack. It works.", "A gas turbine system includes an exhaust stack"),
    ],
)
def test_the_title_is_what_the_text_names_first(text: str, title: str) -> None:
    assert first_clause(text) == title


@given(st.text(min_size=1).filter(str.strip))
def test_a_title_is_never_long(text: str) -> None:
    assert len(first_clause(text)) <= 100
