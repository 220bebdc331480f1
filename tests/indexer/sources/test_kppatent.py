"""What a user may rely on when Chinese patent abstracts without titles are read."""

from __future__ import annotations

import io
import json

import pytest

from indexer.sources.base import Context, Head
from indexer.sources.kppatent import SOURCE
from indexer.sources.titles import clean
from models.clauses import first_clause
from models.listings import Standing
from models.records import Record, Refusal

ABSTRACT = "本发明涉及一种固态电解质薄膜及其制备方法，包括基底和薄膜。该薄膜的电导率高。"


def read(*values: object) -> list[Record | Refusal]:
    data = json.dumps(values, ensure_ascii=False).encode("utf-8")
    return list(SOURCE.read(io.BytesIO(data), "abstracts.json", Context()))


def test_an_abstract_is_a_technology_with_its_first_clause_as_title() -> None:
    (found,) = read({"abstract": ABSTRACT, "keyphrases": "薄膜,电"})
    assert isinstance(found, Record)
    assert found.listing is not None
    assert (found.listing.kind, found.listing.standing) == ("technology", Standing.PUBLIC_RECORD)
    assert found.listing.title.root == {"zh": "一种固态电解质薄膜及其制备方法"}
    assert found.listing.offers.sections[0].text.get("zh") == ABSTRACT


def test_a_record_is_the_same_each_time_and_another_in_one_sign_is_another() -> None:
    keys = [
        item.key
        for item in read({"abstract": ABSTRACT}, {"abstract": ABSTRACT}, {"abstract": ABSTRACT.replace("，", ",")})
    ]
    assert keys[0] == keys[1] != keys[2]


def test_nothing_to_read_is_refused_alone() -> None:
    found = read({"abstract": " ", "keyphrases": "x"}, {"abstract": ABSTRACT})
    assert [isinstance(item, Record) for item in found] == [False, True]
    assert found[0].origin.place == "item 1"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("一种装置。另一句。", "一种装置"),
        ("一" * 60, "一" * 39 + "…"),
        ("\n ，A solid film. More.", "A solid film"),
        ("word " * 60, "word " * 18 + "word…"),
        ("ratio 1.5 to 2.5; more", "ratio 1.5 to 2.5"),
        ("。。。", "。。。"),
    ],
)
def test_a_derived_title_is_the_beginning_of_the_text_and_adds_nothing(text: str, title: str) -> None:
    assert first_clause(text) == title


def test_text_of_public_records_is_made_plain() -> None:
    assert clean("a&amp;#039;b &lt;c&gt;  d\r\n\r\n \te\uf06dm\u00ad") == "a'b <c> d\neμm"


def test_the_format_is_told_by_its_members() -> None:
    assert SOURCE.recognise(Head("x.json", b'[{"abstract": "x", "keyphrases": "y"}]'))
    assert not SOURCE.recognise(Head("x.json", b'[{"abstract": "x"}]'))
