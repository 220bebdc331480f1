"""Searches over a cluster that loses a node, or an index, in between. The client is a stand-in that answers as Elasticsearch does."""

from dataclasses import dataclass, field

import pytest

from indexer.engines.elasticsearch.cluster import SEARCHES, Cluster, Gone, Options
from models.errors import EngineAway, EngineUnavailable


@dataclass
class Client:
    """Answers each request by the next of ``plan``: the status of each search."""

    plan: list = field(default_factory=list)
    asked: int = 0

    def msearch(self, *, searches):
        self.asked += 1
        statuses = self.plan.pop(0) if self.plan else [200] * (len(searches) // 2)
        return {
            "responses": [
                {"status": 200} if one == 200 else {"status": one, "error": {"reason": "lost"}} for one in statuses
            ]
        }


def searched(client):
    pauses = []
    cluster = Cluster(client, Options(), sleep=pauses.append)
    return cluster.search("0001-00000000", [{}, {}]), pauses


def test_a_search_that_lost_its_node_is_asked_again():
    client = Client([[200, 503], [500, 200]])
    found, pauses = searched(client)
    assert [one["status"] for one in found] == [200, 200]
    assert (client.asked, len(pauses)) == (3, 2)


def test_a_search_that_nobody_can_answer_ends():
    client = Client([[503, 503]] * SEARCHES)
    with pytest.raises(EngineAway, match="lost"):
        searched(client)
    assert client.asked == SEARCHES


def test_a_search_that_is_wrong_is_asked_once():
    client = Client([[200, 400]])
    with pytest.raises(EngineUnavailable, match="lost") as caught:
        searched(client)
    assert not isinstance(caught.value, EngineAway), "the question is wrong, not the cluster"
    assert client.asked == 1


def test_an_index_that_was_dropped_is_told_apart():
    with pytest.raises(Gone):
        searched(Client([[404, 404]]))


def test_a_document_that_its_shard_cannot_tell_is_not_taken_for_missing():
    class Torn:
        def mget(self, **_given):
            return {"docs": [{"found": True}, {"error": {"reason": "no copy of the shard is there"}}]}

    with pytest.raises(EngineAway, match="no copy"):
        Cluster(Torn(), Options()).fetch("index", [{}, {}])
