"""What a user may rely on when NASA's list of licensable patents is read."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from indexer.sources.base import Context, Head
from indexer.sources.nasa import SOURCE
from models.assets import AssetKind, IdentifierRole
from models.codes import parse_patent_number
from models.listings import Standing
from models.records import Record, Refusal
from models.terms import Codes, Period

ROW = {
    "Category": "materials and coatings",
    "Abstract": "A heated gas (CH.sub.4 or C.sub.2 H.sub.n) at T&amp;gt;d is used.",
    "Title": "Patterned growth",
    "Reference Number": "ARC-00000-1",
    "Center": "ARC",
    "Patent Number": "6,858,197",
    "Serial Number": "10/099,247",
    "Expiration Date": "2019-11-30 00:00:00",
    "Facility": "NASA Ames Research Center",
    "Office": "",
    "City State Zip": "Moffett Field, CA 94035",
}


def read(*rows: dict[str, str]) -> list[Record | Refusal]:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    data = out.getvalue().encode("utf-8")
    assert SOURCE.recognise(Head("list.csv", data))
    return list(SOURCE.read(io.BytesIO(data), "list.csv", Context()))


def record(**cells: str) -> Record:
    (found,) = read({**ROW, **{name.replace("_", " "): cell for name, cell in cells.items()}})
    assert isinstance(found, Record), found
    return found


def test_a_row_is_a_technology_and_the_right_that_it_rests_on() -> None:
    found = record()
    assert found.listing is not None
    assert (found.key, found.listing.kind, found.listing.standing) == (
        "nasa-patent-ARC-00000-1",
        "technology",
        Standing.PUBLIC_RECORD,
    )
    assert found.listing.party is not None
    assert (found.listing.party.name.get("en"), found.listing.party.place) == ("NASA Ames Research Center", "US-CA")
    (right,) = found.assets
    assert {one.role: one.number for one in right.identifiers} == {
        IdentifierRole.APPLICATION: "US10/099247",
        IdentifierRole.GRANT: "US6858197",
    }
    assert found.listing.assets[0].key in {one.key for one in right.identifiers}
    terms = {term.name: term.value for term in found.listing.offers.terms}
    assert terms["industry"] == Codes(codes=("materials-and-coatings",))
    assert terms["expires"] == Period(start=dt.date(2019, 11, 30), end=dt.date(2019, 11, 30))
    assert right.expires == dt.date(2019, 11, 30)


def test_subscripts_and_doubled_references_are_read() -> None:
    found = record().listing
    assert found is not None
    assert found.offers.sections[0].text.get("en") == "A heated gas (CH4 or C2 Hn) at T>d is used."


@pytest.mark.parametrize(
    ("patent", "serial", "key"),
    [
        ("6858197", "", parse_patent_number("US6858197").key),
        ("RE43,880", "", parse_patent_number("USRE43880").key),
        ("D628,609", "", parse_patent_number("USD628609").key),
        ("", "13/658749", parse_patent_number("US 13/658,749").key),
        ("0", "14/ 033725", parse_patent_number("US 14/033,725").key),
        ("  ", "11/5,624", parse_patent_number("US 11/005,624").key),
        ("464750", "/", "know_how:NASA-ARC-00000-1"),
        ("0", "/0", "know_how:NASA-ARC-00000-1"),
        ("", "25331714", "know_how:NASA-ARC-00000-1"),
    ],
)
def test_a_right_is_known_by_its_patent_else_its_application_else_its_reference(
    patent: str, serial: str, key: str
) -> None:
    (right,) = record(Patent_Number=patent, Serial_Number=serial).assets
    assert [one.key for one in right.identifiers] == [key]
    assert (right.kind is AssetKind.KNOW_HOW) == key.startswith("know_how")
    assert (right.kind is AssetKind.DESIGN) == patent.startswith("D")


def test_the_first_day_of_1970_is_no_expiry() -> None:
    found = record(Expiration_Date="1970-01-01 00:00:00")
    assert found.listing is not None
    assert found.assets[0].expires is None
    assert "expires" not in {term.name for term in found.listing.offers.terms}


def test_a_title_alone_loads_and_nothing_is_refused() -> None:
    alone, nothing = read({**ROW, "Abstract": ""}, {**ROW, "Abstract": "", "Title": ""})
    assert isinstance(alone, Record)
    assert isinstance(nothing, Refusal)


def test_the_same_row_twice_is_one_record() -> None:
    one, other = read(ROW, ROW)
    assert isinstance(one, Record)
    assert isinstance(other, Record)
    assert one.model_copy(update={"origin": other.origin}) == other
