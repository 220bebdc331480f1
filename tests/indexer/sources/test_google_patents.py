"""What a user may rely on when patents of Google Patents are read."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest

from indexer.sources.base import Context, Head
from indexer.sources.google_patents import SOURCE
from indexer.sources.languages import language_of
from models.assets import Asset, AssetEvent, AssetKind, EventKind, IdentifierRole
from models.codes import parse_patent_number
from models.records import Record, Refusal

PATENT = {
    "id": "US10724438B2",
    "abstract": "Apparatus and methods for heating air in a gas turbine engine are disclosed.",
    "ipc_seed": ["F02C7/10"],
    "title": "Heating of pre-combustor air",
    "codes": ["F02C7/00", "F02C 7/08"],
    "events": [
        "2017-04-26,Application filed by Acme Engines Co., Ltd., Beta Turbines Inc",
        "2017-05-02,Assigned to ACME HOLDING CORP.",
        "2018-11-01,Publication of US20180313269A1",
        "2020-07-28,Application granted",
        "2020-07-28,Publication of US10724438B2",
    ],
}


def read(*values: Any) -> list[Record | Refusal]:
    data = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values).encode("utf-8")
    return list(SOURCE.read(io.BytesIO(data), "patents.jsonl", Context()))


def asset(**members: Any) -> Asset:
    (found,) = read({**PATENT, **members})
    assert isinstance(found, Record), found
    (only,) = found.assets
    return only


def event(words: str) -> AssetEvent:
    (only,) = asset(events=[f"2020-01-02,{words}"]).events
    return only


def test_all_numbers_of_the_events_are_numbers_of_one_right() -> None:
    found = asset()
    assert {one.number: (one.role, one.date) for one in found.identifiers} == {
        "US10724438B2": (IdentifierRole.GRANT, dt.date(2020, 7, 28)),
        "US20180313269A1": (IdentifierRole.PUBLICATION, dt.date(2018, 11, 1)),
    }
    assert [one.kind for one in found.events] == [
        EventKind.FILING, EventKind.ASSIGNMENT, EventKind.PUBLICATION, EventKind.GRANT, EventKind.PUBLICATION,
    ]  # fmt: skip


def test_who_filed_and_who_it_was_assigned_to_are_told_apart() -> None:
    found = asset()
    assert [one.name.get("en") for one in found.applicants] == ["Acme Engines Co., Ltd.", "Beta Turbines Inc"]
    assert [one.name.get("en") for one in found.events[1].parties] == ["ACME HOLDING CORP."]


def test_classes_are_canonical_and_each_stands_once() -> None:
    assert asset().classifications == ("F02C7/00", "F02C7/08", "F02C7/10")


def test_a_publication_of_another_office_is_of_the_family() -> None:
    found = asset(events=["2018-01-01,Publication of EP3400000A1"])
    assert [one.number for one in found.identifiers] == ["US10724438B2"]
    assert found.family == (parse_patent_number("EP3400000A1").key,)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Application granted", EventKind.GRANT),
        ("Expired - Fee Related", EventKind.LAPSE),
        ("Expired - Lifetime", EventKind.EXPIRY),
        ("Withdrawn", EventKind.WITHDRAWAL),
        ("Something new happened", EventKind.OTHER),
    ],
)
def test_events_are_told_by_their_words(words: str, kind: EventKind) -> None:
    found = event(words)
    assert (found.kind, found.date, found.text.get("en")) == (kind, dt.date(2020, 1, 2), words)


def test_expiry_status_and_priority_are_told_by_events_too() -> None:
    found = asset(
        events=[
            "2037-04-26,Anticipated expiration",
            ",Application status is Active",
            "2016-05-01,Priority to US62/100,001",
        ]
    )
    assert (found.expires, found.status, found.events) == (dt.date(2037, 4, 26), "Active", ())
    assert [one.role for one in found.priorities] == [IdentifierRole.PRIORITY]


def test_a_patent_without_a_title_keeps_none_and_one_without_text_is_refused() -> None:
    assert not asset(title=None).title
    assert asset(abstract="").title
    (refusal,) = read({**PATENT, "title": "", "abstract": ""})
    assert isinstance(refusal, Refusal)
    assert refusal.key == "US10724438B2"


def test_kinds_of_right_are_told_by_the_number() -> None:
    assert asset(id="CN206401234U").kind is AssetKind.UTILITY_MODEL
    assert asset(id="DE202015000001U1").kind is AssetKind.UTILITY_MODEL


def test_a_broken_line_loses_only_itself() -> None:
    found = read(PATENT, '{"id": ', {**PATENT, "id": "nonsense"}, [1], {"abstract": "x"}, PATENT)
    assert [isinstance(item, Record) for item in found] == [True, False, False, False, False, True]
    assert [item.origin.place for item in found] == [f"line {number}" for number in range(1, 7)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A gas turbine system includes an exhaust stack.", "en"),
        ("本发明公开了一种自动清洁装置", "zh"),
        ("本發明為一種具熱媒油之轉輪系統", "zh"),
        ("熱交換素子とそれを用いた換気機器", "ja"),
        ("본 발명은 증발기에 관한 것이다", "ko"),
        ("Изобретение относится к способу", "ru"),
        ("Die Erfindung betrifft ein Verfahren zum Betreiben eines Reaktors", "de"),
        ("L'invention concerne un procédé pour la récupération de la chaleur", "fr"),
        ("Disposición para proporcionar aire a una sala, que comprende un sistema", "es"),
        ("Turbine 3000", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_script_and_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_title_of_han_characters_beside_japanese_is_japanese() -> None:
    assert language_of("電気自動車", beside="この発明は、空調効率を向上させる") == "ja"
    assert asset(title="電気自動車", abstract="この発明は、空調効率を向上させる").title.languages == ("ja",)


def test_the_format_is_told_by_the_first_line() -> None:
    assert SOURCE.recognise(Head("x.jsonl", json.dumps(PATENT).encode()))
    assert not SOURCE.recognise(Head("x.jsonl", b'{"id": "x", "kind": "technology", "title_en": "A"}'))


def test_a_form_that_holds_an_assets_events_is_not_taken_for_a_patent() -> None:
    line = b'{"listing": {"id": "t-1", "offers": {"terms": [{"codes": ["H01M"]}]}}, "assets": [{"events": []}]}\n'
    assert not SOURCE.recognise(Head(name="technologies.jsonl", data=line))
