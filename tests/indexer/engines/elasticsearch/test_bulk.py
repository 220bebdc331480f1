"""Sending documents: pieces, pauses, and refusals told apart. The server is a stand-in that answers as Elasticsearch does."""

import json
import random
from dataclasses import dataclass, field

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elastic_transport import ConnectionError as Unreachable
from elasticsearch import ApiError

from indexer.engines.elasticsearch import bulk
from indexer.engines.elasticsearch.bulk import Bulk
from indexer.engines.elasticsearch.documents import Operation
from models.errors import EngineUnavailable


@dataclass
class Server:
    """Answers each request by the next of ``plan``: a status for every document, a status by document, or an error."""

    plan: list = field(default_factory=list)
    seen: list = field(default_factory=list)

    def bulk(self, *, operations, **_):
        keys = [next(iter(json.loads(line.split("\n")[0]).values()))["_id"] for line in operations]
        self.seen.append(keys)
        step = self.plan.pop(0) if self.plan else 200
        if isinstance(step, Exception):
            raise step
        statuses = step if isinstance(step, dict) else dict.fromkeys(keys, step)
        error = {"type": "mapper_parsing_exception", "reason": "outer", "caused_by": {"reason": "immense term"}}
        return {"items": [{"index": {"status": statuses.get(key, 200), "error": error}} for key in keys]}


def refusal(status):
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "es", 9200))
    return ApiError("no", meta, {"error": {"reason": "no"}})


def sent(server, count=3):
    pauses = []
    operations = [Operation(f"l{n}", f"u:{n}", n, {"n": n}) for n in range(count)]
    refused = Bulk(server, "door", sleep=pauses.append, rng=random.Random(1)).send(operations)
    return refused, pauses


def test_everything_is_sent_once():
    server = Server()
    assert sent(server) == ({}, [])
    assert server.seen == [["u:0", "u:1", "u:2"]]


def test_what_the_cluster_was_too_busy_for_is_sent_again_after_longer_and_longer_pauses():
    server = Server([{"u:1": 429, "u:2": 503}, {"u:2": 429}])
    refused, pauses = sent(server)
    assert refused == {}
    assert server.seen == [["u:0", "u:1", "u:2"], ["u:1", "u:2"], ["u:2"]]
    assert len(pauses) == 2
    assert all(0 <= pause <= bulk.FIRST_WAIT * 2**attempt for attempt, pause in enumerate(pauses, 1))


@pytest.mark.parametrize("fault", [refusal(429), refusal(503), Unreachable("gone")])
def test_a_request_that_fails_is_sent_again(fault):
    server = Server([fault])
    refused, pauses = sent(server)
    assert (refused, len(pauses), len(server.seen)) == ({}, 1, 2)


def test_an_end_of_patience_says_so():
    with pytest.raises(EngineUnavailable, match="too busy"):
        sent(Server([429] * bulk.ATTEMPTS))


def test_a_document_that_is_refused_is_refused_alone_and_with_its_reason():
    assert sent(Server([{"u:1": 400}]))[0] == {"l1": "immense term"}


def test_an_older_version_and_a_missing_document_are_no_faults():
    assert sent(Server([{"u:0": 409, "u:1": 404}])) == ({}, [])


def test_a_request_that_is_too_large_is_halved():
    server = Server([refusal(413), refusal(413)])
    assert sent(server, 4) == ({}, [])
    assert [len(keys) for keys in server.seen] == [4, 2, 1, 1, 2]


def test_pieces_are_small(monkeypatch):
    monkeypatch.setattr(bulk, "MOST_OPERATIONS", 2)
    server = Server()
    sent(server, 5)
    assert [len(keys) for keys in server.seen] == [2, 2, 1]


def test_nothing_is_sent_without_the_lease():
    def lost():
        raise EngineUnavailable("lost")

    server = Server()
    with pytest.raises(EngineUnavailable, match="lost"):
        Bulk(server, "door", check=lost).send([Operation("a", "u:a", 1, None)])
    assert server.seen == []
