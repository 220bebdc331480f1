"""The real public files beside the project: each is told, and its records load."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from indexer.sources import read_paths, recognise
from models.records import Record

RECORDS = Path(__file__).parents[4] / "shared" / "data" / "records"
SOURCES = {
    "google_patents.jsonl.gz": "google-patents",
    "kppatent_zh.json": "kppatent",
    "nasa_patents_2014.csv": "nasa-patent",
    "sbir_awards.csv.gz": "sbir-award",
    "sbir_topics.csv.gz": "sbir-topic",
    "vc_funds.json": "vc-fund",
}

pytestmark = pytest.mark.skipif(
    not RECORDS.is_dir(), reason="the public records (../shared/data/records) are not beside this project"
)


@pytest.mark.parametrize(("name", "source"), SOURCES.items())
def test_the_first_records_of_each_file_load(name: str, source: str) -> None:
    assert recognise(RECORDS / name).name == source
    items = [item for _, item in islice(read_paths([RECORDS / name]), 500)]
    assert len(items) == 500
    assert all(isinstance(item, Record) for item in items)


@pytest.mark.parametrize("name", ["vc_funds.json", "kppatent_zh.json", "nasa_patents_2014.csv"])
def test_records_of_one_key_say_the_same_so_that_loading_again_changes_nothing(name: str) -> None:
    seen: dict[str, Record] = {}
    for _, item in read_paths([RECORDS / name]):
        assert isinstance(item, Record)
        plain = item.model_copy(update={"origin": None})
        assert seen.setdefault(item.key, plain) == plain
