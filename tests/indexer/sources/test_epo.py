"""EPO exchange documents, families and legal events."""

import datetime as dt
from pathlib import Path

import pytest

from indexer.sources import read_paths
from indexer.sources.epo_legal import legal_event
from indexer.sources.xml import parse
from models.asset_status import LegalStatus, status
from models.assets import EventKind, IdentifierRole
from models.records import Record, Refusal

OFFICES = Path(__file__).parents[3] / "fixtures" / "offices"
WRAP = '<?xml version="1.0"?><ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">{}</ops:world-patent-data>'


def read(path: Path):
    return [item for _, item in read_paths([path])]


def read_text(tmp_path: Path, text: str):
    (tmp_path / "ops.xml").write_text(WRAP.format(text), "utf-8")
    return read(tmp_path / "ops.xml")


def legal(code: str, description: str, fields: str = ""):
    return legal_event(
        parse(
            f'<legal code="{code}" desc="{description}"><L007EP>2024-06-21</L007EP><L500EP>{fields}</L500EP></legal>'.encode()
        )
    )


def test_application_and_grant_are_two_records_of_one_asset():
    first, second = (record.assets[0] for record in read(OFFICES / "epo-exchange.xml"))
    assert {one.key for one in first.identifiers} == {one.key for one in second.identifiers}
    assert [one.role for one in first.identifiers] == [IdentifierRole.PUBLICATION, IdentifierRole.APPLICATION]
    assert [one.role for one in second.identifiers] == [IdentifierRole.GRANT, IdentifierRole.APPLICATION]
    assert first.identifiers[1].number == "EP21999901.8"


def test_titles_and_abstracts_keep_their_languages_and_the_name_as_filed_its_country():
    asset = read(OFFICES / "epo-exchange.xml")[0].assets[0]
    assert set(dict(asset.title.items())) == set(dict(asset.abstract.items())) == {"en", "de"}
    (applicant,) = asset.applicants
    assert (applicant.name.get("en"), applicant.place) == ("Yunshan New Materials Co., Ltd.", "CN")
    assert asset.classifications == ("H01M10/0562",)
    assert asset.cites == ("publication:US:invention:20190990077",)
    assert asset.family == ("docdb:99000001",)


def test_members_of_a_family_are_assets_of_their_own_that_a_family_links():
    ep, cn = (record.assets[0] for record in read(OFFICES / "epo-family-legal.xml"))
    assert not {one.key for one in ep.identifiers} & {one.key for one in cn.identifiers}
    assert ep.family == cn.family
    assert (ep.office, cn.office) == ("EP", "CN")
    assert {one.key for one in ep.priorities} <= {one.key for one in cn.identifiers}


def test_a_lapse_in_one_state_does_not_end_the_european_patent():
    ep = read(OFFICES / "epo-family-legal.xml")[0].assets[0]
    grant = read(OFFICES / "epo-exchange.xml")[1].assets[0]
    (lapse,) = [event for event in ep.events if event.code == "PG25"]
    assert (lapse.kind, lapse.territory, lapse.date) == (EventKind.OTHER, "BE", dt.date(2024, 8, 31))
    joined = grant.model_copy(update={"events": grant.events + ep.events})
    assert status(joined, dt.date(2025, 6, 1)) is LegalStatus.IN_FORCE


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("ENTRY INTO FORCE OF THE REGISTRATION OF THE CONTRACT FOR PLEDGE OF PATENT RIGHT", EventKind.PLEDGE),
        ("CANCELLATION OF THE REGISTRATION OF THE CONTRACT FOR PLEDGE OF PATENT RIGHT", EventKind.PLEDGE_RELEASE),
        ("ENTRY INTO FORCE OF RECORDATION OF PATENT LICENSING CONTRACT", EventKind.LICENCE),
        ("TRANSFER OF PATENT RIGHT", EventKind.ASSIGNMENT),
        ("TERMINATION OF PATENT RIGHT DUE TO NON-PAYMENT OF ANNUAL FEE", EventKind.LAPSE),
        ("EXPIRY OF PATENT TERM", EventKind.EXPIRY),
        ("ENTRY INTO FORCE OF REQUEST FOR SUBSTANTIVE EXAMINATION", EventKind.EXAMINATION),
        ("PRESERVATION OF PATENT RIGHT", EventKind.PRESERVATION),
        ("DISCHARGE OF PRESERVATION OF PATENT RIGHT", EventKind.PRESERVATION_END),
        ("GRANT OF PATENT OR UTILITY MODEL", EventKind.GRANT),
        ("NO OPPOSITION FILED WITHIN TIME LIMIT", EventKind.OTHER),
        ("OPPOSITION FILED", EventKind.OPPOSITION),
        ("PATENT REVOKED", EventKind.INVALIDATION),
        ("APPLICATION DEEMED TO BE WITHDRAWN", EventKind.WITHDRAWAL),
        ("(EXPECTED) GRANT", EventKind.EXAMINATION),
        ("FEE PAYMENT PROCEDURE", EventKind.FEE),
        ("BE: CHANGE OF HOLDER'S NAME", EventKind.OTHER),
        ("SOMETHING NOBODY HAS HEARD OF", EventKind.OTHER),
    ],
)
def test_descriptions_are_told_apart(description, kind):
    assert legal("XX", description.replace("'", "&apos;")).kind is kind


