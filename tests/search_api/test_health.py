"""Whether the process is up, and each part ready."""

import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.errors import EncoderUnavailable, StoreUnavailable
from models.store import StoreHealth
from search_api.keeper import IndexKeeper


def eventually(client, status):
    """The parts of the readiness, once the encoder, which is made ready in the background, has settled."""
    answer = client.get("/readyz")
    client.app.state.application.encoder.wait()
    answer = client.get("/readyz")
    assert answer.status_code == (503 if status == "unavailable" else 200), answer.text
    assert (answer.json()["status"], answer.json()["ready"]) == (status, status != "unavailable")
    return {one["name"]: one for one in answer.json()["dependencies"]}


def test_the_process_is_up(client):
    assert client.get("/healthz").json()["status"] == "up"


def test_all_parts_are_ready(client):
    parts = eventually(client, "ready")
    assert list(parts) == ["store", "index", "encoder"]
    assert "286 listings" in parts["store"]["detail"]
    assert "100% of them found by meaning" in parts["index"]["detail"]


def test_an_index_of_nothing_says_so_and_covers_nothing(pool):
    pool.load()
    with pool.client() as client:
        detail = eventually(client, "ready")["index"]["detail"]
        assert detail == "Nothing is indexed yet, 0 changes behind the store."
        answer = client.get("/api/v1/search", params={"q": "pump"}).json()
        assert answer["coverage"] == 0.0
        assert "nothing-indexed" in {one["code"] for one in answer["notices"]}


def test_an_index_that_is_filled_for_the_first_time_is_not_asked_yet(pool, make):
    pool.load()
    pool.put(make("one", "Pump"))
    with pool.client() as client:
        client.app.state.application.encoder.wait()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"], answer.json()["ready"]) == (503, "starting", False)
        pool.index()
        eventually(client, "ready")


def test_an_index_that_is_not_there_is_said(pool):
    with pool.client() as client:
        parts = eventually(client, "unavailable")
        assert not parts["index"]["ready"]
        assert "no index yet" in parts["index"]["detail"]
        assert parts["store"]["ready"]


def test_an_index_of_another_encoder_is_said_with_what_to_do(pool, make, make_pool):
    pool.load(make("one"))
    encoder = pool.application.encoder

    class Other:
        fingerprint, dimensions, means = "another", encoder.dimensions, encoder.means
        encode_queries, encode_passages = encoder.encode_queries, encoder.encode_passages

    with make_pool("pool", encoder=Other()).client() as client:
        index = eventually(client, "unavailable")["index"]
        assert "another" in index["detail"]
        assert "rebuild" in index["advice"]


def test_an_index_that_nobody_can_keep_up_to_date_is_still_searched(pool, make):
    pool.load(make("one", "Pump"))
    with pool.client() as client:
        keeper = IndexKeeper(pool.application)
        keeper.problem = "The disk is full."
        client.app.state.health.keeper = keeper
        assert eventually(client, "degraded")["index"]["detail"] == "The disk is full."


def test_an_encoder_that_fails_is_said_and_searches_go_on(make_pool, make, pool):
    class Failing:
        fingerprint, dimensions = pool.application.encoder.fingerprint, pool.application.encoder.dimensions
        remote, means = False, pool.application.encoder.means
        encode_passages = pool.application.encoder.encode_passages

        def encode_queries(self, _texts):
            raise EncoderUnavailable("The weights are damaged.", advice="Delete them.")

    other = make_pool(encoder=Failing())
    other.load(make("one", "Pump"))
    other.application.encoder._ready.clear()
    with other.client() as client:
        encoder = eventually(client, "degraded")["encoder"]
        assert (encoder["detail"], encoder["advice"]) == ("The weights are damaged.", "Delete them.")
        answer = client.get("/api/v1/search", params={"q": "pump"}).json()
        assert answer["notices"][0]["code"] == "meaning-unavailable"
        assert answer["degraded"] == ["encoder"]


def test_nothing_is_sent_here_before_the_encoder_was_ready_once(make_pool, make, pool):
    going = threading.Event()

    class Slow:
        fingerprint, dimensions = pool.application.encoder.fingerprint, pool.application.encoder.dimensions
        remote, means = False, pool.application.encoder.means
        encode_passages = pool.application.encoder.encode_passages

        def encode_queries(self, texts):
            going.wait(60)
            return pool.application.encoder.encode_queries(texts)

    other = make_pool(encoder=Slow())
    other.load(make("one", "Pump"))
    other.application.encoder._ready.clear()
    with other.client() as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "starting")
        going.set()
        eventually(client, "ready")


def test_a_store_that_does_not_answer_is_said(pool, make, monkeypatch):
    pool.load(make("one"))
    with pool.client() as client:
        gone = StoreHealth(reachable=False, at_head=False, problem="The database does not answer.")
        monkeypatch.setattr(pool.store, "check", lambda: gone)
        assert eventually(client, "unavailable")["store"]["detail"] == "The database does not answer."

        def fail(*_given):
            raise StoreUnavailable("The database does not answer.", advice="Start it.")

        monkeypatch.setattr(pool.store.listings, "many", fail)
        answer = client.get("/api/v1/search", params={"q": "pump"})
        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/store-unavailable"


@pytest.fixture
def measured(client):
    client.get("/api/v1/search", params={"q": "battery"})
    client.get("/api/v1/search", params={"number": "nowhere"})
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        sample.name + str(sorted(sample.labels.items())): sample.value for one in families for sample in one.samples
    }


def test_metrics_count_requests_searches_and_the_pool(measured):
    assert measured["zhiqiao_index_listings[]"] == 286
    assert measured["zhiqiao_index_up[]"] == 1
    assert measured["zhiqiao_index_encoded_units[]"] == measured["zhiqiao_index_units[]"] > 286
    assert measured["zhiqiao_searches_total[('found', 'yes')]"] >= 1
    assert measured["zhiqiao_searches_total[('found', 'no')]"] >= 1
    assert measured["zhiqiao_requests_total[('method', 'GET'), ('route', '/api/v1/search'), ('status', '200')]"] >= 2
    assert measured["zhiqiao_request_seconds_count[('method', 'GET'), ('route', '/api/v1/search')]"] >= 2
