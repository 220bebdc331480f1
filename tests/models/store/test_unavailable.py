"""Why PostgreSQL does not answer is told apart, by a server of the test's own."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import sqlalchemy as sa

from models.errors import StoreUnavailable
from models.store import open_store
from models.store.unavailable import unavailable
from models.viewer import ANONYMOUS
from tests.servers import eventually, free_port, own_postgres_in

PASSWORDS = "host all zhiqiao 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@pytest.fixture(scope="module")
def server():
    """The address of a PostgreSQL that asks everybody but its owner for a password, and has a user ``desk``."""
    # not under pytest's own folder, which is root's alone
    with TemporaryDirectory(prefix="zhiqiao-postgres-") as folder:
        found = own_postgres_in(Path(folder))
        found.start()
        with psycopg.connect(found.url, autocommit=True) as connection:
            connection.execute("create role desk login password 'right'")
            (found.folder / "data" / "pg_hba.conf").write_text(PASSWORDS)
            connection.execute("select pg_reload_conf()")
        yield f"127.0.0.1:{found.port}"
        found.stop()


def refusal(url):
    store = open_store(url)
    with pytest.raises(StoreUnavailable) as caught:
        store.listings.get("x", ANONYMOUS)
    store.dispose()
    return caught.value


@pytest.mark.parametrize("user", ["desk:wr0ng", "desk", "nobody:wr0ng"])
def test_a_wrong_user_or_password(server, user):
    eventually(lambda: "password" in str(refusal(f"postgresql://desk:wr0ng@{server}/zhiqiao")), "asking for passwords")
    error = refusal(f"postgresql://{user}@{server}/zhiqiao")
    assert "refuses the user or the password" in error.message
    assert "拒绝了用户名或密码" in error.said.in_language("zh")
    assert "ZHIQIAO_DATABASE_URL" in error.advice
    assert "wr0ng" not in str(error)


def test_a_database_that_is_not_there(server):
    error = refusal(f"postgresql://zhiqiao@{server}/nowhere")
    assert "has no database" in error.message
    assert "Create it" in error.advice


def test_a_database_without_our_tables(server):
    error = refusal(f"postgresql://zhiqiao@{server}/zhiqiao")
    assert "lacks tables" in error.message
    assert error.advice == "`zhiqiao load` or `zhiqiao serve` makes them."


def test_nobody_at_that_address():
    error = refusal(f"postgresql://zhiqiao@127.0.0.1:{free_port()}/zhiqiao")
    assert "does not answer" in error.message
    assert "host and the port" in error.advice


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('用户 "desk" Password 认证失败', "refuses the user or the password"),
        ('数据库 "nowhere" 不存在', "has no database"),
    ],
)
def test_servers_that_speak_chinese(said, told):
    error = unavailable(
        "postgresql://desk@host/nowhere", sa.exc.OperationalError("", {}, psycopg.OperationalError(said))
    )
    assert re.search(told, error.message)
