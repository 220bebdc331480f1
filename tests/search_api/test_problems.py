"""Every error of the API is a problem detail (RFC 9457) with a request id."""

import pytest
from starlette.testclient import TestClient

from models import errors
from search_api.app import create_app
from search_api.problems import TITLES, status_of

PROBLEM = "application/problem+json"


def problem_of(answer, status):
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == PROBLEM
    assert problem["type"].startswith("/problems/")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


def test_what_is_not_there_is_a_problem(client):
    assert "/nowhere" in problem_of(client.get("/nowhere"), 404)["detail"]
    assert "'nobody'" in problem_of(client.get("/api/v1/listings/nobody"), 404)["detail"]


def test_a_wrong_method_is_a_problem(client):
    answer = client.delete("/api/v1/search")
    problem_of(answer, 405)
    assert "GET" in answer.headers["allow"]


def test_a_field_that_is_wrong_is_named(client):
    problem = problem_of(client.post("/api/v1/similar", json={"text": "x", "limit": 0}), 422)
    assert problem["errors"][0]["field"] == "body.limit"


def test_a_body_that_is_no_json_is_a_problem(client):
    problem_of(client.post("/api/v1/similar", content=b"{", headers={"content-type": "application/json"}), 422)


def test_the_title_is_in_the_readers_language(client):
    in_chinese = problem_of(client.get("/api/v1/listings/nobody", headers={"accept-language": "zh"}), 404)
    assert in_chinese["title"] == "未找到"
    assert (
        problem_of(client.get("/api/v1/listings/nobody?lang=en", headers={"accept-language": "zh"}), 404)["title"]
        == "Not found"
    )


def test_the_callers_request_id_is_kept_where_it_is_a_plain_one(client):
    assert client.get("/healthz", headers={"x-request-id": "caller-1"}).headers["x-request-id"] == "caller-1"
    assert client.get("/healthz", headers={"x-request-id": "a b\tc"}).headers["x-request-id"] != "a b\tc"


@pytest.mark.parametrize("kind", [one for one in vars(errors).values() if isinstance(one, type)])
def test_every_error_has_a_title_in_both_languages(kind):
    if issubclass(kind, errors.ZhiqiaoError) and kind not in {
        errors.BadTask,
        errors.UnknownFormat,
        errors.SettingsError,
        errors.MissingExtra,
    }:
        assert set(TITLES[kind.problem].languages) == {"en", "zh"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("no"), 404),
        (errors.Expired("no"), 410),
        (errors.BadQuery("no"), 422),
        (errors.BadInput("no"), 400),
        (errors.Conflict("no"), 409),
        (errors.RebuildNeeded("no"), 503),
        (errors.SettingsError("no"), 500),
    ],
)
def test_each_error_has_its_status(error, status):
    assert status_of(error) == status


def test_a_part_that_is_unavailable_says_when_to_try_again(pool):
    with pool.client() as client:
        answer = client.get("/api/v1/search", params={"q": "pump"})
        problem = problem_of(answer, 503)
        assert problem["type"] == "/problems/engine-unavailable"
        assert int(answer.headers["retry-after"]) > 0


def test_what_nobody_foresaw_is_a_problem_without_details(pool, monkeypatch):
    app = create_app(pool.application, follow=False)
    with TestClient(app, raise_server_exceptions=False) as client:

        def fail(*_given, **_options):
            raise RuntimeError("the secret cause")

        monkeypatch.setattr(app.state.search, "search", fail)
        problem = problem_of(client.get("/api/v1/search"), 500)
        assert "secret" not in str(problem)
