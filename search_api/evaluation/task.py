"""Reads an evaluation task in BEIR form (Thakur et al., NeurIPS 2021): ``corpus.jsonl``, ``queries.jsonl``, ``qrels/test.tsv`` with a heading.

Whatever is wrong with a task is said with its file and line: a figure made from half a task would be believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from models.errors import BadTask
from ranking.evaluate import Task

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels/test.tsv"

FORM = "A task is a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv in BEIR form."

Row = tuple[int, dict[str, Any]]
"""A line's number, from 1, and the object on it."""


def read_task(folder: Path) -> Task:
    """The task in ``folder``, named after it. Questions that no line of the qrels names are left out: nothing is known of their answers.

    Raises ``BadTask`` that names the file, the line and what is wrong with it.
    """
    if not folder.is_dir():
        raise BadTask(f"There is no folder '{folder}'.", advice=FORM)
    corpus, queries, qrels = (_there(folder / name) for name in (CORPUS, QUERIES, QRELS))
    documents = _by_id(corpus)
    questions = _by_id(queries)
    relevance = _relevance(qrels, documents, questions)
    return Task(
        name=folder.resolve().name,
        documents=[(name, _text(corpus, row, "title"), _text(corpus, row, "text")) for name, row in documents.items()],
        questions=[(name, _text(queries, row, "text")) for name, row in questions.items() if name in relevance],
        relevance={name: relevance[name] for name in questions if name in relevance},
        own=_own(questions, documents),
        about={
            name: metadata for name, (_, row) in documents.items() if isinstance(metadata := row.get("metadata"), dict)
        },
    )


def _there(path: Path) -> Path:
    if not path.is_file():
        raise BadTask(f"The task has no file '{path}'.", advice=FORM)
    return path


def _by_id(path: Path) -> dict[str, Row]:
    """The objects of a file by their ``_id``, in the order of the file."""
    found: dict[str, Row] = {}
    for number, row in _rows(path):
        name = str(row.get("_id") or "")
        if not name:
            raise _bad(path, number, "it has no '_id'")
        if name in found:
            raise _bad(path, number, f"the _id '{name}' stands on line {found[name][0]} already")
        found[name] = (number, row)
    if not found:
        raise BadTask(f"The file '{path}' is empty.", advice=FORM)
    return found


def _rows(path: Path) -> Iterator[Row]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _bad(path, number, f"it is not JSON ({error})") from error
        if not isinstance(row, dict):
            raise _bad(path, number, "it is not an object in braces")
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _bad(path, number, f"it is not UTF-8 ({error.reason})") from error
            if text.strip():
                yield number, text


def _text(path: Path, row: Row, name: str) -> str:
    number, values = row
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise _bad(path, number, f"its '{name}' is not text")
    return value


def _relevance(path: Path, documents: Mapping[str, Row], questions: Mapping[str, Row]) -> dict[str, dict[str, int]]:
    """Graded relevance by question and document."""
    relevance: dict[str, dict[str, int]] = {}
    for number, (question, document, grade) in _judgements(path):
        if question not in questions:
            raise _bad(path, number, f"{QUERIES} has no question '{question}'")
        if document not in documents:
            raise _bad(path, number, f"{CORPUS} has no document '{document}'")
        if relevance.setdefault(question, {}).setdefault(document, grade) != grade:
            raise _bad(path, number, f"the pair '{question}', '{document}' is judged twice, and differently")
    if not any(grade > 0 for answers in relevance.values() for grade in answers.values()):
        raise BadTask(f"The file '{path}' names no answer.", advice=FORM)
    return relevance


def _judgements(path: Path) -> Iterable[tuple[int, tuple[str, str, int]]]:
    lines = _lines(path)
    heading = next(lines, None)
    if heading is None or heading[1].split("\t")[0].strip() != "query-id":
        raise _bad(path, heading[0] if heading else 1, "the first line is not the heading query-id, corpus-id, score")
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 3:
            raise _bad(path, number, f"it has {len(cells)} columns, and three are needed, with tabs between them")
        try:
            yield number, (cells[0], cells[1], int(cells[2]))
        except ValueError as error:
            raise _bad(path, number, f"its score '{cells[2]}' is not a whole number") from error


def _own(questions: Mapping[str, Row], documents: Mapping[str, Row]) -> dict[str, str]:
    """The document that each question was made from, where its ``metadata.self`` names one of the corpus."""
    own: dict[str, str] = {}
    for name, (_, row) in questions.items():
        metadata = row.get("metadata")
        document = metadata.get("self") if isinstance(metadata, dict) else None
        if isinstance(document, str) and document in documents:
            own[name] = document
    return own


def _bad(path: Path, number: int, what: str) -> BadTask:
    return BadTask(f"{path}, line {number}: {what}.", advice=FORM)
