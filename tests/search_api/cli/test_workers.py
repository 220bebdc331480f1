"""Work that is left to workers, on the command line."""

import json

import pytest

from search_api.assembly import assemble
from search_api.cli.session import environment_settings
from search_api.matching.everybody import MATCHING


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    for name in ("ZHIQIAO_BROKER_URL", "ZHIQIAO_ENCODE_BY", "ZHIQIAO_LEASE_SECONDS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def loaded(zhiqiao, form, data):
    zhiqiao("load", form({"t-1": "Garnet separator", "t-2": "Tea harvester"}))
    return zhiqiao


def jobs(zhiqiao):
    return zhiqiao("jobs", "--json").document["jobs"]


def test_nothing_is_due_at_first(loaded):
    ended = loaded("worker", "--once", "--json")
    assert ended.code == 0
    assert set(ended.document.values()) == {0}
    assert jobs(loaded) == []


def test_matching_is_left_to_a_worker(loaded):
    loaded("index")
    left = loaded("match", "--all", "--workers", "--kind", "technology", "--limit", 5, "--json").document
    (job,) = jobs(loaded)
    assert (job["id"], job["kind"], job["state"]) == (left["job"], "matching", "waiting")
    assert job["payload"] == {"kinds": ["technology"], "kept": 5, "rebuild": False}
    again = loaded("match", "--all", "--workers")
    assert "asks for something else" in again.err
    assert loaded("worker", "--once", "--json").document["done"] == 1
    (job,) = jobs(loaded)
    assert (job["state"], job["error"]) == ("done", None)
    assert loaded("match", "--all", "--json").document["listings"] == 2


def test_what_waits_for_a_worker_is_done_by_who_matches_everybody_now(loaded):
    loaded("index")
    loaded("match", "--all", "--workers", "--limit", 7)
    assert loaded("match", "--all", "--limit", 3, "--json").document["listings"] == 2
    assert {job["state"] for job in jobs(loaded)} == {"done"}
    assert sorted(job["payload"]["kept"] for job in jobs(loaded)) == [3, 7]


def test_a_machine_without_the_index_leaves_matching_to_others(loaded):
    loaded("match", "--all", "--workers")
    assert loaded("worker", "--once", "--json").document == dict.fromkeys(
        ("done", "retried", "given_back", "failed", "lost"), 0
    )
    assert loaded("worker", "--once", "--queues", "matching", "--json").document["given_back"] == 1
    (job,) = jobs(loaded)
    assert (job["state"], job["attempts"]) == ("waiting", 0)
    assert "no index on this machine" in job["error"]


def test_a_rebuild_is_left_to_a_worker(loaded):
    before = loaded("index", "--json").document["generation"]
    application = assemble(environment_settings())
    application.store.jobs.add("indexing", {}, priority=5, unique_key="indexing")
    application.close()
    assert loaded("worker", "--once", "--queues", "indexing", "--json").document["done"] == 1
    assert loaded("index", "--json").document["generation"] != before


def test_a_rebuild_that_is_asked_for_is_followed_to_its_end(loaded, monkeypatch):
    from search_api.cli.commands import index  # noqa: PLC0415 — the module, not the command

    loaded("index")
    application = assemble(environment_settings())

    def work(_seconds):
        (job,) = application.store.jobs.list(kind="indexing")
        held = application.store.jobs.take(job.id, "worker", 60)
        application.store.jobs.fail(held, "the disk is full")

    monkeypatch.setattr(index.time, "sleep", work)
    ended = loaded("index", "--rebuild", "--workers")
    application.close()
    assert ended.code == 3
    assert "the disk is full" in ended.err


def test_queues_that_are_not_there_are_named(loaded):
    for name in ("pumps", "delivery"):
        ended = loaded("worker", "--queues", f"encoding,{name}", "--once")
        assert ended.code == 2
        assert f"'{name}'" in ended.err
        assert "encoding, indexing, matching" in ended.err


def test_jobs_are_shown_with_what_went_wrong(loaded):
    application = assemble(environment_settings())
    store = application.store
    store.jobs.add(MATCHING, {})
    store.jobs.fail(store.jobs.extend(store.jobs.lease([MATCHING], "w", 60), 60, done=3, total=9), "no space")
    application.close()
    shown = loaded("jobs")
    assert "3 of 9" in shown.out
    assert "no space" in shown.out
    assert "1 failed" in shown.err
    assert loaded("jobs", "--watch", "--json").document["counts"] == {"waiting": 0, "leased": 0, "done": 0, "failed": 1}
    assert json.loads(loaded("jobs", "--kind", "encoding", "--json").out)["jobs"] == []


def test_options_that_go_with_all_are_refused_without_it(loaded):
    assert loaded("match", "t-1", "--workers").code == 2
