"""Servers that tests use where their URLs are set, and ones that tests start to end them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

POSTGRES = "ZHIQIAO_TEST_POSTGRES_URL"
REDIS = "ZHIQIAO_TEST_REDIS_URL"
LIMIT = 60.0
DIMENSIONS = 16


def server_url(variable, what):
    """A server's URL; the test is skipped, saying so, where it is not set, or fails where every server has to be there."""
    if url := os.environ.get(variable):
        return url
    missing(f"{variable} is not set: {what}")
    return None


def missing(message):
    pytest.fail(message) if os.environ.get("REQUIRE_SERVERS") == "1" else pytest.skip(message)


def program(name):
    """A server's program, for tests that start and end one."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed: it is not tested what happens when it is away")
    return found


@contextmanager
def own_schema(base):
    """A schema of our own on a PostgreSQL server, as a URL."""
    schema = f"test_{uuid.uuid4().hex}"
    admin = sa.create_engine(sa.make_url(base).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with admin.begin() as connection:
        connection.execute(sa.text(f"create schema {schema}"))
    own = sa.make_url(base).update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(sa.text(f"drop schema {schema} cascade"))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def eventually(condition, what="it"):
    """Wait until something in another process or thread has happened; returns what it gave."""
    limit = time.monotonic() + LIMIT
    while not (found := condition()):
        assert time.monotonic() < limit, f"{what} did not happen in {LIMIT} s"
        threading.Event().wait(0.05)
    return found


class OwnRedis:
    """A Redis of the test's own, to be killed and started again."""

    def __init__(self, folder):
        self.program = program("redis-server")
        self.folder, self.port, self.process = folder, free_port(), None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *more):
        command = [
            self.program,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.folder),
            "--save",
            "",
            *more,
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        eventually(self._answers, "Redis")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


class OwnPostgres:
    """A PostgreSQL of the test's own, to be stopped and started again. It refuses to run as root."""

    def __init__(self, folder):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        if not found or os.geteuid() != 0 or not shutil.which("runuser"):
            missing("PostgreSQL cannot be started here: it is not tested what happens when it is away")
        self.programs, self.folder, self.port = found[-1].parent, folder, free_port()
        folder.chmod(0o755)
        shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "zhiqiao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    @property
    def url(self):
        return f"postgresql://zhiqiao@127.0.0.1:{self.port}/postgres"

    def start(self):
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder}"
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self):
        """Stop it; again is fine."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def _run(self, name, *arguments):
        command = ["runuser", "-u", "postgres", "--", str(self.programs / name), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


class Embeddings:
    """An encoder behind a URL, for many processes: it counts what it encodes, and can be told to wait or to fail."""

    def __init__(self):
        self.texts = []
        self.failing = self.waiting = 0
        self.going = threading.Event()
        self.going.set()
        self.asked = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer._answer(self, body["input"])

            def log_message(self, *_given):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def setting(self):
        return f"openai:http://127.0.0.1:{self.server.server_port}/v1#test"

    @property
    def counts(self):
        """How often each text was encoded."""
        return {text: self.texts.count(text) for text in self.texts}

    def close(self):
        self.going.set()
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler, texts):
        if texts == ["-"]:
            self._send(handler, 200, texts)
            return
        self.asked.set()
        self.waiting += 1
        while not self.going.wait(0.05) and not _hung_up(handler.connection):
            pass
        self.waiting -= 1
        if _hung_up(handler.connection):
            return
        if self.failing:
            self.failing -= 1
            self._send(handler, 400, [])
            return
        self.texts += texts
        self._send(handler, 200, texts)

    @staticmethod
    def _send(handler, status, texts):
        rows = [np.random.default_rng(list(text.encode())).normal(size=DIMENSIONS).tolist() for text in texts]
        body = json.dumps({"data": [{"index": n, "embedding": row} for n, row in enumerate(rows)]}).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def _hung_up(connection):
    """Whether whoever asked is dead by now."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
