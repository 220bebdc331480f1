"""The cluster: the client, where the index's generations stand on it, and what its faults mean."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, AuthenticationException, AuthorizationException, Elasticsearch, NotFoundError
from elasticsearch.exceptions import UnsupportedProductError

from indexer.engines.elasticsearch.unreachable import unreachable
from models.errors import EngineAway, EngineUnavailable
from models.messages import Message, shortened

Body = dict[str, Any]

GATEWAY = (502, 503, 504)
"""Answers of a node or a proxy that another one may not give; 429 is left to whoever writes, who waits before trying again."""

RETRIES = 5

PASSING = frozenset({429, 500, 502, 503, 504})
"""How one of several searches fails where a node was lost or is too busy, which another attempt need not meet."""

AWAY = PASSING - {500}
"""How one fails of which no attempt was answered: the cluster itself, and not the question, is what is wrong."""

ABSENT, UNAVAILABLE = 404, 503
SEARCHES, SEARCH_WAIT = 4, 0.1
"""Attempts, and seconds of the pauses between them."""

LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Options:
    """How an index is kept. ``name``: of its alias, which the names of its generations begin with. ``refresh``: ``index.refresh_interval``.

    ``vectors``: how vectors are indexed, a type of ``index_options``.
    """

    name: str = "zhiqiao"
    shards: int = 1
    replicas: int = 1
    refresh: str = "-1"
    vectors: str = "int8_hnsw"


def open_client(
    hosts: Sequence[str], *, api_key: str | None = None, ca_file: str | None = None, seconds: float = 30.0
) -> Elasticsearch:
    """A client of all ``hosts``; a request that one of them does not answer goes to the next. Connects at the first request.

    ``ca_file``: the certificates to trust in place of the system's.
    """
    trust: dict[str, Any] = {"ca_certs": ca_file} if ca_file else {}
    return Elasticsearch(
        list(hosts),
        api_key=api_key,
        request_timeout=seconds,
        retry_on_timeout=True,
        retry_on_status=GATEWAY,
        max_retries=RETRIES,
        http_compress=False,
        **trust,
    )


@dataclass(frozen=True)
class Cluster:
    """The client and the names. A generation ``G`` is the index ``NAME-G``; the alias ``NAME`` is the live one."""

    client: Elasticsearch
    options: Options
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)

    @property
    def alias(self) -> str:
        """What readers read."""
        return self.options.name

    def index(self, generation: str) -> str:
        """The index of a generation."""
        return f"{self.options.name}-{generation}"

    def door(self, generation: str) -> str:
        """The alias that writers write through: a write to an alias that is gone fails, one to an index that is gone would make it anew."""
        return f"{self.index(generation)}-writer"

    def generation(self, index: str) -> str:
        """The generation of an index."""
        return index.removeprefix(f"{self.options.name}-")

    def live(self) -> str | None:
        """The live generation."""
        with answering():
            try:
                found = self.client.indices.get_alias(name=self.alias)
            except NotFoundError:
                return None
        return self.generation(min(found)) if found.body else None

    def search(self, generation: str, searches: Sequence[Body]) -> list[Body]:
        """The answers to several searches, asked in one request; every shard has to answer, if need be another copy of it."""
        header = {"index": self.index(generation), "allow_partial_search_results": False}
        lines = [line for search in searches for line in (_header(header, search), _body(search))]
        for attempt in range(SEARCHES):
            if attempt:
                self.sleep(self.rng.uniform(0, SEARCH_WAIT * 2**attempt))
            answers: list[Body] = list(self.client.msearch(searches=lines)["responses"])
            faults = [answer for answer in answers if "error" in answer]
            if not faults:
                return answers
            if not all(answer.get("status") in PASSING for answer in faults):
                break
        if any(answer.get("status") == ABSENT for answer in faults):
            raise Gone
        raise _refused(faults[0]["error"], faults[0].get("status"))

    def fetch(self, index: str, wanted: Sequence[Body]) -> list[Body]:
        """Documents by their keys, one answer each, also for one that is not there. Raises ``EngineAway`` where a shard cannot tell."""
        docs: list[Body] = list(self.client.mget(index=index, docs=wanted)["docs"])
        for fault in (doc["error"] for doc in docs if "error" in doc):
            raise _refused(fault, UNAVAILABLE)
        return docs

    def answers(self) -> bool:
        """Whether every shard of the live generation can be asked now; looks once, and waits a moment at most."""
        brief = self.client.options(request_timeout=LOOK_SECONDS, max_retries=0, retry_on_timeout=False)
        try:
            brief.search(index=self.alias, size=0, track_total_hits=False, allow_partial_search_results=False)
        except NotFoundError:
            return True
        except (ApiError, TransportError):
            return False
        return True


class Gone(Exception):
    """The index that was asked has been dropped."""


SEARCH_TYPE = "search_type"
GLOBAL = {SEARCH_TYPE: "dfs_query_then_fetch"}
"""Has a search count terms over all shards, so that a unit scores the same wherever it is."""


def _header(header: Mapping[str, Any], search: Mapping[str, Any]) -> Body:
    return {**header, **{name: search[name] for name in (SEARCH_TYPE,) if name in search}}


def _body(search: Mapping[str, Any]) -> Body:
    return {name: value for name, value in search.items() if name != SEARCH_TYPE}


@contextmanager
def answering() -> Iterator[None]:
    """Says in our words what keeps the cluster from answering. What is not there, and what changed in between, is left to the caller."""
    try:
        yield
    except (AuthenticationException, AuthorizationException) as error:
        raise EngineUnavailable(
            Message(
                en="Elasticsearch does not let us in: {error}.",
                zh="Elasticsearch 拒绝访问：{error}。",
                error=_told(error),
            ),
            advice=Message(
                en="Check ZHIQIAO_ELASTICSEARCH_API_KEY, or the name and password in ZHIQIAO_ENGINE, and what they may do.",
                zh="请检查 ZHIQIAO_ELASTICSEARCH_API_KEY，或 ZHIQIAO_ENGINE 中的用户名和密码，及其权限。",
            ),
        ) from error
    except (TransportError, UnsupportedProductError) as error:
        raise unreachable(error) from error
    except ApiError as error:
        if error.status_code in {404, 409}:
            raise
        raise _refused(error.body, error.status_code) from error


def reason(error: object) -> str:
    """Why Elasticsearch refused something, from the body of its answer: the innermost cause."""
    while isinstance(error, Mapping):
        inner = error.get("error") or error.get("caused_by") or next(iter(error.get("root_cause") or ()), None)
        if inner is None:
            return shortened(str(error.get("reason") or error.get("type") or dict(error)))
        error = inner
    return shortened(str(error))


def _told(error: ApiError) -> str:
    return reason(error.body) or f"HTTP {error.status_code}"


def _refused(error: object, status: object) -> EngineUnavailable:
    """Why there is no answer, of which ``status`` tells whether the cluster is away."""
    kind = EngineAway if status in AWAY else EngineUnavailable
    return kind(
        Message(
            en="Elasticsearch cannot do what it was asked: {reason}.",
            zh="Elasticsearch 无法完成请求：{reason}。",
            reason=reason(error).rstrip("."),
        ),
        advice=Message(en="See its log, and try again.", zh="请查看其日志，然后重试。"),
    )
