"""What a user may rely on when listings, assets and parties are written in the documented forms."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from indexer.sources.base import Context, Head
from indexer.sources.forms import SOURCE, form_kinds
from indexer.sources.forms.columns import SHAPES, columns
from models.assets import Asset, AssetKind, EventKind, IdentifierRole
from models.codes import parse_patent_number
from models.errors import BadInput, UnknownFormat
from models.listings import Listing, Standing, State, Tier
from models.parties import Party
from models.records import Record, Refusal
from models.terms import Amount, Codes, Flag, Period, Span, Subject, Term, Weight
from models.vocabulary import term_kinds


def read(data: bytes, name: str = "form.csv") -> list[Record | Refusal]:
    assert SOURCE.recognise(Head(name, data[:65536]))
    return list(SOURCE.read(io.BytesIO(data), name, Context()))


def rows(*given_rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in given_rows for name in row)))
    writer.writeheader()
    writer.writerows(given_rows)
    return out.getvalue().encode("utf-8")


def record(**cells: str) -> Record:
    (found,) = read(rows({name.replace("__", "."): cell for name, cell in cells.items()}))
    assert isinstance(found, Record), found
    return found


def listing(**cells: str) -> Listing:
    found = record(**{"id": "x", "kind": "technology", "title_en": "A title", **cells}).listing
    assert found is not None
    return found


def asset(**cells: str) -> Asset:
    (found,) = record(**cells).assets
    return found


def party(**cells: str) -> Party:
    found = record(**cells).party
    assert found is not None
    return found


def term(heading: str, cell: str) -> Term:
    found = listing(**{heading: cell})
    (only,) = (*found.offers.terms, *found.seeks.terms)
    return only


def refused(*given_rows: dict[str, str]) -> Refusal:
    (found,) = (item for item in read(rows(*given_rows)) if isinstance(item, Refusal))
    return found


# Listings


def test_every_column_of_a_listing_has_its_place() -> None:
    found = listing(
        id="l-1", kind="需求", profile="融资需求", title_en="Working capital", title_zh="流动资金", party_en="Acme Robotics", party_zh="极点机器人",
        party_place="江苏", party_role="企业", owners_en="Acme Holding; Doe Labs", owners_zh="极点控股；多伊实验室", authority="Power of attorney",
        consents_en="Harbour Bank", consents_zh="江海银行",
        offers_en="Twelve patents", seeks_zh="质押贷款", seeks_nda_en="The covenant", admitted="p-1; p-2", standing="已认领", state="draft",
        assets="ZL201610012345.8; trademark:CN 12345678", supporting_assets="US 7,654,321 B2", published="2026年3月1日", shown_until="2026-06",
        offer_until="2026", link="https://example.org/1",
    )  # fmt: skip
    assert (found.kind, found.profile, found.title.get("zh")) == ("need", "financing", "流动资金")
    assert found.party is not None
    assert (found.party.place, found.party.role, found.party.name.get("zh")) == ("CN-JS", "company", "极点机器人")
    assert [owner.name.root for owner in found.owners] == [
        {"en": "Acme Holding", "zh": "极点控股"},
        {"en": "Doe Labs", "zh": "多伊实验室"},
    ]
    assert [one.name.root for one in found.consents] == [{"en": "Harbour Bank", "zh": "江海银行"}]
    assert [(section.tier, section.text.languages) for section in found.seeks.sections] == [
        (Tier.TEASER, ("zh",)),
        (Tier.NDA, ("en",)),
    ]
    assert (found.standing, found.state, found.admitted) == (Standing.CLAIMED, State.DRAFT, ("p-1", "p-2"))
    assert [(link.key, link.core) for link in found.assets] == [
        (parse_patent_number("ZL201610012345.8").key, True),
        ("trademark:CN12345678", True),
        (parse_patent_number("US 7,654,321 B2").key, False),
    ]
    assert (found.published, found.shown_until, found.offer_until) == (
        dt.date(2026, 3, 1), dt.date(2026, 6, 30), dt.date(2026, 12, 31),
    )  # fmt: skip


DEALS = Codes(codes=("exclusive_licence", "ordinary_licence", "joint_development"))


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("seeks.field", "h01m 10/0562; H02J", Codes(codes=("H01M10/0562", "H02J"))),
        ("求.技术领域", "H01M、H02J", Codes(codes=("H01M", "H02J"))),
        ("seeks.place", "北京市; 上海\nNanjing, Jiangsu", Codes(codes=("CN-BJ", "CN-SH", "CN-320100"))),
        ("offers.deal_type", "exclusive_licence; 普通许可; joint development", DEALS),
        ("offers.round", "Series A；天使轮", Codes(codes=("a", "angel"))),
        ("offers.office", "CN; ep", Codes(codes=("CN", "EP"))),
        ("offers.language", "English; 中文", Codes(codes=("en", "zh"))),
        ("offers.industry", "New Energy; 新能源", Codes(codes=("new-energy", "新能源"))),
        ("offers.stage", "TRL 4-6", Span(low=4, high=6)),
        ("offers.stage", "6", Span(low=6, high=6)),
        ("offers.remaining_life", "≥8", Span(low=8)),
        ("offers.remaining_life", "at least 8 years", Span(low=8)),
        ("offers.remaining_life", "不低于8年", Span(low=8)),
        ("offers.remaining_life", "8年以上", Span(low=8)),
        ("offers.remaining_life", "8+", Span(low=8)),
        ("offers.tenor", "up to 36 months", Span(high=36)),
        ("offers.tenor", "1–3年", Span(low=12, high=36)),
        ("offers.company_age", "18个月", Span(low=1.5, high=1.5)),
        ("offers.rate", "3.45–4.2 %", Span(low=3.45, high=4.2)),
        ("offers.loan_to_value", "≤ 60％", Span(high=60)),
        ("offers.capacity", "20件/月", Span(low=20, high=20)),
        ("offers.open", "2026-01-01..2026-12-31", Period(start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31))),
        ("offers.open", "2026-02", Period(start=dt.date(2026, 2, 1), end=dt.date(2026, 2, 28))),
        ("offers.open", "..2026", Period(end=dt.date(2026, 12, 31))),
        ("seeks.sole_collateral", "是", Flag(value=True)),
        ("seeks.sole_collateral", "No", Flag(value=False)),
        ("seeks.third_party_pledgor", "否", Flag(value=False)),
        ("seeks.asset_count", "不少于5件", Span(low=5)),
        ("offers.deals_done", "26 deals", Span(low=26, high=26)),
    ],
)  # fmt: skip
def test_terms_are_read_as_people_write_them(heading: str, cell: str, value: Any) -> None:
    assert term(heading, cell).value == value


@pytest.mark.parametrize("cell", ["CNY 5–20 million", "500万–2000万元", "人民币500-2000万元"])
def test_money_is_read_in_either_language(cell: str) -> None:
    value = term("seeks.loan", cell).value
    assert isinstance(value, Amount)
    assert (value.money.low, value.money.high, str(value.money.currency)) == (5_000_000, 20_000_000, "CNY")


@pytest.mark.parametrize(
    ("heading", "mark", "weight", "confirm"),
    [
        ("offers.place", "", Weight.STATED, True),
        ("seeks.place", "", Weight.PREFERRED, True),
        ("offers.place", "?", Weight.PREFERRED, True),
        ("seeks.place", " ！", Weight.REQUIRED, True),
        ("seeks.place", " !", Weight.REQUIRED, True),
        ("seeks.place", "!!", Weight.REQUIRED, False),
    ],
)
def test_a_mark_at_the_end_says_how_much_a_term_weighs(heading: str, mark: str, weight: Weight, confirm: bool) -> None:
    found = term(heading, f"CN-JS; CN-SH{mark}")
    assert (found.weight, found.confirm, found.value) == (weight, confirm, Codes(codes=("CN-JS", "CN-SH")))


@pytest.mark.parametrize("cell", ["not: CN-XJ; CN-XZ", "NOT:CN-XJ;CN-XZ", "排除：新疆、西藏", "不含: CN-XJ; CN-XZ"])
def test_a_word_at_the_beginning_excludes(cell: str) -> None:
    found = term("seeks.place", cell)
    assert (found.weight, found.value) == (Weight.EXCLUDED, Codes(codes=("CN-XJ", "CN-XZ")))


def test_a_column_given_twice_wishes_for_one_thing_and_excludes_another() -> None:
    (found,) = read("编号,类型,标题（中文）,求.地区,求.地区\nx,投资偏好,基金,CN!,排除：新疆\n".encode())
    assert isinstance(found, Record)
    assert found.listing is not None
    assert [one.weight for one in found.listing.seeks.terms] == [Weight.REQUIRED, Weight.EXCLUDED]


def test_a_term_may_be_asked_of_the_assets_or_the_party() -> None:
    assert term("seeks.remaining_life@any_asset", "≥8!").subject is Subject.ANY_ASSET
    assert term("求.年收入@机构", "≥ 500万元").subject is Subject.PARTY


@pytest.mark.parametrize(
    "heading", ["seeks.remaining_life@any_asset:invention", "求.剩余保护期@任一知识产权：发明专利"]
)
def test_a_term_may_be_asked_of_one_kind_of_right(heading: str) -> None:
    found = term(heading, "不低于8年 !")
    assert (found.subject, found.among, found.key) == (Subject.ANY_ASSET, "invention", "remaining_life:invention")


def test_a_column_given_twice_wishes_for_one_thing_and_requires_another() -> None:
    data = b"id,kind,title_en,seeks.place,seeks.place\nx,mandate,Fund,CN-SH,CN!\n"
    (found,) = read(data)
    assert isinstance(found, Record)
    assert found.listing is not None
    assert [one.weight for one in found.listing.seeks.terms] == [Weight.PREFERRED, Weight.REQUIRED]


def test_a_profile_may_stand_for_its_kind() -> None:
    found = listing(kind="信贷产品")
    assert (found.kind, found.profile) == ("mandate", "lender")


def test_without_an_id_the_same_row_has_the_same_key_and_another_row_another() -> None:
    one, other = (
        record(kind="technology", title_en="A", party_en="P"),
        record(kind="technology", title_en="B", party_en="P"),
    )
    assert one.key == record(kind="technology", title_en="A", party_en="P", seeks_en="more").key
    assert one.key != other.key


# What is refused


def test_a_broken_row_is_refused_with_every_column_and_what_is_accepted_there() -> None:
    broken = {
        "id": "b",
        "kind": "mandate",
        "title_en": "B",
        "seeks.stage": "12",
        "seeks.loan": "much",
        "published": "soon",
    }
    found = read(
        rows({"id": "a", "kind": "mandate", "title_en": "A"}, broken, {"id": "c", "kind": "mandate", "title_en": "C"})
    )
    assert [item.key for item in found] == ["a", "b", "c"]
    refusal = found[1]
    assert isinstance(refusal, Refusal)
    assert (refusal.origin.file, refusal.origin.place) == ("form.csv", "line 3")
    for said in ("'seeks.stage'", "1 to 9 TRL", "'seeks.loan'", "CNY 5–20 million", "'published'", "2006-06-29"):
        assert said in refusal.reason
    assert "much" in refusal.raw


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"kind": "", "title_en": "A"}, "'kind': it is empty"),
        ({"kind": "gadget", "title_en": "A"}, "technology"),
        ({"kind": "technology", "title_en": "", "offers_en": "text"}, "title"),
        ({"kind": "technology", "title_en": "A", "id": "no spaces here"}, "no id"),
        ({"kind": "technology", "title_en": "A", "seeks.lone": "5"}, "seeks.loan"),
        ({"kind": "mandate", "title_en": "A", "offers.place": "not: CN-XJ"}, "only what is sought"),
        ({"kind": "mandate", "title_en": "A", "seeks.place": "not: CN-XJ !!"}, "without a mark"),
        ({"kind": "mandate", "title_en": "A", "seeks.place": "排除："}, "not: CN-XJ"),
        ({"kind": "mandate", "title_en": "A", "seeks.remaining_life@any_asset:gadget": "8"}, "a kind of right"),
        ({"kind": "mandate", "title_en": "A", "seeks.remaining_life@listing:design": "8"}, "not behind listing"),
        (
            {"kind": "mandate", "title_en": "A", "seeks.place@any_asset:design": "CN"},
            "only remaining_life, asset_count",
        ),
        ({"kind": "technology", "title_en": "A", "consents_en": "A; B", "consents_zh": "甲"}, "cannot be paired"),
        ({"kind": "technology", "title_en": "A", "filed": "2026"}, "no such column"),
        ({"kind": "technology", "title_en": "A", "party_role": "bank"}, "no name"),
        ({"kind": "technology", "title_en": "A", "offers.place": "Atlantis"}, "Atlantis"),
        ({"kind": "technology", "title_en": "A", "owners_en": "A; B", "owners_zh": "甲"}, "cannot be paired"),
        ({"kind": "technology", "title_en": "A", "party_en": "B", "party_id": "91110108MA01ABCD4A"}, "check digit"),
        ({"kind": "patent", "title_en": "A", "number": "CN 201610012345.1"}, "check digit"),
        ({"kind": "patent", "title_en": "A"}, "needs a number"),
        ({"kind": "trademark", "title_en": "A", "grant_number": "5"}, "no such number"),
        ({"kind": "domain_name", "number": "no domain"}, "example.com"),
        ({"kind": "patent", "number": "CN 106955576 A", "events": "2024-01-01 pledge"}, "DATE | KIND"),
        ({"kind": "party", "name_en": ""}, "needs a name"),
    ],
)
def test_a_refusal_says_what_is_wrong(row: dict[str, str], said: str) -> None:
    refusal = refused({"title_en": "", **row})
    assert said in f"{refusal.reason} {refusal.advice}"


def test_an_unknown_column_is_no_fault_where_it_is_empty_or_a_note() -> None:
    data = b"#done,id,kind,title_en,colour,# to do\nyes,x,technology,A,,ask them\n"
    (found,) = read(data)
    assert isinstance(found, Record)


CELLS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)
TERM_HEADINGS = st.sampled_from(
    [f"{side}.{name}{of}" for side in ("offers", "seeks") for name in term_kinds() for of in ("", "@any_asset:design")]
)
OTHER_HEADINGS = st.sampled_from(sorted({key for shape in SHAPES for key in columns(shape)} - {"kind"}))


@given(st.sampled_from(list(form_kinds())), st.dictionaries(TERM_HEADINGS | OTHER_HEADINGS, CELLS, max_size=6))
def test_any_row_is_a_record_or_a_refusal(kind: str, cells: dict[str, str]) -> None:
    line = json.dumps({"kind": kind, "title_en": "A", **cells}).encode("utf-8")
    for item in SOURCE.read(io.BytesIO(line), "form.jsonl", Context()):
        assert item.origin.place == "line 1"
        assert isinstance(item, Record) or item.reason


# Assets and parties


def test_the_least_form_of_a_patent_is_its_number() -> None:
    found = asset(kind="patent", number="CN 106955576 A")
    assert (found.kind, found.office) == (AssetKind.INVENTION, "CN")
    assert found.identifiers[0].key == parse_patent_number("CN106955576A").key
    assert asset(kind="专利", number="CN 206401234 U").kind is AssetKind.UTILITY_MODEL


EVENTS = (
    "2024-03-01 | 质押 | 江海银行 | 至 2027-03-01 | 备案号 Y2024-1; "
    "2025-06-30 | licence | Acme Inc., Beta Ltd | exclusive | territory CN"
)


def test_every_column_of_a_patent_has_its_place() -> None:
    found = asset(
        kind="invention", title_zh="固态电解质薄膜", abstract_en="A film.", application_number="201610012345.8", publication_number="CN 105500000 A",
        priority_numbers="US 62/100,001", filed="2016-01-08", published="2016-06-01", granted="2018-03-02",
        applicants_zh="示例大学；极点机器人有限公司", applicant_place="北京", agents_zh="示例专利代理事务所",
        classes="H01M 10/0562", family="f-1", cites="US 7,654,321 B2",
        expires="2036-01-08", status="授权", office="CN", events=EVENTS,
    )  # fmt: skip
    numbers = {one.role: (one.number, one.date) for one in found.identifiers}
    assert numbers[IdentifierRole.APPLICATION] == ("CN201610012345.8", dt.date(2016, 1, 8))
    assert numbers[IdentifierRole.PUBLICATION] == ("CN105500000A", dt.date(2016, 6, 1))
    assert [one.role for one in found.priorities] == [IdentifierRole.PRIORITY]
    assert [one.name.get("zh") for one in found.applicants] == ["示例大学", "极点机器人有限公司"]
    assert found.applicants[0].place == "CN-BJ"
    assert (found.classifications, found.expires) == (("H01M10/0562",), dt.date(2036, 1, 8))
    assert [event.kind for event in found.events][:3] == [EventKind.FILING, EventKind.PUBLICATION, EventKind.GRANT]
    pledge, licence = found.events[3:]
    assert (pledge.kind, pledge.ends, pledge.recordal) == (EventKind.PLEDGE, dt.date(2027, 3, 1), "Y2024-1")
    assert pledge.parties[0].name.get("zh") == "江海银行"
    assert [one.name.get("en") for one in licence.parties] == ["Acme Inc.", "Beta Ltd"]
    assert (licence.exclusive, licence.territory) == (True, "CN")


@pytest.mark.parametrize(
    ("kind", "number", "key", "office"),
    [
        ("trademark", "第12345678号", "trademark:CN12345678", "CN"),
        ("trademark", "12345678", "trademark:CN12345678", "CN"),
        ("商标", "EM 018123456", "trademark:EM018123456", "EM"),
        ("software_copyright", "2023SR0123456", "software_copyright:2023SR0123456", "CN"),
        ("domain_name", "https://Example.com/", "domain_name:example.com", None),
        ("ic_layout", "BS.215001234.5", "ic_layout:BS.215001234.5", "CN"),
    ],
)
def test_rights_that_are_no_patents_are_known_by_their_registers(
    kind: str, number: str, key: str, office: str | None
) -> None:
    found = asset(kind=kind, number=number, title_en="A", registered="2023-05-06")
    assert (found.identifiers[0].key, found.office) == (key, office)
    assert found.identifiers[0].date == dt.date(2023, 5, 6)


def test_know_how_is_known_by_its_id() -> None:
    assert asset(kind="know_how", id="kh-1", title_en="A process").identifiers[0].key == "know_how:kh-1"


def test_every_column_of_a_party_has_its_place() -> None:
    found = party(
        kind="机构", name_zh="示例大学", name_en="Example University", other_names="示例学院; Example College", party_id="ror:013meh722",
        roles="高校; investor 2019-05-01..2020", place="北京市海淀区", parent="p-0", memberships="park:zhongguancun 2020-01..", website="https://example.org",
        profile_en="Teaches.",
    )  # fmt: skip
    assert found.id == "ROR:013meh722"
    assert [(one.role, one.since, one.until) for one in found.roles] == [
        ("university", None, None),
        ("investor", dt.date(2019, 5, 1), dt.date(2020, 12, 31)),
    ]
    assert (found.place, found.parent, found.memberships[0].of) == ("CN-110108", "p-0", "park:zhongguancun")
    assert [name.languages for name in found.other_names] == [("zh",), ("en",)]


def test_of_a_person_nothing_but_the_name_place_and_role_is_kept() -> None:
    found = party(kind="个人", name_zh="示例人", website="https://example.org", profile_zh="简介", place="上海")
    assert (found.person, found.website, bool(found.profile), found.place) == (True, None, False, "CN-SH")


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_form_in_chinese_is_read_in_any_usual_encoding(encoding: str) -> None:
    data = "编号,类型,标题（中文）,供方说明(中文),求.贷款额度\nx,融资需求,短期融资,十二件专利,500万元\n".encode(
        encoding
    )
    (found,) = read(data)
    assert isinstance(found, Record)
    assert found.listing is not None
    assert (found.listing.profile, found.listing.title.get("zh")) == ("financing", "短期融资")


def test_a_workbook_is_read_with_its_real_dates_and_numbers() -> None:
    book = Workbook()
    notes, sheet = book.active, book.create_sheet("data")
    assert notes is not None
    notes.append(["what this is"])
    sheet.append(["id", "kind", "title_en", "published", "offers.stage", "seeks.sole_collateral"])
    sheet.append(["x", "technology", "A", dt.datetime(2026, 3, 1), 5, True])  # noqa: DTZ001 — a cell's date has no zone
    out = io.BytesIO()
    book.save(out)
    (found,) = read(out.getvalue(), "form.xlsx")
    assert isinstance(found, Record)
    assert found.listing is not None
    assert (found.listing.published, found.origin.place) == (dt.date(2026, 3, 1), "data!row 2")
    assert found.listing.offers.terms[0].value == Span(low=5, high=5)
    assert found.listing.seeks.terms[0].value == Flag(value=True)


def test_a_workbook_without_a_form_or_with_damage_says_so() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(UnknownFormat, match="No sheet"):
        read(out.getvalue(), "form.xlsx")
    with pytest.raises(BadInput, match="damaged"):
        read(out.getvalue()[:-200], "form.xlsx")


def test_flat_json_lines_take_lists_numbers_and_booleans() -> None:
    line = {
        "id": "x",
        "kind": "technology",
        "title_en": "A",
        "offers.field": ["H01M", "H02J"],
        "offers.stage": 5,
        "assets": ["CN 106955576 A"],
    }
    (found,) = read(json.dumps(line).encode(), "form.jsonl")
    assert isinstance(found, Record)
    assert found.listing is not None
    assert [one.value for one in found.listing.offers.terms] == [Codes(codes=("H01M", "H02J")), Span(low=5, high=5)]
    assert len(found.listing.assets) == 1


def test_whole_records_are_read_back_as_they_were_written() -> None:
    one, right = (
        listing(id="l-1", seeks__place="CN-JS!!", offers_nda_en="secret"),
        asset(kind="patent", number="CN 106955576 A"),
    )
    body = party(kind="party", name_en="P", id="p-1")
    lines = [
        {"listing": one.model_dump(mode="json"), "assets": [right.model_dump(mode="json")]},
        {"asset": right.model_dump(mode="json")},
        {"party": body.model_dump(mode="json")},
        {"key": "named", "asset": right.model_dump(mode="json")},
    ]
    found = read("\n".join(json.dumps(line) for line in lines).encode(), "form.jsonl")
    assert all(isinstance(item, Record) for item in found)
    first, second, third, fourth = (item for item in found if isinstance(item, Record))
    assert (first.listing, first.assets, first.key) == (one, (right,), "l-1")
    assert (second.assets, third.party, fourth.key) == ((right,), body, "named")


def test_broken_json_lines_lose_only_themselves() -> None:
    good = json.dumps({"id": "x", "kind": "technology", "title_en": "A"})
    found = read("\n".join([good, "{", "[1]", "", '{"listing": {"id": "y"}}', good]).encode(), "form.jsonl")
    assert [(isinstance(item, Record), item.origin.place) for item in found] == [
        (True, "line 1"), (False, "line 2"), (False, "line 3"), (False, "line 5"), (True, "line 6"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "kind\ntechnology\n", '{"a": 1}\n', "# remark\nx,y\n"])
def test_other_files_are_not_taken_for_forms(text: str) -> None:
    assert not SOURCE.recognise(Head("other.csv", text.encode()))
