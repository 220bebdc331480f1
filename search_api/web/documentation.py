"""An OpenAPI document as a page shows it: operations by tag, with parameters, examples and a request to try."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation. ``examples`` are values as they stand in a query string."""

    name: str
    place: str
    required: bool
    type: str
    description: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One operation. ``attempt``: a path that can be opened as it is; ``body``: an example of what is sent."""

    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    filters: tuple[Parameter, ...]
    body: str
    attempt: str
    answers: tuple[tuple[str, str, str], ...]


def documented(document: Document) -> list[tuple[str, list[Operation]]]:
    """The operations of a document by tag, in its order."""
    found = list(_operations(document))
    return [(tag, list(group)) for tag, group in groupby(found, key=lambda one: one.tag)]


def parameter_examples(parameter: Mapping[str, Any]) -> list[Any]:
    """Every example of a parameter, or of a request body's content."""
    named = [one["value"] for one in parameter.get("examples", {}).values()]
    return named + ([parameter["example"]] if "example" in parameter else [])


def _operations(document: Document) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            parameters = [_parameter(one) for one in told.get("parameters", ())]
            own = tuple(one for one in parameters if not one.description.startswith("Filter by"))
            yield Operation(
                tag=told.get("tags", ["other"])[0],
                method=method.upper(),
                path=path,
                summary=told.get("summary", ""),
                description=told.get("description", ""),
                parameters=own,
                filters=tuple(one for one in parameters if one not in own),
                body=_body(told),
                attempt=_attempt(path, own) if method == "get" else "",
                answers=tuple(_answers(told)),
            )


def _parameter(told: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=told["name"],
        place=told["in"],
        required=told.get("required", False),
        type=type_of(told.get("schema", {})),
        description=told.get("description", ""),
        examples=tuple(_written(example) for example in parameter_examples(told)),
    )


def _written(example: Any) -> str:
    return ", ".join(map(str, example)) if isinstance(example, list) else str(example)


def schema_of(schema: Mapping[str, Any]) -> str | None:
    """The named schema that a field, or each of its items, has."""
    if "$ref" in schema:
        return type_of(schema)
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if isinstance(schema.get("items"), Mapping) else [])]
    return next((name for one in inner if (name := schema_of(one))), None)


def type_of(schema: Mapping[str, Any]) -> str:
    """A schema's type in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(name for one in schema["anyOf"] if (name := type_of(one)) != "null")
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _body(told: Mapping[str, Any]) -> str:
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = parameter_examples(content)
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""


def _attempt(path: str, parameters: tuple[Parameter, ...]) -> str:
    """The path with its first examples in place."""
    for parameter in parameters:
        if parameter.place == "path" and parameter.examples:
            path = path.replace(f"{{{parameter.name}}}", parameter.examples[0])
    question = [(one.name, one.examples[0]) for one in parameters if one.name == "q" and one.examples]
    return f"{path}?{urlencode(question)}" if question else path


def _answers(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for status, answer in told.get("responses", {}).items():
        schemas = [type_of(content.get("schema", {})) for content in answer.get("content", {}).values()]
        yield status, answer.get("description", ""), schemas[0] if schemas else ""
