"""A whole installation loses nothing while a worker, Redis and Elasticsearch are killed in mid-load, and answers meanwhile.

``python -m benchmarks.whole_load`` does the same with whole files. The encoder is a stand-in that counts, and is held when a part is killed.
"""

import json
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.asking import DEGRADED, LISTING, LISTING_PAGE, RETURNED, SEARCH, SEARCH_PAGE
from benchmarks.embeddings import EmbeddingsServer
from benchmarks.installation import ROOT, Installation
from benchmarks.samples import sample
from benchmarks.servers import RUN, working_folder
from benchmarks.whole_load import ELASTICSEARCH, REDIS, WORKER, WholeLoad, lost
from indexer.encoding import SLICE
from tests.servers import or_missing

RECORDS = ROOT.parent / "shared" / "data" / "records"
REAL = [RECORDS / "sbir_awards.csv.gz", RECORDS / "google_patents.jsonl.gz"]
RECORDS_A_FILE = 150
LEASE_SECONDS = "5"
LIMIT = 600.0
"""Seconds after which what has not happened is a fault."""


def made_up(folder):
    """Listings of our own, many and short."""
    path = folder / "made-up.jsonl"
    ids = [f"made-{number}" for number in range(500)]
    rows = [
        {
            "id": one,
            "kind": "technology",
            "title_en": one,
            "offers_en": f"Text of {one}",
            "seeks_en": f"Who takes {one}",
        }
        for one in ids
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def paths(folder):
    """The fixture world first; where real records lie beside the checkout, some of each."""
    real = [sample(one, RECORDS_A_FILE, folder) for one in REAL if one.is_file()]
    return [ROOT / "fixtures" / "world", made_up(folder), *real]


@pytest.fixture(scope="module")
def figures():
    with ExitStack() as stack:
        # not under pytest's own folder, which PostgreSQL, as another user, cannot enter
        folder = stack.enter_context(working_folder("zhiqiao-whole-"))
        encoder = EmbeddingsServer()
        stack.callback(encoder.close)
        settings = {"ZHIQIAO_ENCODER": encoder.setting, "ZHIQIAO_LEASE_SECONDS": LEASE_SECONDS}
        run = Path(os.environ.get("ZHIQIAO_TEST_ELASTICSEARCH_RUN", RUN))
        installation = or_missing(lambda: Installation(folder, settings, run=run))
        stack.callback(installation.close)
        installation.start()
        yield WholeLoad(installation, paths(folder), encoder=encoder, limit=LIMIT).run()


def test_each_part_is_killed_in_mid_load(figures):
    assert [one["part"] for one in figures["killed"]] == [WORKER, REDIS, ELASTICSEARCH]
    assert all(one["jobs_open"] and one["vectors"] < figures["passages"]["passages"] for one in figures["killed"])


def test_nothing_is_lost(figures):
    assert lost(figures) == []


def test_store_and_index_hold_the_same(figures):
    verify = figures["verify"]
    assert verify["exit"] == 0
    assert verify["store_listings"] == verify["index_listings"] > 500
    assert verify["store_units"] == verify["index_units"] > verify["store_listings"]


def test_every_record_that_was_acknowledged_is_stored(figures):
    read = sum(report["read"] for report in figures["loads"])
    again = figures["loaded_again"]
    assert (again["read"], again["new"], again["changed"]) == (read, 0, 0)
    assert again["unchanged"] + again["merged"] + again["refused"] == read


def test_every_passage_is_encoded_and_again_only_what_a_killed_worker_was_at(figures):
    passages = figures["passages"]
    assert passages["without_vector"] == 0
    assert passages["vectors"] == passages["passages"]
    again = sum((int(times) - 1) * found for times, found in passages["encoded_times"].items())
    assert "0" not in passages["encoded_times"]
    assert again <= SLICE


def test_every_job_is_done_and_only_what_a_worker_died_of_was_begun_again(figures):
    assert set(figures["jobs"]["states"]) == {"done"}
    assert figures["jobs"]["attempts"].keys() <= {"1", "2"}
    assert figures["jobs"]["attempts"]["2"] == 1


def test_the_api_answers_the_whole_time(figures):
    answers = figures["answers"]
    for away in (WORKER, REDIS):
        for what in (SEARCH, LISTING, LISTING_PAGE):
            assert set(answers[away][what]) == {"200"}, (away, what)
    assert figures["failures"] == []


def test_listings_are_read_while_elasticsearch_is_away(figures):
    away = figures["answers"][ELASTICSEARCH]
    assert set(away[LISTING]) == set(away[LISTING_PAGE]) == {"200"}


def test_the_latest_listings_are_searched_while_elasticsearch_is_away_and_all_once_it_is_back(figures):
    assert figures["answers"][ELASTICSEARCH][SEARCH][DEGRADED] > 0
    back = figures["answers"][RETURNED]
    assert set(back[SEARCH]) == set(back[SEARCH_PAGE]) == {"200"}
