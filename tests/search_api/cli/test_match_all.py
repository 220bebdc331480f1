"""``zhiqiao match --all``."""

import pytest

import fixtures


@pytest.fixture
def loaded(zhiqiao):
    """Commands over two technologies and two needs."""
    folder = fixtures.__path__[0]
    assert zhiqiao("load", f"{folder}/world/technologies.jsonl", f"{folder}/world/needs.jsonl").code == 0
    assert zhiqiao("index").code == 0
    return zhiqiao


def test_everybody_is_matched_and_then_what_changed(loaded):
    first = loaded("match", "--all", "--json").document
    assert first["full"]
    assert first["listings"] > 0
    assert 0 < first["kept"] <= 20 * first["lists"]
    again = loaded("match", "--all", "--json").document
    assert (again["full"], again["pairs"], again["kept"]) == (False, 0, first["kept"])
    assert "kept matches" in loaded("match", "--all", "--limit", "2").err
    assert loaded("match", "--all", "--limit", "2", "--json").document["kept"] <= 2 * first["lists"]


def test_only_some_kinds_can_be_matched_and_made_again(loaded):
    loaded("match", "--all")
    told = loaded("match", "--all", "--kind", "need", "--rebuild", "--json").document
    assert told["full"]


def test_nothing_that_is_loaded_is_said(zhiqiao):
    assert "nothing to match" in zhiqiao("match", "--all").err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("match",), "which listing"),
        (("match", "x", "--all"), "neither an id nor a filter"),
        (("match", "--all", "--filter", "office=CN"), "neither an id nor a filter"),
        (("match", "x", "--rebuild"), "go with `--all`"),
        (("match", "--all", "--kind", "pump"), "no kind of listing"),
    ],
)
def test_what_does_not_go_together_is_refused(zhiqiao, typed, said):
    ended = zhiqiao(*typed)
    assert ended.code == 2
    assert said in ended.err
