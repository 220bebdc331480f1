"""What tokens, normal form and passages promise for any text: generated ones in mixed scripts, with the signs that analysis has rules for."""

import itertools
import unicodedata
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import StandardAnalyser, passages
from indexer.analysis.normalise import normalise
from indexer.analysis.passages import estimated_tokens

ANALYSER = StandardAnalyser()

_PIECES = [
    "battery", "Isn't", "state-of-the-art", "R245fa", "CO 2", "SnO₂", "10⁶", "7,654,321", "3.5 mm", "US", "C++", "C#", "Ça", "naïve", "Straße",
    "专利", "質押融資", "憑藉", "乾坤", "锂", "1,4-双(甲基磺酰基)哌嗪", "ＡＢＣ", "，", "。", "（", "батарея", "ёж", "リチウム", "ｶﾞｽ", "電池の",
    "배터리", "한글", "άλφα", "ภาษา", "हिन्दी", "&amp;", "&#039;", "&eacute;", "&nosuch;", "\u00ad", "\u200b", "\u2011", "e\u0301", "½", "①", "㎡",
    "µm", "ﬁ", "-", "/", ".", ",", "'", "_", "+", "#", "&", "@", "://", "(", ")", " ", "  ", "\n", "\x00", "\ud800", "\U00020000", "\U0001d400",
    "1", "23", "456", "a", "B", "℃", "%",
]  # fmt: skip

mixed_text = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=25).map("".join)


def runs_within(needle: list[str], hay: list[str]) -> bool:
    return any(hay[at : at + len(needle)] == needle for at in range(len(hay) - len(needle) + 1))


@given(mixed_text)
def test_tokens_stand_for_characters_of_the_original(text: str):
    for token in ANALYSER.terms(text) + ANALYSER.words(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text
        assert not any(map(str.isspace, token.text))


@given(mixed_text)
def test_the_fast_streams_say_the_same(text: str):
    assert Counter(ANALYSER.term_texts(text)) == Counter(token.text for token in ANALYSER.terms(text))
    assert ANALYSER.word_texts(text) == [token.text for token in ANALYSER.words(text)]


@given(mixed_text)
def test_words_come_in_order_and_terms_by_place(text: str):
    words, terms = ANALYSER.words(text), ANALYSER.terms(text)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert [term[1:] for term in terms] == sorted(term[1:] for term in terms)


@given(mixed_text, st.data())
def test_any_quote_between_word_borders_is_found(text: str, data: st.DataObject):
    words = ANALYSER.words(text)
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = text[words[first].start : words[last].end]
    assert runs_within(ANALYSER.word_texts(quote), ANALYSER.word_texts(text))


@given(st.text(alphabet="专利質押憑藉乾坤融資锂电池的上。，a1 ", min_size=1), st.data())
def test_any_stretch_of_chinese_is_found(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    stretch = text[start:end]
    if stretch.isascii() or any(character in "a1" for character in stretch):
        return
    assert runs_within(ANALYSER.word_texts(stretch), ANALYSER.word_texts(text))


@given(mixed_text)
def test_the_same_text_gives_the_same_tokens_whatever_came_before(text: str):
    assert ANALYSER.terms(text) == StandardAnalyser().terms(text)


@given(mixed_text)
def test_spans_are_in_order_and_inside(text: str):
    normal = normalise(text)
    spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(mixed_text)
def test_letters_come_out_compatible(text: str):
    letters = "".join(character for character in normalise(text).text if character.isalpha())
    assert unicodedata.is_normalized("NFKC", letters)


@given(mixed_text, st.integers(1, 40), st.integers(0, 20))
def test_passages_hold_all_but_white_space_and_do_not_overlap(text: str, target: int, more: int):
    found = passages(text, target_tokens=target, most_tokens=target + more)
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in found)


@given(mixed_text.map(lambda text: text * 20))
def test_no_passage_is_longer_than_the_most(text: str):
    assert all(estimated_tokens(text[start:end]) <= 160 for start, end in passages(text))
