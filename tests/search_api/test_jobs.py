"""Long work in the API: how far it has come, and nothing of what it is about."""

import pytest

from search_api.worker.registry import KINDS


@pytest.fixture
def jobs(pool):
    """A job that waits, one that is done half, one that failed."""
    jobs = pool.store.jobs
    jobs.add("matching", {"kinds": ["secret"]}, priority=1)
    jobs.fail(jobs.lease(["matching"], "host:1:secret", 60), "secret error")
    jobs.add("encoding", {"listings": ["secret"]}, priority=3)
    jobs.extend(jobs.lease(["encoding"], "host:2:secret", 60), 60, done=30, total=120)
    jobs.add("indexing", {}, priority=5)
    return jobs


def test_jobs_are_listed_newest_first_with_their_progress(pool, jobs):
    with pool.client() as client:
        answer = client.get("/api/v1/jobs").json()
    assert [(one["kind"], one["state"]) for one in answer["jobs"]] == [
        ("indexing", "waiting"),
        ("encoding", "leased"),
        ("matching", "failed"),
    ]
    assert answer["counts"] == {"waiting": 1, "leased": 1, "done": 0, "failed": 1}
    at_work = answer["jobs"][1]
    assert (at_work["done"], at_work["total"], at_work["progress"], at_work["attempts"]) == (30, 120, 0.25, 1)


def test_progress_is_seen_as_it_comes(pool, jobs):
    with pool.client() as client:
        (job,) = client.get("/api/v1/jobs", params={"kind": "encoding", "state": "leased"}).json()["jobs"]
        jobs.extend(jobs.get(job["id"]), 60, done=90)
        assert client.get(f"/api/v1/jobs/{job['id']}").json()["progress"] == 0.75


def test_what_a_job_is_about_stays_with_the_operator(pool, jobs):
    with pool.client() as client:
        assert "secret" not in client.get("/api/v1/jobs").text
        assert all("secret" not in client.get(f"/api/v1/jobs/{job.id}").text for job in jobs.list())


def test_kinds_and_states_are_told_in_the_readers_language(pool, jobs):
    with pool.client() as client:
        answer = client.get("/api/v1/jobs", params={"lang": "zh"}).json()
    assert [(one["kind_label"], one["state_label"]) for one in answer["jobs"]] == [
        ("重建索引", "等待中"),
        ("语义编码", "进行中"),
        ("全部匹配", "失败"),
    ]


@pytest.mark.parametrize(
    ("path", "status"), [("77", 404), ("0", 422), ("x", 422), ("?state=gone", 422), ("?limit=0", 422)]
)
def test_what_cannot_be_answered_is_told_in_chinese(pool, path, status):
    with pool.client() as client:
        answer = client.get(f"/api/v1/jobs{path if path[0] == '?' else '/' + path}", headers={"accept-language": "zh"})
    assert answer.status_code == status
    assert answer.json()["title"] in {"未找到", "请求无效"}


def test_every_kind_of_job_has_words():
    from search_api.jobs.service import KINDS as WORDS  # noqa: PLC0415 — another's name

    assert WORDS.keys() == KINDS.keys()
