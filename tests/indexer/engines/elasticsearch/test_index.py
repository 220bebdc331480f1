"""What only this engine promises: strict mappings, refusals, what a crash leaves, and an index under any number of shards."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from elasticsearch import BadRequestError

from indexer.engines.elasticsearch import ElasticsearchGenerations, Options, mappings, open_client
from indexer.engines.elasticsearch.bulk import Bulk
from models.constraints import EVERYTHING, Interval
from models.errors import EngineAway, EngineUnavailable, NotFound, RebuildNeeded
from models.ports import Held, KeywordQuery
from models.units import ListingUnits


@pytest.fixture
def generation(generations):
    name = generations.create({})
    generations.switch(name)
    return name


@pytest.fixture
def writer(generations, generation):
    made = generations.writer(generation)
    yield made
    made.close()


def found(generations, word):
    hits = generations.reader().retrieve(KeywordQuery({word: 1.0}), None, EVERYTHING, depth=10)
    return {hit.listing for hit in hits}


def test_a_field_that_the_mapping_does_not_have_is_refused(client, elasticsearch_options, generation):
    index = f"{elasticsearch_options.name}-{generation}"
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping"):
        client.index(index=index, routing="a", document={"surprise": 1})


def test_new_names_of_facts_add_no_field(client, elasticsearch_options, writer, generation, listing):
    index = f"{elasticsearch_options.name}-{generation}"
    before = client.indices.get_mapping(index=index).body
    writer.apply([listing("a", facts={"offers.ticket.CNY": Interval(1, 2), "new.kind": frozenset({"x"})})])
    writer.checkpoint(1)
    assert client.indices.get_mapping(index=index).body == before


def test_settings_reach_the_index(client, elasticsearch_options, generations):
    made = ElasticsearchGenerations(
        client, Options(name=elasticsearch_options.name, shards=3, replicas=0, refresh="7s"), dimensions=8
    )
    index = f"{elasticsearch_options.name}-{made.create({})}"
    kept = client.indices.get_settings(index=index)[index]["settings"]["index"]
    assert (kept["number_of_shards"], kept["number_of_replicas"], kept["refresh_interval"]) == ("3", "0", "7s")


def test_a_document_that_is_not_taken_is_left_out_alone(generations, writer, listing):
    too_long = {"kind": frozenset({"x" * 40_000})}
    writer.apply([listing("a", "battery"), listing("b", "battery")])
    writer.checkpoint(1)
    writer.apply([listing("a", "cell", version=2, facts=too_long), listing("b", "cell", version=2)])
    writer.checkpoint(2)
    assert found(generations, "cell") == {"b"}
    assert found(generations, "battery") == set()
    assert list(generations.reader().held()) == [Held("b", 2, 1)]
    writer.apply([listing("a", "cell", version=3)])
    writer.checkpoint(3)
    assert found(generations, "cell") == {"a", "b"}


def test_what_a_crash_left_half_done_is_replaced_by_the_replay(generations, generation, unit, monkeypatch):
    sides = tuple(unit("a", "old", part=f"{side}/teaser") for side in ("offers", "seeks"))
    writer = generations.writer(generation)
    writer.apply([ListingUnits("a", 1, sides)])
    monkeypatch.setattr(Bulk, "_tried", _stopping_after(2))
    with pytest.raises(KeyboardInterrupt):
        writer.checkpoint(1)
    writer.close()
    monkeypatch.undo()
    writer = generations.writer(generation)
    writer.apply([ListingUnits("a", 2, (unit("a", "new", version=2, part="seeks/teaser"),))])
    writer.checkpoint(2)
    writer.close()
    assert list(generations.reader().held()) == [Held("a", 2, 1)]
    assert found(generations, "old") == set()


def _stopping_after(count):
    whole = Bulk._tried

    def tried(self, lines):
        whole(self, lines[:count])
        raise KeyboardInterrupt

    return tried


def test_a_batch_that_is_too_large_to_wait_is_written_before_the_checkpoint(generations, writer, listing, monkeypatch):
    monkeypatch.setattr("indexer.engines.elasticsearch.writer.MOST_UNITS", 3)
    writer.apply([listing(f"l{n}", "battery") for n in range(4)])
    assert found(generations, "battery") == set()
    writer.checkpoint(1)
    assert len(found(generations, "battery")) == 4


def test_an_index_of_another_form_asks_for_a_rebuild(generations, generation, monkeypatch):
    monkeypatch.setattr(mappings, "SCHEMA", 99)
    with pytest.raises(RebuildNeeded, match="form 1"):
        generations.reader().state()


def test_an_index_of_another_form_can_be_dropped(generations, generation, monkeypatch):
    monkeypatch.setattr(mappings, "SCHEMA", 99)
    generations.switch(generations.create({}))
    generations.drop(generation)
    with pytest.raises(NotFound):
        generations.made_by(generation)


def test_an_index_that_was_made_to_be_thrown_away_is_gone_whole(client, elasticsearch_options, generations, generation):
    generations.create({})
    generations.remove()
    assert not client.indices.get_alias(index=f"{elasticsearch_options.name}-*").body
    assert generations.live() is None


def test_what_broken_off_builds_left_is_swept_away(client, elasticsearch_options, generations):
    left = [generations.create({}) for _ in range(2)]
    first, second = generations.create({}), generations.create({})
    generations.switch(first)
    generations.switch(second)
    indices = set(client.indices.get_alias(index=f"{elasticsearch_options.name}-*"))
    assert indices == {f"{elasticsearch_options.name}-{one}" for one in (first, second)}
    assert not indices & {f"{elasticsearch_options.name}-{one}" for one in left}


def test_a_cluster_that_does_not_answer_is_unavailable():
    client = open_client(["http://127.0.0.1:9"], seconds=1)
    generations = ElasticsearchGenerations(client, Options(), dimensions=8)
    assert not generations.answers()
    with pytest.raises(EngineAway, match="does not answer") as caught:
        generations.live()
    assert "没有响应" in caught.value.said.in_language("zh")
    client.close()


def test_what_is_not_elasticsearch_is_unavailable(another_server):
    client = open_client([another_server], seconds=5)
    with pytest.raises(EngineUnavailable, match="not Elasticsearch"):
        ElasticsearchGenerations(client, Options(), dimensions=8).live()
    client.close()


def test_tls_that_fails_names_the_setting(another_server):
    client = open_client([another_server.replace("http:", "https:")], seconds=5)
    with pytest.raises(EngineUnavailable, match="ELASTICSEARCH_CA"):
        ElasticsearchGenerations(client, Options(), dimensions=8).live()
    client.close()


@pytest.fixture
def another_server():
    """The address of a server that answers everything with an empty document, as no Elasticsearch does."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
