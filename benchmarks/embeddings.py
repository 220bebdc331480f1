"""An encoder behind a URL on loopback, which the processes of an installation share: it counts what it encodes."""

from __future__ import annotations

import json
import math
import socket
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.word_encoder import WordEncoder
from models.units import FloatArray

DIMENSIONS = 32


class EmbeddingsServer:
    """Answers OpenAI's ``/embeddings`` with a stand-in's vectors. ``allow`` holds it after so many passages, for as long as nobody allows more.

    A question, which comes alone, is answered at any time.
    """

    def __init__(self, encode: Callable[[Sequence[str]], FloatArray] | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._encode = encode or WordEncoder(DIMENSIONS).encode_passages
        self._left = math.inf
        self._counting = threading.Lock()
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

    def allow(self, passages: float) -> None:
        """Let it encode so many more, or a request more than that."""
        with self._counting:
            self._left = passages

    @property
    def waits(self) -> bool:
        """Whether it has encoded all that it was allowed."""
        return self._left <= 0

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, texts: Sequence[str]) -> None:
        """Encode for whoever still waits for it."""
        if texts != ["-"]:  # which is asked for the length of a vector
            while not self._admitted(texts):
                threading.Event().wait(0.05)
                if hung_up(handler.connection):
                    return
        self.send(handler, 200, texts)

    def send(self, handler: BaseHTTPRequestHandler, status: int, texts: Sequence[str]) -> None:
        """One answer."""
        rows = self._encode(texts).tolist() if texts else []
        body = json.dumps({"data": [{"index": n, "embedding": row} for n, row in enumerate(rows)]}).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _admitted(self, texts: Sequence[str]) -> bool:
        """Whether these may be encoded now, and are counted."""
        passages = len(texts) if len(texts) > 1 else 0
        with self._counting:
            if passages and self._left <= 0:
                return False
            self._left -= passages
            self.counts.update(texts)
            return True


def hung_up(connection: socket.socket) -> bool:
    """Whether whoever asked is dead by now."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
