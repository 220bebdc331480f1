"""An encoder behind a URL on loopback, which the processes of an installation share: it counts what it encodes."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.word_encoder import WordEncoder
from models.units import FloatArray

DIMENSIONS = 32


class EmbeddingsServer:
    """Answers OpenAI's ``/embeddings`` with a stand-in's vectors. ``rate``: passages a second that it encodes at most, all processes together.

    A question, which comes alone, does not wait for passages.
    """

    def __init__(self, encode: Callable[[Sequence[str]], FloatArray] | None = None, rate: float | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._encode = encode or WordEncoder(DIMENSIONS).encode_passages
        self._rate = rate
        self._turn, self._counting = threading.Lock(), threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
                outer.answer(self, texts)

            def log_message(self, *_given: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def setting(self) -> str:
        """What ``ZHIQIAO_ENCODER`` has to be."""
        return f"openai:http://127.0.0.1:{self._server.server_port}/v1#test"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, texts: Sequence[str]) -> None:
        """Encode for whoever still waits for it."""
        if texts != ["-"]:  # which is asked for the length of a vector
            if len(texts) > 1 and self._rate:
                with self._turn:
                    self._take_time(handler, len(texts) / self._rate)
            if hung_up(handler.connection):
                return
            with self._counting:
                self.counts.update(texts)
        self.send(handler, 200, texts)

    def send(self, handler: BaseHTTPRequestHandler, status: int, texts: Sequence[str]) -> None:
        """One answer."""
        rows = self._encode(texts).tolist() if texts else []
        body = json.dumps({"data": [{"index": n, "embedding": row} for n, row in enumerate(rows)]}).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    @staticmethod
    def _take_time(handler: BaseHTTPRequestHandler, seconds: float) -> None:
        """Be busy, but not for a process that was killed."""
        step = 0.05
        while seconds > 0 and not hung_up(handler.connection):
            threading.Event().wait(min(step, seconds))
            seconds -= step


def hung_up(connection: socket.socket) -> bool:
    """Whether whoever asked is dead by now."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
