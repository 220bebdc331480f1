"""Documents as listings: no word is lost, none is said twice."""

from hypothesis import given
from hypothesis import strategies as st

from search_api.evaluation.documents import first_sentence


def test_the_first_sentence_is_the_title_of_a_text_without_one():
    assert first_sentence("A pump. It has 3.5 bearings.") == ("A pump.", "It has 3.5 bearings.")
    assert first_sentence("一种陶瓷隔膜。厚度很小。") == ("一种陶瓷隔膜。", "厚度很小。")
    assert first_sentence("A pump") == ("A pump", "")


def test_a_long_sentence_is_cut_between_words():
    title, rest = first_sentence("electrolyte " * 40)

    assert len(title) <= 200
    assert title.endswith("electrolyte")
    assert rest.startswith("electrolyte")


@given(st.text())
def test_no_word_is_lost_or_said_twice(text):
    title, rest = first_sentence(text)

    assert "".join((title + rest).split()) == "".join(text.split())
    assert bool(title) == bool(text.strip())
