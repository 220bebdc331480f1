"""What a user may rely on of the templates, and of the document of the forms."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from indexer.sources.base import Context, Head
from indexer.sources.forms import SOURCE, form_kinds, template
from indexer.sources.forms.columns import SHAPES, columns
from models.assets import EventKind
from models.errors import BadInput
from models.records import Record, Refusal
from models.vocabulary import kinds

DOCUMENT = Path(__file__).parents[3] / "docs" / "forms.md"


def read(data: bytes, name: str) -> list[Record | Refusal]:
    assert SOURCE.recognise(Head(name, data[:65536]))
    return list(SOURCE.read(io.BytesIO(data), name, Context()))


@pytest.mark.parametrize("kind", list(form_kinds()))
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_template_loads_as_it_is_and_its_example_loads_when_uncommented(kind: str, form: Any, language: Any) -> None:
    written = template(kind, format=form, language=language)
    assert read(written, f"form.{form}") == []
    (found,) = read(uncommented(written, form), f"form.{form}")
    assert isinstance(found, Record), found
    assert found.key == "example-1"


def uncommented(written: bytes, form: str) -> bytes:
    if form == "jsonl":
        return written.replace(b'"#": "example", ', b"")
    if form == "csv":
        return written.replace(b"# example-1", b"example-1")
    book = load_workbook(io.BytesIO(written))
    book.worksheets[0]["A3"] = "example-1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_template_has_every_term_of_its_kind_on_both_sides() -> None:
    for kind, words in kinds().items():
        header = template(kind).decode("utf-8-sig").splitlines()[0].split(",")
        wanted = {f"offers.{name}" for name in words.offers} | {f"seeks.{name}" for name in words.seeks}
        assert wanted <= set(header)


def test_there_is_no_template_of_what_is_no_kind() -> None:
    with pytest.raises(BadInput, match="no form for 'gadget'"):
        template("gadget")


def test_the_document_names_every_column_and_every_event() -> None:
    text = DOCUMENT.read_text("utf-8")
    narrow = {
        f"{side}_{tier}_{tag}"
        for side in ("offers", "seeks")
        for tier in ("members", "accepted", "nda")
        for tag in ("en", "zh")
    }
    for shape in SHAPES:
        for key, column in columns(shape).items():
            assert key in narrow or (f"`{key}`" in text and column.zh in text), key
    for kind in EventKind:
        assert f"`{kind.value}`" in text
