"""Highlighted passages in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import StandardAnalyser
from ranking.snippets import highlight, snippet

ENGLISH = (
    "Batteries are everywhere. " * 30
    + "A garnet solid electrolyte film of 20 micrometres conducts lithium ions at room temperature. "
    + "It is made by tape casting. " * 30
)
CHINESE = "电池无处不在。" * 40 + "本成果提供一种石榴石型固态电解质薄膜，室温离子电导率高。" + "采用流延法制备。" * 40


def weights(question: str, analyser: StandardAnalyser) -> dict[str, float]:
    return dict.fromkeys(analyser.term_texts(question), 1.0)


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [(ENGLISH, "solid electrolytes", "solid electrolyte"), (CHINESE, "固态电解质", "固态电解质")],
)
def test_the_passage_shows_where_the_question_was_met(
    text: str, question: str, marked: str, analyser: StandardAnalyser
) -> None:
    found = snippet(text, weights(question, analyser), analyser)
    assert marked in {found.passage[start:end] for start, end in found.spans}
    assert found.before
    assert found.after
    assert len(found.passage) < 320


def test_where_no_word_was_met_the_passage_begins_at_the_fallback(analyser: StandardAnalyser) -> None:
    place = CHINESE.index("本成果")
    found = snippet(CHINESE, weights("solid electrolyte", analyser), analyser, fallback=place)
    assert found.passage.startswith("本成果")
    assert found.spans == ()


def test_traditional_characters_are_marked_as_written(analyser: StandardAnalyser) -> None:
    found = highlight("專利質押融資服務", dict.fromkeys(analyser.term_texts("专利质押"), 1.0), analyser)
    assert "專利質押" in "".join(found.passage[start:end] for start, end in found.spans)


def test_neighbouring_words_are_marked_as_one(analyser: StandardAnalyser) -> None:
    found = highlight("Solid-state electrolyte", weights("solid state electrolyte", analyser), analyser)
    assert found.spans == ((0, 23),)


@given(
    st.text(alphabet=st.sampled_from(list("abc 电池固态.。!\n")), max_size=400),
    st.sampled_from(["电池", "abc", "固态 b"]),
)
def test_spans_lie_in_the_passage_in_order(text: str, question: str) -> None:
    analyser = StandardAnalyser()
    found = snippet(text, weights(question, analyser), analyser)
    assert found.passage in text
    ends = [0]
    for start, end in found.spans:
        assert ends[-1] <= start < end <= len(found.passage)
        ends.append(end)
