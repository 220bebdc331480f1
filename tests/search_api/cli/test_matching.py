"""``zhiqiao match`` and ``explain``."""

import json

import pytest

LISTINGS = [
    {
        "id": "tech-separator",
        "kind": "technology",
        "title": {"en": "Ceramic separator"},
        "party": {"name": {"en": "A University"}, "place": "CN-JS"},
        "offers": {"sections": [{"text": {"en": "A garnet separator for solid-state batteries."}}]},
    },
    {
        "id": "need-separator",
        "kind": "need",
        "title": {"en": "Separators sought", "zh": "寻求隔膜"},
        "party": {"name": {"en": "A Company"}},
        "seeks": {
            "sections": [{"text": {"en": "We seek a garnet separator for batteries."}}],
            "terms": [{"name": "place", "value": {"type": "codes", "codes": ["CN-JS"]}, "weight": "required"}],
        },
    },
    {
        "id": "need-pump",
        "kind": "need",
        "title": {"en": "Pumps sought"},
        "party": {"name": {"en": "Another Company"}},
        "seeks": {
            "sections": [{"text": {"en": "We seek a garnet pump."}}],
            "terms": [{"name": "place", "value": {"type": "codes", "codes": ["DE"]}, "weight": "required"}],
        },
    },
]


@pytest.fixture
def loaded(zhiqiao, tmp_path):
    path = tmp_path / "listings.jsonl"
    path.write_text("\n".join(json.dumps({"listing": one}) for one in LISTINGS), "utf-8")
    assert zhiqiao("load", path).code == 0
    return zhiqiao


def test_who_fits_is_told_to_people_and_to_programs(loaded):
    told = loaded("match", "tech-separator")
    assert told.code == 0
    assert "Separators sought" in told.out
    assert "Both use: " in told.out
    assert "Pumps sought" not in told.out.split("Almost")[0]

    answer = loaded("match", "tech-separator", "--kind", "need", "--json").document
    assert [one["listing"]["id"] for one in answer["results"]] == ["need-separator"]


def test_a_match_is_told_in_chinese(loaded):
    told = loaded("match", "tech-separator", "--lang", "zh")
    assert "寻求隔膜" in told.out
    assert "地区：要求江苏省" in told.out


def test_why_two_match_is_told_with_contributions_that_add_up(loaded):
    assert "together, in log-odds" in loaded("explain", "tech-separator", "need-separator").out
    pair = loaded("explain", "tech-separator", "need-separator", "--json").document
    for side in (pair["forward"], pair["backward"]):
        assert sum(one["log_odds"] for one in side["contributions"]) == pytest.approx(side["log_odds"], abs=2e-3)


def test_what_keeps_two_apart_is_told(loaded):
    ended = loaded("explain", "tech-separator", "need-pump")
    assert ended.code == 0
    assert "requires Germany; found: Jiangsu" in ended.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("match", "nowhere"), 1, "nowhere"),
        (("explain", "tech-separator", "nowhere"), 1, "nowhere"),
        (("match", "tech-separator", "--kind", "wish"), 2, "Kinds that can"),
        (("match", "tech-separator", "--filter", "colour=red"), 2, "no filter"),
        (("explain", "need-separator", "need-pump"), 2, "can be matched with"),
    ],
)
def test_what_cannot_be_answered_is_said(loaded, arguments, code, said):
    ended = loaded(*arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
