"""USPTO grants, applications, file wrappers and assignments."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import read_paths
from indexer.sources.uspto_events import conveyance_kind, status_word, transaction_kind
from indexer.sources.uspto_terms import us_expiry
from models.assets import Asset, AssetKind, EventKind, IdentifierRole
from models.records import Record, Refusal

OFFICES = Path(__file__).parents[3] / "fixtures" / "offices"


def records(path: Path) -> list[Record]:
    found = [item for _, item in read_paths([path])]
    assert all(isinstance(item, Record) for item in found), found
    return found


def assets(name: str) -> dict[str, Asset]:
    return {record.key: record.assets[0] for record in records(OFFICES / name)}


def keys(asset: Asset) -> set[str]:
    return {one.key for one in asset.identifiers}


def names(parties) -> list[str]:
    return [party.name.best("en")[1] for party in parties]


def test_a_grant_tells_number_title_abstract_classes_owner_agent_and_citations():
    grant = assets("uspto-grants.xml")["US19999901B2"]
    assert grant.kind is AssetKind.INVENTION
    assert grant.title.get("en").startswith("Thermally stable silicon nitride")
    assert "Si3N4" in grant.abstract.get("en")
    assert grant.classifications == ("G02B6/12", "G02B6/12004", "H04B10/503")
    assert names(grant.applicants) == ["Lakeside Photonics, Inc."]
    assert grant.applicants[0].place == "US-NY"
    assert names(grant.agents) == ["Quill & Harbour LLP"]
    assert grant.cites == ("publication:US:invention:9999001", "publication:EP:invention:9900002")
    assert [(event.kind, event.date) for event in grant.events] == [
        (EventKind.FILING, dt.date(2021, 3, 15)),
        (EventKind.PUBLICATION, dt.date(2022, 9, 15)),
        (EventKind.GRANT, dt.date(2023, 6, 6)),
    ]


def test_the_term_of_a_grant_counts_its_extension_in_days_and_no_provisional():
    assert assets("uspto-grants.xml")["US19999901B2"].expires == dt.date(2041, 3, 15) + dt.timedelta(days=45)


def test_application_and_grant_in_two_files_share_a_key_and_so_do_wrapper_and_assignment():
    grant = assets("uspto-grants.xml")["US19999901B2"]
    application = assets("uspto-applications.xml")["US20220999001A1"]
    wrapper = assets("uspto-file-wrappers.json")["US17/999901"]
    pledged = assets("uspto-assignments.xml")["099902/0117"]
    assert keys(grant) & keys(application) & keys(wrapper) & keys(pledged) == {
        "application:US:invention:17999901",
        "publication:US:invention:20220999001",
    }


def test_a_priority_links_and_is_no_identifier_of_the_asset():
    application = assets("uspto-applications.xml")["US20230999002A1"]
    assert [one.number for one in application.priorities] == ["CN202019900001.4"]
    assert all(one.role is IdentifierRole.PRIORITY for one in application.priorities)
    assert not keys(application) & {one.key for one in application.priorities}


def test_designs_and_plants_are_read():
    found = assets("uspto-grants.xml")
    design, plant = found["USD1999901S1"], found["USPP99901P3"]
    assert design.kind is AssetKind.DESIGN
    assert design.expires == dt.date(2038, 6, 6)
    assert plant.title.get("en") == "Apple tree named ‘Larkspur Amber’"
    assert plant.expires == dt.date(2041, 5, 20)


def test_inventors_are_not_kept_where_an_organisation_filed():
    text = "".join(
        record.model_dump_json()
        for name in ("grants", "applications")
        for record in records(OFFICES / f"uspto-{name}.xml")
    )
    assert "Ada" not in text


def test_inventors_who_filed_themselves_are_persons_of_whom_only_the_name_is_kept(tmp_path):
    text = (OFFICES / "uspto-applications.xml").read_text("utf-8")
    text = text.replace(
        "<orgname>Lakeside Photonics, Inc.</orgname>", "<last-name>Example</last-name><first-name>Ada</first-name>"
    )
    (tmp_path / "a.xml").write_text(text, "utf-8")
    (applicant,) = records(tmp_path / "a.xml")[0].assets[0].applicants
    assert applicant.person
    assert applicant.name.get("en") == "Ada Example"
    assert applicant.place is None


def test_the_older_grant_form_is_read_too(tmp_path):
    text = """<?xml version="1.0"?><us-patent-grant><us-bibliographic-data-grant>
      <publication-reference><document-id><country>US</country><doc-number>06999901</doc-number><kind>B1</kind><date>20060214</date></document-id>
      </publication-reference><application-reference appl-type="utility"><document-id><country>US</country><doc-number>09999901</doc-number>
      <date>20011130</date></document-id></application-reference>
      <classification-ipc><edition>7</edition><main-classification>G06F015/16</main-classification></classification-ipc>
      <invention-title>Old form</invention-title>
      <references-cited><citation><patcit num="1"><document-id><country>US</country><doc-number>2002/0999001</doc-number><kind>A1</kind>
      </document-id></patcit></citation></references-cited>
      <parties><applicants><applicant app-type="applicant-inventor"><addressbook><last-name>Example</last-name><first-name>Ada</first-name>
      </addressbook></applicant></applicants></parties>
      <assignees><assignee><orgname>Lakeside Photonics, Inc.</orgname><role>02</role></assignee></assignees>
      </us-bibliographic-data-grant></us-patent-grant>"""
    (tmp_path / "a.xml").write_text(text)
    (record,) = records(tmp_path / "a.xml")
    asset = record.assets[0]
    assert record.key == "US6999901B1"
    assert asset.classifications == ("G06F15/16",)
    assert asset.cites == ("publication:US:invention:20020999001",)
    assert names(asset.applicants) == ["Lakeside Photonics, Inc."]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<doc-number>19999901</doc-number>", "<doc-number>nineteen</doc-number>", "cannot be read"),
        ("<doc-number>17999901</doc-number>", "", "no application-reference"),
        ("us-bibliographic-data-grant>", "other-data>", "no bibliographic data"),
        ("<us-term-extension>45<", "<us-term-extension>4500000000<", "beyond what can be counted"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_and_the_others_are_read(tmp_path, old, new, reason):
    text = (OFFICES / "uspto-grants.xml").read_text("utf-8")
    first, mark, rest = text.partition("</us-patent-grant>")
    (tmp_path / "a.xml").write_text(first.replace(old, new) + mark + rest, "utf-8")
    refused, *read = [item for _, item in read_paths([tmp_path / "a.xml"])]
    assert isinstance(refused, Refusal)
    assert reason in refused.reason
    assert [item.key for item in read] == ["USD1999901S1", "USPP99901P3"]


def test_a_file_wrapper_tells_status_history_assignments_and_firm_of_record():
    wrapper = assets("uspto-file-wrappers.json")["US17/999901"]
    assert wrapper.status == "in_force"
    assert names(wrapper.agents) == ["QUILL & HARBOUR LLP"]
    assert wrapper.expires == dt.date(2041, 4, 29)
    assert [event.date for event in wrapper.events] == sorted(event.date for event in wrapper.events)
    assert [event.kind for event in wrapper.events].count(EventKind.EXAMINATION) == 2
    (assignment,) = [event for event in wrapper.events if event.kind is EventKind.ASSIGNMENT]
    assert names(assignment.parties) == ["LAKESIDE PHOTONICS, INC."]
    assert assignment.recordal == "099901/0042"
    assert all(party.person for party in assignment.from_parties)


def test_a_lapse_is_told_by_event_once():
    wrapper = assets("uspto-file-wrappers.json")["US16/999950"]
    assert wrapper.status == "lapsed"
    assert [event.date for event in wrapper.events if event.kind is EventKind.LAPSE] == [dt.date(2025, 6, 9)]


def test_the_earlier_shape_of_the_file_wrapper_gives_the_same(tmp_path):
    bag = json.loads((OFFICES / "uspto-file-wrappers.json").read_text("utf-8"))["patentFileWrapperDataBag"]
    earlier = []
    for wrapper in bag:
        flat = wrapper | wrapper["applicationMetaData"]
        flat["transactionContentBag"] = [
            {
                "caseActionCode": e["eventCode"],
                "caseActionDescriptionText": e["eventDescriptionText"],
                "recordedDate": e["eventDate"],
            }
            for e in flat.pop("eventDataBag", [])
        ]
        flat["continuityBag"] = {"parentContinuityBag": flat.pop("parentContinuityBag", [])}
        del flat["applicationMetaData"]
        earlier.append(flat)
    with gzip.open(tmp_path / "a.json.gz", "wt") as file:
        json.dump({"count": 2, "patentBag": earlier}, file)
    assert [record.assets for record in records(tmp_path / "a.json.gz")] == [
        record.assets for record in records(OFFICES / "uspto-file-wrappers.json")
    ]


@pytest.mark.parametrize(
    "wrapper",
    ["7", '"text"', "{}", '{"applicationNumberText": 3}', '{"applicationNumberText": "17999901", "applicantBag": [3]}'],
)
def test_a_wrapper_of_another_shape_is_refused_alone(tmp_path, wrapper):
    (tmp_path / "a.json").write_text(
        f'{{"patentFileWrapperDataBag": [{wrapper}, {{"applicationNumberText": "17999901"}}]}}'
    )
    refused, read = [item for _, item in read_paths([tmp_path / "a.json"])]
    assert isinstance(refused, Refusal)
    assert refused.reason
    assert read.key == "US17/999901"


def test_a_recorded_security_interest_is_a_pledge_on_each_property_and_its_release_ties_to_it():
    pledge, release = records(OFFICES / "uspto-assignments.xml")
    assert [asset.kind for asset in pledge.assets] == [AssetKind.INVENTION, AssetKind.DESIGN]
    (event,), (released,) = pledge.assets[0].events, release.assets[0].events
    assert (event.kind, released.kind) == (EventKind.PLEDGE, EventKind.PLEDGE_RELEASE)
    assert event.recordal == released.recordal == "099902/0117"
    assert names(event.parties) == names(released.parties) == ["HARBOUR VALLEY BANK, AS COLLATERAL AGENT"]
    assert names(event.from_parties) == names(released.from_parties) == ["LAKESIDE PHOTONICS, INC."]
    assert event.parties[0].place == "US-NY"


def test_the_answers_of_the_assignment_search_are_read(tmp_path):
    text = """<?xml version="1.0"?><response><result name="response"><doc><str name="id">99904-7</str><str name="reelNo">99904</str>
      <str name="frameNo">7</str><date name="recordedDate">2022-01-10T05:00:00Z</date><str name="conveyanceText">EXCLUSIVE LICENSE</str>
      <arr name="patAssignorName"><str>TWO RIVERS INSTITUTE OF TECHNOLOGY</str></arr>
      <arr name="patAssignorExDate"><date>0001-01-01T00:00:00Z</date></arr>
      <arr name="patAssigneeName"><str>RAILSIGHT LTD.</str></arr><arr name="patAssigneeState"><str>NULL</str></arr>
      <arr name="patAssigneeCountryName"><str>UNITED KINGDOM</str></arr>
      <arr name="inventionTitle"><str>Drone</str></arr><arr name="applNum"><str>16999950</str></arr><arr name="patNum"><str>NULL</str></arr>
      </doc></result></response>"""
    (tmp_path / "a.xml").write_text(text)
    (record,) = records(tmp_path / "a.xml")
    (event,) = record.assets[0].events
    assert (record.key, event.kind, event.exclusive) == ("099904/0007", EventKind.LICENCE, True)
    assert event.date == dt.date(2022, 1, 10)
    assert event.parties[0].place == "GB"
    assert [one.number for one in record.assets[0].identifiers] == ["US16/999950"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).", EventKind.ASSIGNMENT),
        ("NUNC PRO TUNC ASSIGNMENT (SEE DOCUMENT FOR DETAILS).", EventKind.ASSIGNMENT),
        ("MERGER (SEE DOCUMENT FOR DETAILS).", EventKind.ASSIGNMENT),
        ("SECURITY INTEREST (SEE DOCUMENT FOR DETAILS).", EventKind.PLEDGE),
        ("SUPPLEMENT TO INTELLECTUAL PROPERTY SECURITY AGREEMENT", EventKind.PLEDGE),
        ("GRANT OF FIRST LIEN SECURITY INTEREST IN PATENT RIGHTS", EventKind.PLEDGE),
        ("RELEASE BY SECURED PARTY (SEE DOCUMENT FOR DETAILS).", EventKind.PLEDGE_RELEASE),
        ("TERMINATION AND RELEASE OF SECURITY INTEREST IN PATENTS", EventKind.PLEDGE_RELEASE),
        ("CONFIRMATORY LICENSE (SEE DOCUMENT FOR DETAILS).", EventKind.LICENCE),
        ("TERMINATION OF EXCLUSIVE LICENSE", EventKind.LICENCE_END),
        ("CHANGE OF NAME (SEE DOCUMENT FOR DETAILS).", EventKind.OTHER),
        ("MERGER AND CHANGE OF NAME (SEE DOCUMENT FOR DETAILS).", EventKind.ASSIGNMENT),
        ("LIS PENDENS", EventKind.LITIGATION),
    ],
)
def test_conveyances_are_told_apart(text, kind):
    assert conveyance_kind(text) is kind


@given(st.text())
def test_any_text_of_the_office_means_something(text):
    assert isinstance(conveyance_kind(text), EventKind)
    assert isinstance(transaction_kind(text), EventKind)
    assert status_word(text) in {"pending", "in_force", "lapsed", "expired", "withdrawn", None}


@pytest.mark.parametrize(
    ("filed", "granted", "design", "expected"),
    [
        ("2004-02-29", "2006-01-03", False, "2024-02-29"),
        ("2006-05-01", "2008-02-29", True, "2022-03-01"),
        ("1994-05-01", "2000-05-01", False, "2017-05-01"),
        ("2014-05-01", "2015-05-19", True, "2029-05-19"),
        ("2016-05-01", "2017-05-19", True, "2032-05-19"),
    ],
)
def test_the_end_of_a_term_follows_the_law_of_its_filing(filed, granted, design, expected):
    filing, grant = dt.date.fromisoformat(filed), dt.date.fromisoformat(granted)
    assert us_expiry(filed=filing, own_filing=filing, granted=grant, design=design) == dt.date.fromisoformat(expected)
