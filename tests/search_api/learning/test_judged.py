"""Files of judged pairs: CSV and JSONL, and what is wrong with a line."""

import pytest

from models.errors import BadInput
from search_api.learning.judged import JudgedPair, read_judged


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "judged"
        path.write_text(text, "utf-8")
        return path

    return write


def test_outcomes_and_grades_are_read_from_csv(file):
    pairs = read_judged(file("asker,candidate,outcome,grade\na,b,accepted,\na,c,declined,\na,d,,2\n"))

    assert pairs == [JudgedPair("a", "b", 1.0), JudgedPair("a", "c", 0.0), JudgedPair("a", "d", 2.0)]


def test_json_lines_are_read(file):
    text = '{"asker": "a", "candidate": "b", "outcome": "deal"}\n\n{"asker": "a", "candidate": "c", "grade": 0}\n'

    assert read_judged(file(text)) == [JudgedPair("a", "b", 3.0), JudgedPair("a", "c", 0.0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asker,candidate,outcome\na,,accepted\n", "line 2: it does not name"),
        ("asker,candidate,outcome\na,b,liked\n", "no outcome 'liked'"),
        ("asker,candidate,grade\na,b,eleven\n", "neither an outcome nor a grade"),
        ("asker,candidate,grade\na,b,11\n", "not from 0 to 10"),
        ('{"asker": "a"\n', "line 1: it is not JSON"),
        ("", "no judged pair"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(file, text, said):
    with pytest.raises(BadInput, match=said):
        read_judged(file(text))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_judged(tmp_path / "nothing.csv")
