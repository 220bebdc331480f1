"""CNIPA patents and legal status."""

import datetime as dt
from pathlib import Path

import pytest

from indexer.sources import read_paths
from indexer.sources.cnipa_legal import status_event
from models.asset_status import EncumbranceKind, LegalStatus, encumbrances, owners, status
from models.assets import Asset, AssetKind, EventKind, IdentifierRole
from models.records import Record, Refusal

OFFICES = Path(__file__).parents[3] / "fixtures" / "offices"
INVENTION, UTILITY_MODEL, DESIGN = "CN202019900001.4", "CN202129900003.3", "CN202139900004.3"


def read(path: Path):
    return [item for _, item in read_paths([path])]


def joined(number: str) -> Asset:
    """One asset as all CNIPA fixtures tell of it, put together by hand as the store does it."""
    found = [
        one
        for name in ("grants.xml", "legal-status.csv")
        for item in read(OFFICES / f"cnipa-{name}")
        for one in item.assets
    ]
    mine = [one for one in found if one.identifiers[0].number == number]
    return mine[0].model_copy(update={"events": tuple(event for one in mine for event in one.events)})


def names(parties) -> list[str]:
    return [party.name.get("zh") for party in parties]


def test_an_invention_is_read_with_applicants_agency_classes_and_places():
    asset = read(OFFICES / "cnipa-applications.xml")[0].assets[0]
    assert asset.kind is AssetKind.INVENTION
    assert asset.title.get("zh") == "一种表面氟化的硫化物固态电解质及其制备方法"
    assert "LiF" in asset.abstract.get("zh")
    assert asset.classifications == ("H01M10/0562", "C01D15/04")
    assert [(party.name.get("zh"), party.place) for party in asset.applicants] == [
        ("苏州云杉新材料有限公司", "CN-320500"),
        ("江枫大学", "CN-320100"),
    ]
    assert [(party.name.get("zh"), party.role) for party in asset.agents] == [
        ("南京松涛专利代理事务所（普通合伙）", "patent_agency")
    ]


def test_inventors_and_patent_agents_are_not_kept():
    text = read(OFFICES / "cnipa-applications.xml")[0].model_dump_json()
    assert "示例" not in text


def test_an_inventor_who_filed_is_a_person_of_whom_only_the_name_is_kept():
    (applicant,) = read(OFFICES / "cnipa-applications.xml")[1].assets[0].applicants
    assert applicant.person
    assert applicant.place is None


def test_application_and_grant_share_their_keys_and_are_two_records():
    application, grant = read(OFFICES / "cnipa-applications.xml")[0], read(OFFICES / "cnipa-grants.xml")[0]
    assert (application.key, grant.key) == ("CN199900001A", "CN199900001B")
    assert {one.key for one in application.assets[0].identifiers} == {one.key for one in grant.assets[0].identifiers}
    assert grant.assets[0].identifiers[1].role is IdentifierRole.GRANT


def test_utility_models_and_designs_are_told_by_their_numbers():
    found = [record.assets[0] for record in read(OFFICES / "cnipa-grants.xml")]
    assert [one.kind for one in found] == [AssetKind.INVENTION, AssetKind.UTILITY_MODEL, AssetKind.DESIGN]


def test_a_wrong_check_digit_is_refused_with_the_digit_that_is_asked_for(tmp_path):
    text = (OFFICES / "cnipa-grants.xml").read_text("utf-8").replace("202019900001.4", "202019900001.7")
    (tmp_path / "a.xml").write_text(text, "utf-8")
    refused, *rest = read(tmp_path / "a.xml")
    assert "check digit is 7" in refused.reason
    assert "ask for 4" in refused.reason
    assert len(rest) == 2


def test_a_pledge_stands_with_registration_pledgors_and_pledgee():
    (pledge,) = encumbrances(joined(INVENTION), dt.date(2025, 1, 1))
    assert (pledge.kind, pledge.since, pledge.recordal) == (
        EncumbranceKind.PLEDGED,
        dt.date(2024, 6, 5),
        "Y9924320000001",
    )
    assert names(pledge.holders) == ["苏州金桂银行股份有限公司"]
    (event,) = [one for one in joined(INVENTION).events if one.kind is EventKind.PLEDGE]
    assert names(event.from_parties) == ["苏州云杉新材料有限公司", "江枫大学"]


