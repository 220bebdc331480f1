"""Reads an evaluation task in BEIR form (Thakur et al., NeurIPS 2021): ``corpus.jsonl``, ``queries.jsonl``, ``qrels/test.tsv`` with a heading.

Whatever is wrong with a task is said with its file and line: a figure made from half a task would be believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from models.errors import BadTask
from models.messages import Message
from ranking.evaluate import Task

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels/test.tsv"

FORM = Message(
    en="A task is a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv in BEIR form.",
    zh="任务是一个目录，含 BEIR 格式的 corpus.jsonl、queries.jsonl 和 qrels/test.tsv。",
)

Row = tuple[int, dict[str, Any]]
"""A line's number, from 1, and the object on it."""


def read_task(folder: Path) -> Task:
    """The task in ``folder``, named after it. Questions that no line of the qrels names are left out: nothing is known of their answers.

    Raises ``BadTask`` that names the file, the line and what is wrong with it.
    """
    if not folder.is_dir():
        raise BadTask(
            Message(en="There is no folder '{folder}'.", zh="没有目录“{folder}”。", folder=folder), advice=FORM
        )
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
        raise BadTask(
            Message(en="The task has no file '{path}'.", zh="任务中没有文件“{path}”。", path=path), advice=FORM
        )
    return path


def _by_id(path: Path) -> dict[str, Row]:
    """The objects of a file by their ``_id``, in the order of the file."""
    found: dict[str, Row] = {}
    for number, row in _rows(path):
        name = str(row.get("_id") or "")
        if not name:
            raise _bad(path, number, Message(en="it has no '_id'", zh="没有“_id”"))
        if name in found:
            raise _bad(
                path,
                number,
                Message(
                    en="the _id '{id}' stands on line {line} already",
                    zh="_id“{id}”已在第{line}行出现",
                    id=name,
                    line=found[name][0],
                ),
            )
        found[name] = (number, row)
    if not found:
        raise BadTask(Message(en="The file '{path}' is empty.", zh="文件“{path}”为空。", path=path), advice=FORM)
    return found


def _rows(path: Path) -> Iterator[Row]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _bad(
                path, number, Message(en="it is not JSON ({why})", zh="不是 JSON（{why}）", why=error)
            ) from error
        if not isinstance(row, dict):
            raise _bad(path, number, Message(en="it is not an object in braces", zh="不是花括号中的对象"))
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _bad(
                    path, number, Message(en="it is not UTF-8 ({why})", zh="不是 UTF-8（{why}）", why=error.reason)
                ) from error
            if text.strip():
                yield number, text


def _text(path: Path, row: Row, name: str) -> str:
    number, values = row
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise _bad(path, number, Message(en="its '{name}' is not text", zh="其“{name}”不是文本", name=name))
    return value


def _relevance(path: Path, documents: Mapping[str, Row], questions: Mapping[str, Row]) -> dict[str, dict[str, int]]:
    """Graded relevance by question and document."""
    relevance: dict[str, dict[str, int]] = {}
    for number, (question, document, grade) in _judgements(path):
        if question not in questions:
            raise _bad(
                path,
                number,
                Message(en="{file} has no question '{id}'", zh="{file} 中没有问题“{id}”", file=QUERIES, id=question),
            )
        if document not in documents:
            raise _bad(
                path,
                number,
                Message(en="{file} has no document '{id}'", zh="{file} 中没有文档“{id}”", file=CORPUS, id=document),
            )
        if relevance.setdefault(question, {}).setdefault(document, grade) != grade:
            raise _bad(
                path,
                number,
                Message(
                    en="the pair '{question}', '{document}' is judged twice, and differently",
                    zh="配对“{question}”“{document}”评判了两次，且不一致",
                    question=question,
                    document=document,
                ),
            )
    if not any(grade > 0 for answers in relevance.values() for grade in answers.values()):
        raise BadTask(
            Message(en="The file '{path}' names no answer.", zh="文件“{path}”中没有答案。", path=path), advice=FORM
        )
    return relevance


def _judgements(path: Path) -> Iterable[tuple[int, tuple[str, str, int]]]:
    lines = _lines(path)
    heading = next(lines, None)
    if heading is None or heading[1].split("\t")[0].strip() != "query-id":
        raise _bad(
            path,
            heading[0] if heading else 1,
            Message(
                en="the first line is not the heading query-id, corpus-id, score",
                zh="首行不是表头 query-id、corpus-id、score",
            ),
        )
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 3:
            raise _bad(
                path,
                number,
                Message(
                    en="it has {columns} columns, and three are needed, with tabs between them",
                    zh="有{columns}列，须为三列，以制表符分隔",
                    columns=len(cells),
                ),
            )
        try:
            yield number, (cells[0], cells[1], int(cells[2]))
        except ValueError as error:
            raise _bad(
                path,
                number,
                Message(en="its score '{score}' is not a whole number", zh="其 score“{score}”不是整数", score=cells[2]),
            ) from error


def _own(questions: Mapping[str, Row], documents: Mapping[str, Row]) -> dict[str, str]:
    """The document that each question was made from, where its ``metadata.self`` names one of the corpus."""
    own: dict[str, str] = {}
    for name, (_, row) in questions.items():
        metadata = row.get("metadata")
        document = metadata.get("self") if isinstance(metadata, dict) else None
        if isinstance(document, str) and document in documents:
            own[name] = document
    return own


def _bad(path: Path, number: int, what: Message) -> BadTask:
    said = Message(
        en="{path}, line {number}: {what}.", zh="{path}，第{number}行：{what}。", path=path, number=number, what=what
    )
    return BadTask(said, advice=FORM)
