"""Servers that tests use where their URLs are set, and ones that tests start to end them."""

import os
import threading
import uuid
from contextlib import contextmanager

import numpy as np
import pytest
import sqlalchemy as sa

from benchmarks import servers
from benchmarks.embeddings import EmbeddingsServer, hung_up
from benchmarks.servers import eventually, free_port, kill_group

POSTGRES = "ZHIQIAO_TEST_POSTGRES_URL"
REDIS = "ZHIQIAO_TEST_REDIS_URL"
DIMENSIONS = 16

__all__ = [
    "POSTGRES",
    "REDIS",
    "Embeddings",
    "eventually",
    "free_port",
    "kill_group",
    "missing",
    "or_missing",
    "own_postgres_in",
    "own_redis_in",
    "own_schema",
    "server_url",
]


def server_url(variable, what):
    """A server's URL; the test is skipped, saying so, where it is not set, or fails where every server has to be there."""
    if url := os.environ.get(variable):
        return url
    missing(f"{variable} is not set: {what}")
    return None


def missing(message):
    pytest.fail(message) if os.environ.get("REQUIRE_SERVERS") == "1" else pytest.skip(message)


def or_missing(make, *given):
    """What starts a server; without its program the test is skipped, or fails, as above."""
    try:
        return make(*given)
    except servers.NotInstalled as error:
        missing(f"{error}: it is not tested what happens when it is away")
        return None


def own_redis_in(folder, *options):
    """A Redis of the test's own, not started; ``options``: as ``benchmarks.servers.OwnRedis`` takes them."""
    return or_missing(servers.OwnRedis, folder, *options)


def own_postgres_in(folder):
    """A PostgreSQL of the test's own, not started."""
    return or_missing(servers.OwnPostgres, folder)


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


class Embeddings(EmbeddingsServer):
    """One that can be told to wait or to fail."""

    def __init__(self):
        super().__init__(lambda texts: np.stack([drawn(text) for text in texts]))
        self.failing = self.waiting = 0
        self.going = threading.Event()
        self.going.set()
        self.asked = threading.Event()

    def close(self):
        self.going.set()
        super().close()

    def answer(self, handler, texts):
        if texts == ["-"]:
            super().answer(handler, texts)
            return
        self.asked.set()
        self.waiting += 1
        while not self.going.wait(0.05) and not hung_up(handler.connection):
            pass
        self.waiting -= 1
        if hung_up(handler.connection):
            return
        if self.failing:
            self.failing -= 1
            self.send(handler, 400, [])
            return
        super().answer(handler, texts)


def drawn(text):
    """A random direction, the same for the same text."""
    return np.random.default_rng(list(text.encode())).normal(size=DIMENSIONS)
