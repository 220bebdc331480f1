"""Industries by technical field: the packaged table, and an operator's."""

import csv
import json
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import world
from indexer.sources.vc_funds import _GENERALIST, _SECTORS_ZH
from models.codes import ClassificationSymbol, CodeError, Concordance, packaged_concordance

HEADER = "scheme,industry,en,zh,prefixes\n"
OWN = Concordance.from_csv(
    "# ours\n"
    + HEADER
    + "mine,energy,energy,能源,H01M H02\n\nmine,cells,cells,电芯,H01M10 H01M4/38\nmine,law,legal services,,\n"
)
STRATEGIC = (
    "新一代信息技术", "高端装备制造", "新材料", "生物产业", "新能源汽车", "新能源", "节能环保", "数字创意", "相关服务",
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "industries"),
    [
        ("H01M10/0562", ("cells", "energy")),
        ("H01M10", ("cells", "energy")),
        ("H01M4/38", ("cells", "energy")),
        ("H01M4/387", ("energy",)),
        ("H01M 4/36", ("energy",)),
        ("H02J7/00", ("energy",)),
        ("H01", ()),
        ("H", ()),
        ("G06F", ()),
        ("no symbol", ()),
    ],
)
def test_a_field_lies_in_the_industries_whose_prefixes_it_is_under_the_nearest_first(field, industries):
    assert OWN.industries(field) == industries


def test_an_industry_has_its_words_and_one_that_is_not_there_has_none():
    assert OWN.names("cells").root == {"en": "cells", "zh": "电芯"}
    assert OWN.names("law").root == {"en": "legal services"}
    assert not OWN.names("other")
    assert OWN.codes == ("energy", "cells", "law")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "mine,a,a,甲,H01M\nmine,Big Words,b,乙,H02\n", "line 3.*lower-case words"),
        (HEADER + "# note\nmine,a,a,甲,H01M 0815\n", "line 3.*0815"),
        (HEADER + "mine,a,,,H01M\n", "line 2.*words in English or Chinese"),
        (HEADER + "mine,a,a,甲,H01M\nmine,a,a,甲,H02\n", "line 3.*line 2 has the industry 'a' already"),
        (HEADER + "mine\n", "line 2.*1 cells, and there are 5 headings"),
        (HEADER + "mine,a,a,甲,H01M,H02\n", "line 2.*6 cells, and there are 5 headings"),
        (HEADER + "\nmine,a,'a','甲'\n", "line 3.*4 cells"),
        (HEADER + 'mine,a,"a\nb",甲,H01M\n\nmine,b\n', "line 5.*2 cells"),
        (HEADER + 'mine,a,"a,甲,H01M\nmine,b,b,乙,H02\n', "line 2.*no row of CSV"),
        (HEADER + 'mine,a,"a"a,甲,H01M\n', "line 2.*no row of CSV"),
        ("industry,en\na,a\n", "line 1.*lacks prefixes, scheme, zh"),
        (HEADER, "no industry"),
        ("", "no industry"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_line(text, said):
    with pytest.raises(CodeError, match=said):
        Concordance.from_csv(text)


def test_a_table_from_a_spreadsheet_with_its_mark_is_read():
    assert Concordance.from_csv("\ufeff" + HEADER + "mine,a,a,甲,H01M\r\n").industries("H01M") == ("a",)


def test_a_cell_in_quotes_may_have_line_breaks_and_signs_of_remarks():
    table = Concordance.from_csv(
        HEADER + '# a "remark, with a quote\nmine,a,"a, and\n# more",甲,"H01M\n H02"\nmine,b,b,,G06\n'
    )

    assert table.names("a").get("en") == "a, and\n# more"
    assert (table.industries("H02"), table.industries("G06")) == (("a",), ("b",))


@given(st.one_of(st.text(), st.text().map((HEADER + "mine,").__add__), st.text(alphabet='mine,"#\r\n\x00H01')))
def test_whatever_a_text_holds_it_is_read_or_refused_in_words(text):
    try:
        table = Concordance.from_csv(text)
    except CodeError:
        return
    assert table.codes


def test_the_packaged_industries_have_words_in_both_languages():
    packaged = packaged_concordance()
    assert all(packaged.names(code).languages == ("en", "zh") for code in packaged.codes)
    assert {packaged.names(code).get("zh") for code in packaged.codes} >= set(STRATEGIC)


def test_the_document_names_every_packaged_industry():
    text = (Path(__file__).parents[3] / "docs" / "operations.md").read_text("utf-8")
    packaged = packaged_concordance()
    assert all(f"`{code}` {packaged.names(code).get('zh')}" in text for code in packaged.codes)


def test_the_sectors_of_the_funds_are_called_as_their_source_calls_them():
    packaged = packaged_concordance()
    sectors = {code: word for code, word in _SECTORS_ZH.items() if code != _GENERALIST}
    assert {code: packaged.names(code).get("zh") for code in sectors} == sectors


def test_the_packaged_prefixes_are_canonical_and_stand_once_in_a_row():
    text = resources.files("models.codes").joinpath("data", "concordance.csv").read_text("utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        symbols = row["prefixes"].split()
        assert len(symbols) == len(set(symbols)), row["industry"]
        assert all(re.sub(r"/00$", "", str(ClassificationSymbol.parse(one))) == one for one in symbols), row["industry"]


@pytest.mark.parametrize(
    ("field", "industries"),
    [
        ("H01M10/0562", {"new-energy", "new-energy-vehicles", "climate", "power-generation-and-storage"}),
        ("C07K16/28", {"bio-industry", "health", "health-medicine-and-biotechnology"}),
        ("B25J9/16", {"high-end-equipment", "robotics-automation-and-control"}),
        ("H10D62/10", {"new-generation-information-technology", "electrical-and-electronics"}),
        ("C02F1/44", {"energy-saving-and-environment", "climate", "environment"}),
    ],
)
def test_well_known_fields_lie_where_one_looks_for_them(field, industries):
    assert set(packaged_concordance().industries(field)) == industries


def test_nearly_every_field_of_the_fixture_world_lies_in_an_industry():
    files = [(world() / f"{name}.jsonl").read_text("utf-8") for name in ("technologies", "projects")]
    terms = [
        term
        for text in files
        for line in text.splitlines()
        for term in json.loads(line)["listing"]["offers"].get("terms", ())
    ]
    fields = [code for term in terms if term["name"] == "field" for code in term["value"]["codes"]]
    joined = [code for code in fields if packaged_concordance().industries(code)]
    assert len(joined) >= 0.9 * len(fields)