def test_the_code_the_effective_day_and_a_new_owner_are_kept():
    event = legal(
        "TR01", "TRANSFER OF PATENT RIGHT", '<L509EP desc="OWNER">GREENWEIR AG</L509EP><L525EP>20240601</L525EP>'
    )
    assert (event.code, event.date) == ("TR01", dt.date(2024, 6, 1))
    assert [party.name.get("en") for party in event.parties] == ["GREENWEIR AG"]
    assert legal("TR01", "TRANSFER OF PATENT RIGHT").date == dt.date(2024, 6, 21)


def test_a_search_result_without_bibliography_is_a_reference(tmp_path):
    hit = """<ops:biblio-search><ops:search-result><ops:publication-reference system="ops.epo.org" family-id="7">
      <document-id document-id-type="docdb">
      <country>US</country><doc-number>2022999001</doc-number><kind>A1</kind></document-id></ops:publication-reference></ops:search-result></ops:biblio-search>"""
    (record,) = read_text(tmp_path, hit)
    assert [one.number for one in record.assets[0].identifiers] == ["US20220999001A1"]
    assert not record.assets[0].title
    assert record.key != "US20220999001A1"


def test_a_family_that_carries_the_bibliography_is_read_with_it(tmp_path):
    text = (OFFICES / "epo-exchange.xml").read_text("utf-8")
    document = text[
        text.index("<exchange-document ") : text.index("</exchange-document>") + len("</exchange-document>")
    ]
    member = (
        document[document.index("<publication-reference>") : document.index("</publication-reference>")]
        + "</publication-reference>"
    )
    family = f'<ops:patent-family><ops:family-member family-id="99000001">{member}{document}</ops:family-member></ops:patent-family>'
    (record,) = read_text(tmp_path, family)
    assert record.assets[0].title.get("en").startswith("Sulfide solid electrolyte")


def test_the_form_of_the_bulk_files_is_read(tmp_path):
    text = """<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange"><exch:exchange-document country="CN" doc-number="199900001" kind="A"
      family-id="99000001" status="A"><exch:bibliographic-data><exch:publication-reference data-format="docdb">
      <document-id lang="zh"><country>CN</country>
      <doc-number>199900001</doc-number><kind>A</kind><date>20220301</date></document-id></exch:publication-reference>
      <exch:application-reference data-format="docdb"><document-id><country>CN</country><doc-number>202019900001</doc-number><kind>A</kind>
      </document-id></exch:application-reference><exch:parties><exch:applicants>
      <exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>YUNSHAN NEW MAT CO LTD</name></exch:applicant-name>
      <residence><country>CN</country></residence></exch:applicant>
      <exch:applicant sequence="1" data-format="original">
      <exch:applicant-name><name>苏州云杉新材料有限公司</name></exch:applicant-name></exch:applicant>
      </exch:applicants></exch:parties><exch:invention-title lang="zh">电解质</exch:invention-title></exch:bibliographic-data>
      </exch:exchange-document>
      <exch:exchange-document country="CN" doc-number="1" kind="A" status="D"/></exch:exchange-documents>"""
    (tmp_path / "docdb.xml").write_text(f'<?xml version="1.0"?>{text}', "utf-8")
    record, deleted = read(tmp_path / "docdb.xml")
    assert isinstance(record, Record)
    assert [one.number for one in record.assets[0].identifiers] == ["CN199900001A", "CN202019900001.4"]
    (applicant,) = record.assets[0].applicants
    assert (applicant.name.get("zh"), applicant.place) == ("苏州云杉新材料有限公司", "CN")
    assert isinstance(deleted, Refusal)


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        (
            '<document-id document-id-type="docdb"><country>US</country><doc-number>99990121</doc-number><kind>A</kind></document-id>',
            None,
        ),
        ('<document-id document-id-type="epodoc"><doc-number>US202117999901</doc-number></document-id>', "US17/999901"),
        (
            '<document-id document-id-type="docdb"><country>US</country><doc-number>99990121</doc-number><kind>A</kind></document-id>'
            '<document-id document-id-type="original"><doc-number>17999901</doc-number></document-id>',
            "US17/999901",
        ),
        (
            '<document-id document-id-type="docdb"><country>EP</country><doc-number>2021099901</doc-number><kind>W</kind></document-id>'
            '<document-id document-id-type="original"><doc-number>EP2021099901</doc-number></document-id>',
            "PCT/EP2021/099901",
        ),
    ],
)
def test_an_application_number_is_taken_only_where_it_is_sure(tmp_path, documents, expected):
    text = f"""<exchange-document country="US" doc-number="2022999001" kind="A1"><bibliographic-data>
      <application-reference>{documents}</application-reference></bibliographic-data></exchange-document>"""
    (record,) = read_text(tmp_path, text)
    filed = [one.number for one in record.assets[0].identifiers if one.role is IdentifierRole.APPLICATION]
    assert filed == ([expected] if expected else [])
