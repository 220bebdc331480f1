"""What a person may type into the box."""

from hypothesis import given
from hypothesis import strategies as st

from ranking.question import FieldTerm, parse_question, pasted

FIELDS = {"cpc", "party", "kind", "office"}


def test_words_phrases_exclusions_and_fields_are_told_apart() -> None:
    question = parse_question('solid "ceramic separator" -lithium cpc:H01M -office:CN party:"General Motors"', FIELDS)
    assert question.text == "solid ceramic separator"
    assert question.phrases == ("ceramic separator",)
    assert question.without == ("lithium",)
    assert question.fields == (
        FieldTerm("cpc", "H01M"),
        FieldTerm("office", "CN", negated=True),
        FieldTerm("party", "General Motors"),
    )


def test_chinese_quotes_and_colons_are_read() -> None:
    question = parse_question("固态电池 “陶瓷隔膜” -“液态电解质” office：CN", FIELDS)
    assert question.text == "固态电池 陶瓷隔膜"
    assert question.phrases == ("陶瓷隔膜",)
    assert question.without == ("液态电解质",)
    assert question.fields == (FieldTerm("office", "CN"),)


def test_a_quote_inside_a_run_of_chinese_is_a_phrase() -> None:
    question = parse_question("寻找“固态电解质”投资", FIELDS)
    assert question.phrases == ("固态电解质",)
    assert question.text == "寻找 固态电解质 投资"


def test_what_is_no_field_stays_text() -> None:
    question = parse_question("ratio 3:1 at https://example.org - and well-known isn't", FIELDS)
    assert question.fields == ()
    assert question.without == ()
    assert question.text == "ratio 3:1 at https://example.org - and well-known isn't"


def test_an_unclosed_quote_is_no_phrase() -> None:
    question = parse_question('5" pipe', FIELDS)
    assert question.phrases == ()
    assert "pipe" in question.text


def test_a_pasted_document_has_no_operators() -> None:
    question = pasted('a -b "c" cpc:H01M')
    assert question.text == 'a -b "c" cpc:H01M'
    assert question.without == question.phrases == question.fields == ()


def test_a_document_of_300000_characters_is_cut_and_says_so() -> None:
    assert parse_question("电 " * 150_000, FIELDS).cut
    assert pasted("电" * 300_000).cut


@given(st.text(alphabet=st.sampled_from(list('ab:-"“” 电池cpc:')), max_size=40))
def test_anything_can_be_typed(raw: str) -> None:
    question = parse_question(raw, FIELDS)
    assert question.raw == raw
    assert all(field.name in FIELDS for field in question.fields)


def test_bytes_that_are_no_text_become_question_marks() -> None:
    question = parse_question("solid \udcff cpc:\udc80", FIELDS)
    assert (question.text, question.fields) == ("solid ?", (FieldTerm("cpc", "?"),))
    assert pasted("\ud800 film").text == "? film"
