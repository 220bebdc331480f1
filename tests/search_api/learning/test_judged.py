"""Files of judged pairs: CSV and JSONL, what is wrong with a line, and that the others are read nevertheless."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.errors import BadInput, ZhiqiaoError
from search_api.learning.judged import JudgedPair, read_judged

HEADING = "asker,candidate,outcome,grade\n"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "judged"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def refused(found):
    return [(one.origin.place, one.reason) for one in found.refusals]


def test_outcomes_and_grades_are_read_from_csv(file):
    found = read_judged(file(HEADING + "a,b,accepted,\na,c,declined,\na,d,,2\n"))

    assert found.pairs == [JudgedPair("a", "b", 1.0), JudgedPair("a", "c", 0.0), JudgedPair("a", "d", 2.0)]
    assert not found.refusals


def test_json_lines_are_read(file):
    text = '{"asker": "a", "candidate": "b", "outcome": "deal"}\n\n{"asker": "a", "candidate": "c", "grade": 0}\n'

    assert read_judged(file(text)).pairs == [JudgedPair("a", "b", 3.0), JudgedPair("a", "c", 0.0)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,,accepted,", "It does not name an asker and a candidate."),
        ("a,b,liked,", "There is no outcome 'liked'."),
        ("a,b,,eleven", "It has neither an outcome nor a grade."),
        ("a,b", "It has neither an outcome nor a grade."),
        ("a,b,,11", "The grade 11 is not from 0 to 10."),
        ("a,b,,nan", "The grade nan is not from 0 to 10."),
        ("a,b,deal,,x", "It has 5 cells, and there are 4 headings."),
    ],
)
def test_a_bad_line_is_refused_alone_with_its_number_reason_and_advice(file, line, said):
    found = read_judged(file(f"{HEADING}a,b,accepted,\n{line}\na,c,deal,\n"))

    assert refused(found) == [("line 3", said)]
    assert "CSV with a heading" in found.refusals[0].advice
    assert found.pairs == [JudgedPair("a", "b", 1.0), JudgedPair("a", "c", 3.0)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"asker": "a"', "It is not JSON"),
        (b'["a", "b"]', "It is not an object in braces."),
        (b'{"asker": "a\xff"}', "It has bytes that are not UTF-8."),
        (b'{"asker": ["a"], "candidate": "b", "grade": 1}', "It does not name an asker and a candidate."),
        (b'{"asker": "\\ud800", "candidate": "b", "grade": 1}', "Its asker has characters that no id has."),
        (b'{"asker": "a", "candidate": "b", "outcome": "\\ud800"}', "There is no outcome '?'."),
        (b"[" * 200_000, "It is not JSON"),
    ],
)
def test_a_bad_json_line_is_refused_alone(file, line, said):
    good = b'{"asker": "a", "candidate": "b", "grade": 1}'
    found = read_judged(file(good + b"\n\n" + line + b"\r\n" + good))

    assert [place for place, _ in refused(found)] == ["line 3"]
    assert refused(found)[0][1].startswith(said)
    assert found.pairs == [JudgedPair("a", "b", 1.0)] * 2


def test_line_numbers_are_those_of_an_editor_after_blank_lines_and_line_breaks_in_quotes(file):
    text = 'asker,candidate,outcome,note\n\na,b,deal,"two\nlines"\n\n\na,c,liked,\na,d,loved,\n'

    assert [place for place, _ in refused(read_judged(file(text)))] == ["line 7", "line 8"]


def test_a_quote_that_is_never_closed_loses_its_own_line_only(file):
    found = read_judged(file('asker,candidate,outcome\na,"b,deal\na,c,deal\na,d,accepted\n'))

    assert [place for place, _ in refused(found)] == ["line 2"]
    assert found.pairs == [JudgedPair("a", "c", 3.0), JudgedPair("a", "d", 1.0)]


def test_only_a_line_feed_ends_a_json_line(file):
    line = json.dumps({"asker": "a", "candidate": "b", "grade": 1, "note": "one\u2028two\x85three"}, ensure_ascii=False)

    assert read_judged(file(line)).pairs == [JudgedPair("a", "b", 1.0)]


def test_a_table_from_a_spreadsheet_is_read(file):
    text = "Asker;Candidate;Outcome;备注\r\na;b;deal;成交\r\n"

    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        assert read_judged(file(text.encode(encoding))).pairs == [JudgedPair("a", "b", 3.0)]


@pytest.mark.parametrize("text", ["", HEADING, HEADING + "a,b,liked,\n", "nothing\nof the kind\n", '{"asker": "a"\n'])
def test_where_nothing_can_be_used_that_is_an_error(file, text):
    with pytest.raises(BadInput, match="no judged pair that can be used"):
        read_judged(file(text))


def test_the_error_tells_what_the_first_line_lacks(file):
    with pytest.raises(BadInput, match="Line 2: There is no outcome 'liked'"):
        read_judged(file(HEADING + "a,b,liked,\n"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.text(alphabet='asker,cndit"\n\r{}:[]0\x00').map(str.encode),
        st.text().map(lambda text: (HEADING + text).encode()),
        st.text().map(lambda text: ("{" + text).encode()),
    )
)
@example(b'{"grade": 1' + b"0" * 5000 + b"}")
@example(b'asker,candidate,grade\na,"' + b"b" * 200_000)
@example(b"\xef\xbb\xbf{")
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(file, data):
    try:
        found = read_judged(file(data))
    except ZhiqiaoError:
        return
    assert found.pairs


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_judged(tmp_path / "nothing.csv")
    with pytest.raises(BadInput, match="cannot be read"):
        read_judged(tmp_path)
