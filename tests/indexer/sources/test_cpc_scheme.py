"""The CPC scheme: what hangs under what."""

from pathlib import Path

from indexer.sources import read_paths
from models.records import Refusal

SCHEME = Path(__file__).parents[3] / "fixtures" / "offices" / "cpc-scheme-H01M.xml"


def entries(path: Path = SCHEME):
    return {entry.symbol: entry for _, item in read_paths([path]) for entry in item.scheme}


def test_subgroups_hang_where_the_scheme_nests_them_and_main_groups_from_their_subclass():
    parents = {symbol: entry.parent for symbol, entry in entries().items()}
    assert parents == {
        "H01M": "H01",
        "H01M10/00": "H01M",
        "H01M10/05": "H01M10/00",
        "H01M10/052": "H01M10/05",
        "H01M10/0525": "H01M10/052",
        "H01M10/056": "H01M10/05",
        "H01M10/0561": "H01M10/056",
        "H01M10/0562": "H01M10/0561",
        "H01M12/00": "H01M",
    }


def test_titles_are_joined_from_their_parts_without_the_references():
    assert entries()["H01M10/00"].titles == {"en": "Cells that can be recharged; Making them"}


def test_a_main_group_is_one_record_with_all_under_it():
    sizes = {item.key: len(item.scheme) for _, item in read_paths([SCHEME])}
    assert sizes == {"H01M10/00": 7, "H01M12/00": 1, "H01M": 1}


def test_a_scheme_that_is_cut_off_or_declares_entities_is_refused(tmp_path):
    text = SCHEME.read_text("utf-8")
    (tmp_path / "cut.xml").write_text(text[:-200], "utf-8")
    (tmp_path / "hostile.xml").write_text(
        text.replace("<class-scheme", '<!DOCTYPE a [<!ENTITY a "b">]><class-scheme', 1), "utf-8"
    )
    reasons = [item.reason for _, item in read_paths([tmp_path]) if isinstance(item, Refusal)]
    assert "rest of the file is lost" in reasons[0]
    assert "declares entities" in reasons[1]
