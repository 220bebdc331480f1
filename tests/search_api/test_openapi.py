"""The OpenAPI document tells of everything, and its examples work."""

import re

import pytest

from search_api.search.schemas import EXAMPLE, SearchAnswer
from search_api.web.documentation import parameter_examples


@pytest.fixture(scope="session")
def document(client):
    return client.get("/api/v1/openapi.json").json()


def operations(document):
    return [(path, method, told) for path, methods in document["paths"].items() for method, told in methods.items()]


def requests_of(path, method, told):
    """A request for each example: each parameter's examples in turn, with the first examples of what is required."""
    parameters = told.get("parameters", [])
    for one in parameters:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(parameter_examples(one)[0]))
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    bodies = parameter_examples(body) or [None]
    yield from ((method, path, {}, sent) for sent in bodies)
    for one in parameters:
        if one["in"] == "query":
            yield from ((method, path, {one["name"]: example}, bodies[0]) for example in parameter_examples(one))


def test_every_example_works(client, document):
    tried = 0
    for path, method, told in operations(document):
        for verb, address, parameters, body in requests_of(path, method, told):
            answer = client.request(verb, address, params=parameters, json=body)
            assert answer.status_code == 200, (verb, address, parameters, answer.text)
            tried += 1
    assert tried > 40


def test_examples_of_filters_find_something(client, document):
    for one in document["paths"]["/api/v1/search"]["get"]["parameters"]:
        if one["description"].startswith("Filter by"):
            for example in parameter_examples(one):
                found = client.get("/api/v1/search", params={one["name"]: example, "limit": 1}).json()
                assert found["passing"] > 0, (one["name"], example)


def test_every_filter_is_documented(document, world):
    told = {one["name"] for one in document["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert world.application.filters.names - told == {"lang"} - told


def test_everything_is_described(document):
    for path, method, told in operations(document):
        assert told["description"], (method, path)
        assert told["summary"].casefold() != told["tags"][0], "a title says more than its group"
        for one in told.get("parameters", []):
            assert one.get("description"), (path, one["name"])
        for status, answer in told["responses"].items():
            if status.startswith(("4", "5")) and path.startswith("/api"):
                assert list(answer["content"]) == ["application/problem+json"], (path, status)


def test_the_documentation_page_shows_every_operation_and_needs_nothing_from_elsewhere(client, document):
    page = client.get("/api/v1/docs").text
    for path, method, _ in operations(document):
        assert path in page
        assert method.upper() in page
    for name in document["components"]["schemas"]:
        assert f'id="{name}"' in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_the_example_of_an_answer_is_one():
    answer = SearchAnswer.model_validate(EXAMPLE, extra="forbid")
    title = answer.results[0].title
    assert [title.text[start:end] for start, end in title.spans] == ["ceramic separator"]
