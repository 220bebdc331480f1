"""Sending documents: in pieces of a size that a node takes, no faster than it takes them, and each refusal told apart."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from elastic_transport import ConnectionError as Unreachable
from elasticsearch import ApiError, Elasticsearch

from indexer.engines.elasticsearch.cluster import reason
from indexer.engines.elasticsearch.documents import Operation
from models.errors import EngineUnavailable
from models.messages import Message

MOST_BYTES = 5_000_000
MOST_OPERATIONS = 1000
ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0
"""Seconds."""

BUSY = frozenset({429, 502, 503, 504})
"""What is worth another attempt."""

UNREACHABLE = 503
"""What no answer at all counts as."""

FAULTS = 400
TOO_LARGE = 413
OLDER, ABSENT = 409, 404
"""The index holds a newer version; what was to be removed is not there."""


class _Line(NamedTuple):
    operation: Operation
    text: str


@dataclass(frozen=True)
class Bulk:
    """Writes through ``door``. ``check`` is called before each request; ``sleep`` and ``rng`` say how it waits."""

    client: Elasticsearch
    door: str
    check: Callable[[], None] = lambda: None
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)

    def send(self, operations: Iterable[Operation]) -> dict[str, str]:
        """Send everything; by listing, why Elasticsearch took one of its documents not. Raises ``EngineUnavailable``."""
        refused: dict[str, str] = {}
        for piece in _pieces(operations):
            refused |= self._sent(piece)
        return refused

    def _sent(self, lines: Sequence[_Line]) -> dict[str, str]:
        """One piece, again and again for what was turned away, with pauses that grow and that no two writers share."""
        refused, busy = self._tried(lines)
        for attempt in range(1, ATTEMPTS):
            if busy:
                self.sleep(self.rng.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)))
                more, busy = self._tried(busy)
                refused |= more
        if busy:
            raise _overloaded()
        return refused

    def _tried(self, lines: Sequence[_Line]) -> tuple[dict[str, str], Sequence[_Line]]:
        """What was refused, and what the cluster was too busy for."""
        try:
            answers = self._request(lines)
        except (ApiError, Unreachable) as error:
            status = error.status_code if isinstance(error, ApiError) else UNREACHABLE
            if status == TOO_LARGE and len(lines) > 1:
                return self._halved(lines)
            if status not in BUSY:
                raise
            return {}, lines
        outcomes = list(zip(lines, answers, strict=True))
        refused = {line.operation.listing: reason(answer) for line, answer in outcomes if _is_refusal(answer["status"])}
        return refused, [line for line, answer in outcomes if answer["status"] in BUSY]

    def _halved(self, lines: Sequence[_Line]) -> tuple[dict[str, str], Sequence[_Line]]:
        half = len(lines) // 2
        (refused, busy), (more, also_busy) = self._tried(lines[:half]), self._tried(lines[half:])
        return refused | more, [*busy, *also_busy]

    def _request(self, lines: Sequence[_Line]) -> list[dict[str, Any]]:
        self.check()
        # lines that are written already pass as they are, which the client's types do not tell
        written: list[Any] = [line.text for line in lines]
        answer = self.client.bulk(operations=written, index=self.door, require_alias=True)
        return [next(iter(item.values())) for item in answer["items"]]


def _is_refusal(status: int) -> bool:
    return status >= FAULTS and status not in BUSY and status not in {OLDER, ABSENT}


def _overloaded() -> EngineUnavailable:
    return EngineUnavailable(
        Message(
            en="Elasticsearch was too busy, or did not answer, {times} times in a row.",
            zh="Elasticsearch 连续{times}次过忙或没有响应。",
            times=ATTEMPTS,
        ),
        advice=Message(
            en="Look at its load and its log; indexing goes on from the last checkpoint.",
            zh="请查看其负载和日志；索引将从上一个检查点继续。",
        ),
    )


def _pieces(operations: Iterable[Operation]) -> Iterator[list[_Line]]:
    piece: list[_Line] = []
    size = 0
    for operation in operations:
        line = _Line(operation, _written(operation))
        if piece and (size + len(line.text) > MOST_BYTES or len(piece) >= MOST_OPERATIONS):
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line.text)
    if piece:
        yield piece


def _written(operation: Operation) -> str:
    """An operation as Elasticsearch reads it: one with a version counts where the index holds no higher one."""
    told: dict[str, Any] = {"_id": operation.key, "routing": operation.listing}
    if operation.version is not None:
        told |= {"version": operation.version, "version_type": "external_gte"}
    if operation.document is None:
        return json.dumps({"delete": told}, ensure_ascii=False)
    return f"{json.dumps({'index': told}, ensure_ascii=False)}\n{json.dumps(operation.document, ensure_ascii=False)}"
