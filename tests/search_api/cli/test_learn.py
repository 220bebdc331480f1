"""``zhiqiao learn``."""

import json
from itertools import pairwise

import pytest

from ranking.matching.weights import default_weights

THINGS = [
    *("pump", "turbine", "valve", "bearing", "laser", "lens", "sensor", "antenna", "vaccine", "enzyme", "membrane"),
    *("electrode", "drone", "rotor", "robot", "gripper", "alloy", "ceramic", "polymer", "fibre", "yeast", "seed"),
]


def side(text):
    return {"sections": [{"text": {"en": text}}]}


@pytest.fixture
def market(zhiqiao, tmp_path):
    """Twenty-two technologies, and a need for each."""
    listings = [
        listing
        for thing in THINGS
        for listing in (
            {"id": f"tech-{thing}", "kind": "technology", "offers": side(f"A new {thing}."), "of": f"Lab of {thing}"},
            {"id": f"need-{thing}", "kind": "need", "seeks": side(f"We seek a {thing}."), "of": f"User of {thing}"},
        )
    ]
    for one in listings:
        one |= {"title": {"en": one["id"]}, "party": {"name": {"en": one.pop("of")}}}
    path = tmp_path / "listings.jsonl"
    path.write_text("\n".join(json.dumps({"listing": one}) for one in listings), "utf-8")
    assert zhiqiao("load", path).code == 0
    return zhiqiao


@pytest.fixture
def outcomes(tmp_path):
    """What became of leads: two lines of it cannot be used."""
    path = tmp_path / "outcomes.csv"
    rows = [f"tech-{thing},need-{thing},deal" for thing in THINGS]
    rows += [f"tech-{thing},need-{other},declined" for thing, other in pairwise(THINGS)]
    rows += ["tech-pump,need-laser,liked", "tech-pump,,deal", "tech-pump,need-gone,deal"]
    path.write_text("\n".join(["asker,candidate,outcome", *rows]) + "\n", "utf-8")
    return path


def test_what_is_learned_is_told_with_what_was_refused_and_what_is_gone(market, outcomes, tmp_path):
    kept = tmp_path / "refused.jsonl"
    told = market("learn", outcomes, "--learner", "linear", "--dry-run", "--refused", kept)

    assert told.code == 0
    assert "linear" in told.out
    assert f"Refused: {outcomes}, line 45: There is no outcome 'liked'." in told.err
    assert f"2 of 46 lines were refused. They are kept in {kept}." in told.err
    assert "left out: need-gone" in told.err
    assert [json.loads(line)["place"] for line in kept.read_text("utf-8").splitlines()] == ["line 45", "line 46"]


def test_the_document_counts_and_shows_the_same(market, outcomes):
    document = market("learn", outcomes, "--learner", "linear", "--dry-run", "--json").document

    (learned,) = document["learned"]
    assert learned["lists"] == 22
    assert learned["version"] is None
    assert document["skipped"] == ["need-gone"]
    assert [(one["place"], one["reason"]) for one in document["refused"]] == [
        ("line 45", "There is no outcome 'liked'."),
        ("line 46", "It does not name an asker and a candidate."),
    ]


def test_a_file_in_which_nothing_can_be_used_is_an_error(market, tmp_path):
    path = tmp_path / "outcomes.csv"
    path.write_text("asker,candidate,outcome\ntech-pump,need-pump,liked\n", "utf-8")

    ended = market("learn", path)

    assert ended.code == 2
    assert "no judged pair that can be used" in ended.err


@pytest.mark.parametrize("options", [["--use", "0"], ["--list"], ["--list", "--use", "0"]])
@pytest.mark.parametrize("given", [["outcomes.csv"], ["--task", "folder"]])
def test_versions_are_listed_or_chosen_and_nothing_is_learned_by_the_way(zhiqiao, options, given):
    ended = zhiqiao("learn", *options, *given)

    assert ended.code == 2
    assert "takes neither a file nor a task" in ended.err
    assert "zhiqiao learn FILE" in ended.err


def test_versions_are_told(zhiqiao):
    (default,) = zhiqiao("learn", "--list", "--json").document

    assert (default["version"], default["in_use"]) == (0, True)
    assert default["figures"]["made_from"] == default_weights().made_from
    assert zhiqiao("learn", "--use", "7").code == 1


def test_without_a_file_there_is_nothing_to_learn_from(zhiqiao):
    assert "nothing to learn from" in zhiqiao("learn").err
