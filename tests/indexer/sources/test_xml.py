"""Reading XML record by record: what breaks, and how little is lost."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.base import Context
from indexer.sources.xml import Element, parse, read_records, text_of
from models.records import Origin, Record, Refusal


class Trickle(io.BytesIO):
    """A stream that gives a few bytes at a time, so that every tag is cut somewhere."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 3, 3) if size and size > 0 else 3)


def build(element: Element, origin: Origin):
    yield Record(source="test", key=element.findtext("id") or "", origin=origin)


def read(data: bytes, *, names=("doc",), around=(), context=Context(), stream=io.BytesIO):  # noqa: B008
    return list(read_records(stream(data), "file.xml", context, names, build, around=around))


def keys(found):
    return [item.key if isinstance(item, Record) else "refused" for item in found]


def document(number: int, body: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<doc><id>{number}</id>{body}</doc>\n'.encode()


def test_documents_that_follow_each_other_in_one_file_are_records_of_their_own_with_their_lines():
    found = read(document(1) + document(2))
    assert keys(found) == ["1", "2"]
    assert [item.origin.place for item in found] == ["line 2", "line 4"]


def test_records_under_one_root_are_read_with_its_namespaces_and_without_their_prefixes():
    lists = b'<list xmlns:y="urn:c"><x:doc y:k="1"><id>1</id></x:doc><x:doc><id>2</id></x:doc></list>'
    data = b'<?xml version="1.0"?><r xmlns="urn:a" xmlns:x="urn:b">' + lists + b"</r>"
    assert keys(read(data, around=("r",))) == ["1", "2"]


def test_wherever_the_stream_cuts_the_bytes_the_records_are_the_same():
    data = document(1, "<b>&lt;doc&gt;</b>") + b"<?xml version='1.0'?><doc/>" + document(3)
    assert read(data, stream=Trickle) == read(data)


BREAKS = {
    "an end tag is missing": lambda text: text.replace(b"</doc>", b""),
    "an end tag is misspelt": lambda text: text.replace(b"</doc>", b"</dco>"),
    "a start tag is misspelt": lambda text: text.replace(b"<doc>", b"<dco>"),
    "an inner tag is not closed": lambda text: text.replace(b"</id>", b""),
    "an ampersand stands alone": lambda text: text.replace(b"<id>", b"<id>&"),
    "an entity is not declared": lambda text: text.replace(b"<id>", b"<id>&nbsp;"),
    "the text is cut off": lambda text: text[: text.index(b"</id>")],
    "a byte is no UTF-8": lambda text: text.replace(b"<id>", b"<id>\xff"),
    "a control character": lambda text: text.replace(b"<id>", b"<id>\x01"),
}


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("at", [0, 1, 4])
def test_a_broken_document_loses_only_itself(how, at):
    parts = [document(number) for number in range(5)]
    parts[at] = BREAKS[how](parts[at])
    found = keys(read(b"".join(parts)))
    assert found == [str(number) if number != at else "refused" for number in range(5)]


@pytest.mark.parametrize("how", sorted(set(BREAKS) - {"a byte is no UTF-8"}))
def test_a_broken_record_under_one_root_loses_only_itself(how):
    parts = [document(number).split(b"?>\n")[1] for number in range(5)]
    parts[2] = BREAKS[how](parts[2])
    found = keys(read(b'<?xml version="1.0"?><r>' + b"".join(parts) + b"</r>", around=("r",)))
    assert found == ["0", "1", "refused", "3", "4"]


@given(st.sets(st.integers(0, 199), max_size=8), st.sampled_from(sorted(BREAKS)))
def test_one_in_a_hundred_broken_loses_one_in_a_hundred(broken, how):
    parts = [BREAKS[how](document(number)) if number in broken else document(number) for number in range(200)]
    assert keys(read(b"".join(parts))) == ["refused" if number in broken else str(number) for number in range(200)]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE doc [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE doc [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE doc [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
    ],
)
def test_a_document_that_declares_entities_is_refused_and_nothing_is_expanded(declaration):
    hostile = f'<?xml version="1.0"?>{declaration}<doc><id>&a;</id></doc>'.encode()
    refused, record = read(hostile + document(2))
    assert isinstance(refused, Refusal)
    assert "declares entities" in refused.reason
    assert record.key == "2"


def test_a_doctype_without_declarations_and_unparsed_drawings_are_harmless():
    doctype = '<!DOCTYPE doc SYSTEM "doc.dtd" [ ]>'
    drawings = '<!DOCTYPE doc SYSTEM "doc.dtd" [<!ENTITY f1 SYSTEM "f1.tif" NDATA TIF>]>'
    data = b"".join(f'<?xml version="1.0"?>{one}<doc><id>1</id></doc>'.encode() for one in (doctype, drawings))
    assert keys(read(data)) == ["1", "1"]


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "utf-16", "iso-8859-1"])
def test_the_encoding_that_a_document_names_is_read(encoding):
    word = "固态电解质" if encoding != "iso-8859-1" else "Lösung"
    data = f'<?xml version="1.0" encoding="{encoding}"?><doc><id>{word}</id></doc>'.encode(encoding)
    assert keys(read(data)) == [word]


def test_a_record_longer_than_allowed_is_refused_and_the_next_is_read():
    data = document(1) + document(2, "x" * 3_000_000) + document(3)
    found = read(data, context=Context(max_record=1_000_000))
    assert keys(found) == ["1", "refused", "3"]
    assert "longer than 1000000 bytes" in found[1].reason


def test_a_document_of_another_kind_is_refused_unless_it_is_known_to_lie_between():
    data = document(1) + b'<?xml version="1.0"?><sequence/>' + document(2)
    assert keys(read(data)) == ["1", "refused", "2"]
    assert keys(read(data, around=("sequence",))) == ["1", "2"]


def test_a_refusal_keeps_the_start_of_the_record():
    (refused,) = read(document(1, "<p>solid electrolyte").replace(b"</doc>", b"</doc>"))
    assert "solid electrolyte" in refused.raw
    assert refused.advice


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<a>H<sub>2</sub>O</a>", "H2O"),
        ("<a><p>One.</p><p>Two.</p></a>", "One. Two."),
        ("<a>固态\n  电解质<!-- note --><?pi x?>。</a>", "固态 电解质。"),
        ("<a>x<br/>y</a>", "x y"),
    ],
)
def test_text_is_one_line_with_paragraphs_apart_and_formulas_together(markup, text):
    assert text_of(parse(markup.encode())) == text