def test_a_pledge_that_was_cancelled_is_gone_and_a_licence_stands():
    before, after = (encumbrances(joined(UTILITY_MODEL), day) for day in (dt.date(2024, 1, 1), dt.date(2024, 12, 1)))
    assert [one.kind for one in before] == [EncumbranceKind.PLEDGED]
    assert [one.kind for one in after] == [EncumbranceKind.LICENSED]
    assert names(after[0].holders) == ["白鹭燃气集团有限公司"]


def test_a_transfer_changes_the_owner_and_not_by_the_address_in_it():
    design = joined(DESIGN)
    assert names(owners(design, dt.date(2023, 1, 1))) == ["青川管网机器人有限公司"]
    assert names(owners(design, dt.date(2024, 1, 1))) == ["白鹭燃气集团有限公司"]


def test_an_unpaid_fee_ends_the_right_on_the_day_that_the_announcement_names():
    design = joined(DESIGN)
    assert status(design, dt.date(2023, 10, 27)) is LegalStatus.IN_FORCE
    assert status(design, dt.date(2023, 10, 28)) is LegalStatus.LAPSED


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("授权", EventKind.GRANT),
        ("实质审查的生效", EventKind.EXAMINATION),
        ("专利权质押合同登记的生效", EventKind.PLEDGE),
        ("专利权质押合同登记的注销", EventKind.PLEDGE_RELEASE),
        ("专利实施许可合同备案的生效", EventKind.LICENCE),
        ("专利实施许可合同备案的注销", EventKind.LICENCE_END),
        ("专利申请权、专利权的转移", EventKind.ASSIGNMENT),
        ("专利权的终止", EventKind.LAPSE),
        ("未缴年费专利权终止", EventKind.LAPSE),
        ("专利权有效期届满", EventKind.EXPIRY),
        ("发明专利申请公布后的驳回", EventKind.REFUSAL),
        ("发明专利申请公布后的视为撤回", EventKind.WITHDRAWAL),
        ("专利权的保全", EventKind.PRESERVATION),
        ("专利权保全的解除", EventKind.PRESERVATION_END),
        ("专利权的全部无效", EventKind.INVALIDATION),
        ("专利权的部分无效", EventKind.OTHER),
        ("专利权的恢复", EventKind.RESTORATION),
        ("著录事项变更", EventKind.OTHER),
        ("公布", EventKind.PUBLICATION),
    ],
)
def test_announcements_are_told_apart(words, kind):
    assert status_event(words, "", dt.date(2024, 1, 2)).kind is kind
    assert status_event(words, "", dt.date(2024, 1, 2)).date == dt.date(2024, 1, 2)


@pytest.mark.parametrize(("kind", "exclusive"), [("独占许可", True), ("普通许可", False), ("排他许可", None)])
def test_exclusive_sole_and_ordinary_licences_differ(kind, exclusive):
    details = f"合同备案号:X1让与人:江枫大学受让人:白鹭燃气集团有限公司许可种类:{kind}备案日期:20240102"
    event = status_event("专利实施许可合同备案的生效", details, None)
    assert (event.exclusive, event.recordal, event.date) == (exclusive, "X1", dt.date(2024, 1, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_table_is_read_in_each_encoding_in_use(tmp_path, encoding):
    text = (OFFICES / "cnipa-legal-status.csv").read_text("utf-8-sig")
    (tmp_path / "a.csv").write_text(text, encoding)
    assert [item.assets for item in read(tmp_path / "a.csv")] == [
        item.assets for item in read(OFFICES / "cnipa-legal-status.csv")
    ]


def test_reading_again_gives_the_same_keys_and_every_row_its_own():
    first, again = ([item.key for item in read(OFFICES / "cnipa-legal-status.csv")] for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first) == 12


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",20240102,授权,授权", "申请号"),
        ("CN202019900001.4,20240102,,授权", "法律状态"),
        ("CN202019900001.5,20240102,授权,授权", "check digit"),
        ("not a number,20240102,授权,授权", "cannot be read"),
    ],
)
def test_a_broken_row_loses_only_itself(tmp_path, row, reason):
    good = "CN202019900001.4,20231212,授权,授权"
    (tmp_path / "a.csv").write_text(f"申请号,法律状态公告日,法律状态,法律状态信息\n{good}\n{row}\n{good}\n", "utf-8")
    first, refused, last = read(tmp_path / "a.csv")
    assert isinstance(refused, Refusal)
    assert reason in refused.reason
    assert refused.origin.place == "line 3"
    assert isinstance(first, Record)
    assert isinstance(last, Record)
