"""What a user may rely on when delimited text is read: a broken row loses itself and no other."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.base import Context
from indexer.sources.tables import Row, delimited_rows, headings, named_rows

HEADINGS = ["name", "text", "year"]
CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from('",;\n'), max_size=30)


def rows_of(data: bytes, context: Context | None = None) -> list[Row]:
    return list(delimited_rows(io.BytesIO(data), context or Context()))


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]]) -> None:
    read = rows_of(written([HEADINGS, *rows]).encode("utf-8"))
    expected = [[io.StringIO(cell, newline="").read() for cell in row] for row in rows]
    assert [list(row.cells) for row in read[1:]] == expected
    assert not any(row.fault for row in read)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_told_from_the_start(encoding: str, delimiter: str) -> None:
    text = written([HEADINGS, ["知桥", "固态电解质，薄膜", "2026"]], delimiter)
    assert list(rows_of(text.encode(encoding))[1].cells) == ["知桥", "固态电解质，薄膜", "2026"]


def test_a_quote_that_is_never_closed_loses_its_own_row_only() -> None:
    lines = ["name,text,year", "a,good,1", 'b,"never closed,2', "c,good,3", 'd,"quoted, good",4', "e,good,5"]
    read = rows_of("\n".join(lines).encode())
    assert [row.cells[0] for row in read if not row.fault] == ["name", "a", "c", "d", "e"]
    assert [(row.line, bool(row.fault)) for row in read if row.fault] == [(3, True)]


def test_a_quote_closed_by_a_later_rows_quote_loses_its_own_row_only() -> None:
    read = rows_of(b'name,text,year\na,"open,1\nb,"quoted",2\nc,plain,3\n')
    assert [row.cells[0] for row in read if not row.fault] == ["name", "b", "c"]
    assert [row.line for row in read if row.fault] == [2]


def test_cells_may_hold_line_breaks() -> None:
    read = rows_of(b'name,text,year\r\na,"one\r\ntwo",1\r\nb,x,2\r\n')
    assert [list(row.cells) for row in read[1:]] == [["a", "one\r\ntwo", "1"], ["b", "x", "2"]]
    assert [row.line for row in read] == [1, 2, 4]


def test_bytes_of_another_encoding_lose_their_row_only() -> None:
    read = rows_of("name,text,year\na,知桥,1\n".encode() + b"b,\xff\xfe,2\nc,good,3\n" + b"d" * 100)
    faults = [row for row in read if row.fault]
    assert [row.line for row in faults] == [3]
    assert "UTF-8" in str(faults[0].fault)
    "".join(faults[0].cells).encode("utf-8")  # what is kept of it can be written


def test_a_replacement_character_that_is_in_the_file_is_text() -> None:
    assert not any(row.fault for row in rows_of("name,text\na,caf\ufffd\n".encode()))


def test_too_many_cells_are_a_fault_and_too_few_are_empty() -> None:
    read = rows_of(b"name,text,year\na,b,c,d\na\n")
    assert read[1].fault
    assert not read[2].fault


def test_a_cell_longer_than_any_record_does_not_stop_the_file() -> None:
    read = rows_of(b"name,text\na," + b"x" * 200_000 + b"\nb,good\n")
    assert [row.cells[0] for row in read if not row.fault] == ["name", "b"]


def test_rows_are_known_by_their_headings_in_any_case() -> None:
    row = next(named_rows(io.BytesIO(b"Topic  Name,Close_Date\nx,y\n"), Context()))
    assert (row.cells["topic name"], row.cells["close date"], row.place) == ("x", "y", "line 2")
    assert headings("Topic Name;Close_Date") == {"topic name", "close date"}


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    for row in rows_of(data):
        assert row.line >= 1
