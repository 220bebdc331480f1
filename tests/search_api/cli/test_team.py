"""``zhiqiao team``."""

import json

import pytest


def listing(name, kind, text, **more):
    side = "seeks" if kind == "need" else "offers"
    sections = {side: {"sections": [{"text": {"en": text}}]}}
    return {
        "id": name,
        "kind": kind,
        "title": {"en": f"Title of {name}"},
        "party": {"name": {"en": f"Party of {name}"}},
        **sections,
        **more,
    }


LISTINGS = [
    listing("ask", "technology", "A ceramic pump."),
    listing("transfer", "service", "We bring ceramic pumps to market.", profile="broker"),
    listing("lawyer", "service", "Contracts for ceramic pumps.", profile="law_firm"),
]


@pytest.fixture
def loaded(zhiqiao, tmp_path):
    path = tmp_path / "listings.jsonl"
    path.write_text("\n".join(json.dumps({"listing": one}) for one in LISTINGS), "utf-8")
    assert zhiqiao("load", path).code == 0
    return zhiqiao


def test_a_team_is_told_to_people_and_to_programs(loaded):
    told = loaded("team", "ask", "--role", "broker", "--role", "law_firm")
    assert told.code == 0
    assert "Title of transfer" in told.out
    assert "The only technology broker that can take part." in told.out
    answer = loaded("team", "ask", "--role", "broker", "--optional", "law_firm", "--json").document
    assert [one["listing"]["id"] for one in answer["members"]][:1] == ["transfer"]


def test_no_team_says_what_would_help_in_chinese(loaded):
    told = loaded("team", "ask", "--lang", "zh")
    assert told.code == 0
    assert "没有满足全部规则的团队" in told.out
    assert "如不要求评估机构，即可组成团队。" in told.out
    assert "平台上暂无评估机构。" in told.out


def test_a_role_that_is_none_is_bad_input(loaded):
    told = loaded("team", "ask", "--role", "banker")
    assert told.code == 2
    assert "law_firm" in told.err
