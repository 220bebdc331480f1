"""``zhiqiao index``, ``search``, ``show`` and ``similar``."""

import pytest

from models.settings import Settings
from search_api.assembly import assemble

TITLES = {
    "tech-separator": "Ceramic separator for solid-state batteries",
    "tech-pump": "Water pump with a ceramic bearing",
    "tech-vaccine": "Vaccine that needs no cooling",
}


@pytest.fixture
def loaded(zhiqiao, form):
    """The command, with three technologies loaded."""
    assert zhiqiao("load", form(TITLES)).code == 0
    return zhiqiao


def test_what_was_loaded_is_found_by_its_words_at_once_and_by_meaning_once_indexed(loaded):
    first = loaded("search", "ceramic separator", "--json")
    assert first.code == 0
    assert first.document["results"][0]["id"] == "tech-separator"
    assert first.document["coverage"] == 0.0

    indexed = loaded("index", "--json")
    assert indexed.document["listings"] == indexed.document["encoded"] == 3

    then = loaded("search", "ceramic separator", "--json")
    assert then.document["coverage"] == 1.0
    assert then.document["results"][0]["legs"]["vector"] is not None


def test_keywords_only_leaves_the_encoding_for_later(loaded):
    assert loaded("index", "--keywords-only", "--json").document["encoded"] == 0
    assert loaded("index", "--json").document["encoded"] == 3


def test_a_rebuild_makes_a_new_generation_of_the_same_listings(loaded):
    before = loaded("index", "--json").document
    after = loaded("index", "--rebuild", "--json").document

    assert after["generation"] != before["generation"]
    assert {**after, "generation": ""} == {**before, "generation": ""}


def told(ended):
    """What a command said, wherever its lines were broken."""
    return " ".join(ended.err.split())


def test_an_index_that_another_process_owns_is_left_to_it(loaded, data):
    application = assemble(Settings(data=data))
    owner = application.own_index()
    try:
        ended = loaded("index")
        assert ended.code == 3
        assert "A running `zhiqiao serve` follows the store by itself: there is nothing to do" in told(ended)
        rebuilt = loaded("index", "--rebuild")
        assert rebuilt.code == 3
        assert "`zhiqiao index --rebuild --workers` has a running `zhiqiao serve` do it" in told(rebuilt)
        assert loaded("search", "pump").code == 0, "reading goes on"
    finally:
        owner.close()
        application.close()


def test_results_show_title_party_passage_and_legs(loaded):
    loaded("index")
    ended = loaded("search", "ceramic separator", "--limit", "1")

    assert ended.code == 0
    assert "Ceramic separator for solid-state batteries" in ended.out
    assert "tech-separator" in ended.out
    assert "words" in ended.out
    assert "meaning" in ended.out
    assert ended.err.startswith("1 of ")
    assert ended.err.endswith(" shown.\n")


def test_filters_narrow_and_their_negation_widens(loaded):
    assert loaded("search", "ceramic", "--kind", "need", "--json").document["results"] == []
    assert len(loaded("search", "--filter", "-kind=need", "--json").document["results"]) == 3
    assert len(loaded("search", "--filter", "kind=technology", "--json").document["results"]) == 3


@pytest.mark.parametrize("given", ["nonsense=1", "kind", "kind=nonsense", "stage=high"])
def test_a_filter_that_cannot_be_read_is_bad_input(loaded, given):
    ended = loaded("search", "pump", "--filter", given, "--json")

    assert ended.code == 2
    assert ended.out == ""
    assert given.split("=")[0] in ended.err


@pytest.mark.parametrize("given", ["price<=2", "stage>=4", "price<2", "-stage<=4"])
def test_a_comparison_in_place_of_a_filter_says_how_filters_are_written(loaded, given):
    ended = loaded("search", "pump", f"--filter={given}")

    assert ended.code == 2
    assert 'name=value, such as office=CN, stage=4..6 or price="<=USD 2 million"' in told(ended)


def test_a_store_without_listings_says_what_to_do(zhiqiao):
    ended = zhiqiao("search", "pump", "--json")

    assert ended.code == 0
    assert ended.document["results"] == []
    assert "zhiqiao load" in ended.err


def test_similar_listings_leave_the_listing_itself_out(loaded):
    loaded("index")
    ended = loaded("similar", "tech-separator", "--json")

    found = [one["id"] for one in ended.document["results"]]
    assert found[0] == "tech-pump", "it shares the ceramic"
    assert "tech-separator" not in found


def test_a_listing_is_shown_with_the_record_it_came_from(loaded):
    ended = loaded("show", "tech-pump", "--json")

    assert ended.document["title"]["text"] == TITLES["tech-pump"]
    assert ended.document["records"][0]["file"] == "technologies.jsonl"
    assert "Water pump" in loaded("show", "tech-pump").out


@pytest.mark.parametrize("command", ["show", "similar"])
def test_a_listing_that_is_not_there_is_said(loaded, command):
    ended = loaded(command, "tech-nowhere")

    assert ended.code == 1
    assert "tech-nowhere" in ended.err
