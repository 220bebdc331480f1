"""The offices' own files, where they lie beside the repository: each loads, with sensible content."""

import datetime as dt
from pathlib import Path

import pytest

from indexer.sources import read_paths
from models.assets import EventKind
from models.records import Record

FORMATS = Path(__file__).parents[4] / "shared" / "data" / "formats"
pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="the offices' files (../shared/data/formats) are not here")


@pytest.fixture(scope="module")
def found() -> dict[str, list[Record]]:
    records: dict[str, list[Record]] = {}
    for _, item in read_paths([FORMATS]):
        assert isinstance(item, Record), item
        records.setdefault(Path(item.origin.file).name, []).append(item)
    return records


def test_every_file_loads_and_nothing_is_refused(found):
    assert {name: len(records) for name, records in found.items()} == {
        "cpc-scheme-A01L.xml": 9,
        "biblio_example.xml": 1,
        "biblio_example_3.xml": 1,
        "ep1000000_full_cycle_result.xml": 2,
        "example_1.xml": 1,
        "family_input.xml": 6,
        "search_example.xml": 15,
        "US06970935.xml": 1,
        "US08927118.xml": 1,
        "US20050004974A1.xml": 1,
        "assignment_1.xml": 1,
        "odp_application.json": 1,
    }


def test_a_grant_is_read_in_full(found):
    (record,) = found["US08927118.xml"]
    asset = record.assets[0]
    assert record.key == "US8927118B2"
    assert asset.title.get("en").startswith("Material for organic electroluminescence device")
    assert {one.number for one in asset.identifiers} == {"US8927118B2", "US13/349377", "US20120104943A1"}
    assert asset.classifications[0] == "H05B33/14"
    assert [party.name.get("en") for party in asset.applicants] == ["Idemitsu Kosan Co., Ltd."]
    assert {one.number for one in asset.priorities} >= {"US13/173486", "US12/253586"}
    assert len(asset.cites) > 70
    assert asset.expires == dt.date(2028, 10, 17)


def test_a_term_extension_of_730_days_counts(found):
    assert found["US06970935.xml"][0].assets[0].expires == dt.date(2020, 11, 1) + dt.timedelta(days=730)


def test_assignments_are_events_on_every_right_they_name(found):
    assets = [asset for record in found["assignment_1.xml"] for asset in record.assets]
    assert len(assets) == 5
    assert {event.kind for asset in assets for event in asset.events} == {EventKind.ASSIGNMENT}


def test_a_file_wrapper_tells_that_the_application_was_abandoned(found):
    (record,) = found["odp_application.json"]
    assert record.assets[0].status == "withdrawn"
    assert EventKind.WITHDRAWAL in {event.kind for event in record.assets[0].events}


def test_both_publications_of_a_european_patent_and_its_family_merge_by_number(found):
    both = [record.assets[0] for record in found["ep1000000_full_cycle_result.xml"]]
    assert both[0].title.languages == ("en", "de", "fr")
    assert {one.key for one in both[0].identifiers} == {one.key for one in both[1].identifiers}
    members = [record.assets[0] for record in found["family_input.xml"]]
    assert [asset.office for asset in members] == ["EP", "EP", "AT", "DE", "NL", "US"]
    assert {asset.family for asset in members} == {("docdb:19768124",)}
