"""Normal form and the way back."""

import pytest

from indexer.analysis.normalise import normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("plain & simple", "plain & simple"),
        ("SnO₂ m²", "SnO2 m2"),
        ("10⁶", "10 6"),
        ("10¹²", "10 12"),
        ("①3", " 1 3"),
        ("2½", "2 1/2 "),
        ("１２３", "123"),
        ("ﬁne ㎡", "fine m2"),
        ("a\u2011b \u2212c", "a-b -c"),
        ("isn’t", "isn't"),
        ("so\u00adft zero\u200bwidth \ufeff", "soft zerowidth "),
        ("&#039;&amp;&amp;lt;&quot;&#x4e2d;", "'&<\"中"),
        ("&nosuch; &;", "&nosuch; &;"),
        ("e\u0301té", "été"),
        ("ｶﾞｽ", "ガス"),
        ("图１，２（a）", "图1，2(a)"),
        ("\u1112\u1161\u11ab", "한"),
        ("\U0001d400", "A"),
    ],
)
def test_normal_form(text: str, normal: str):
    assert normalise(text).text == normal


def test_the_way_back_covers_what_was_there():
    text = "caf&eacute; so\u00adft e\u0301"
    normal = normalise(text)
    assert [
        text[slice(*normal.span(at, at + len(word)))]
        for word in ("café", "soft", "é")
        for at in [normal.text.rindex(word)]
    ] == [
        "caf&eacute;",
        "so\u00adft",
        "e\u0301",
    ]
