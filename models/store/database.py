"""The database: connections, transactions and their order, on SQLite and PostgreSQL alike.

SQLite runs in WAL mode with ``synchronous=NORMAL``: a committed transaction has been handed to the operating system and survives the
death of the process (``kill -9``); a power cut may lose the last commits, and never the database. PostgreSQL is as durable as it is set up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite

from models.errors import MissingExtra, SettingsError, StoreUnavailable
from models.messages import Message
from models.store.unavailable import is_not_ready, unavailable

IN_ORDER = 5_417_201_103
"""The advisory lock under which PostgreSQL's writers number their changes (any constant that is ours)."""

AT_ONCE = 5_000
"""The most values one statement takes; SQLite's limit is 32,766, PostgreSQL's 65,535."""

_BUSY_SECONDS = 60
_CONNECT_SECONDS = 5
_POOL_SECONDS = 10
"""How long somebody waits for a connection of PostgreSQL, and for one of the pool, before the store is said to be away."""

POOL = 10
"""Connections that a process keeps open to PostgreSQL; it opens as many again where they are all in use."""

_WRITES = "zhiqiao_writes"
_T = TypeVar("_T")


class Database:
    """One database by URL. ``SettingsError`` for a URL that cannot work, ``StoreUnavailable`` where it does not answer."""

    def __init__(self, url: str, pool: int = POOL) -> None:
        parsed = _parsed(url)
        self.name = parsed.render_as_string(hide_password=True)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(parsed) if self.is_sqlite else _postgres_engine(parsed, pool)
        snapshot: dict[str, Any] = (
            {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        self._reader = self.engine.execution_options(**snapshot)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        # SQLite lets a second writer poll; threads of one process wait in line instead
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction in which every query sees the same moment."""
        with self._reported(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that writes. When the block ends without an error, it is durable."""
        with self._turn, self._reported(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def write_in_order(self) -> Iterator[sa.Connection]:
        """A transaction that numbers changes: one at a time, so that numbers are given in the order of the commits.

        SQLite has one writer anyway; PostgreSQL takes a lock that is held until the commit.
        """
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(IN_ORDER)))
            yield connection

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
            raise unavailable(self.name, error) from error
        except exc.DBAPIError as error:
            if is_not_ready(error):
                raise unavailable(self.name, error) from error
            raise


def upsert(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, keep: bool = False
) -> None:
    """Insert rows, or update those whose primary key is there (``keep``: leave these as they are). No key twice in ``rows``."""
    if not rows:
        return
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    rest = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    if keep or not rest:
        connection.execute(insert.on_conflict_do_nothing(index_elements=keys), list(rows))
    else:
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))


def add_once(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], unique: str) -> None:
    """Insert a row where none has its value of the ``unique`` column, also one that another writer is about to commit."""
    connection.execute(_insert(connection, table).values(row).on_conflict_do_nothing(index_elements=[unique]))


def _insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows in one statement; none is fine."""
    if rows:
        connection.execute(table.insert(), list(rows))


def select_in(
    connection: sa.Connection, query: sa.Select[Any], column: sa.ColumnElement[Any], values: Iterable[Any]
) -> list[sa.Row[Any]]:
    """The rows of ``query`` whose ``column`` is one of ``values``, asked in as few statements as the database allows."""
    rows: list[sa.Row[Any]] = []
    for some in batches(dict.fromkeys(values), AT_ONCE):
        rows.extend(connection.execute(query.where(column.in_(some))))
    return rows


def delete_in(connection: sa.Connection, column: sa.Column[Any], values: Iterable[Any]) -> None:
    """Delete the rows of the column's table whose ``column`` is one of ``values``."""
    table = column.table
    if not isinstance(table, sa.Table):
        msg = f"{column} is not a column of a table."
        raise TypeError(msg)
    for some in batches(dict.fromkeys(values), AT_ONCE):
        connection.execute(table.delete().where(column.in_(some)))


def batches(values: Iterable[_T], size: int) -> Iterator[tuple[_T, ...]]:
    """The values in tuples of at most ``size``."""
    waiting = iter(values)
    while some := tuple(islice(waiting, size)):
        yield some


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except exc.ArgumentError as error:
        raise _bad_url(Message(en="It is not a URL.", zh="不是 URL。")) from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise _bad_url(
                Message(
                    en="An SQLite store needs a file: in memory, every thread would see a store of its own.",
                    zh="SQLite 数据库须为文件：在内存中，每个线程看到的是各自的数据库。",
                )
            )
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise _bad_url(Message(en="'{name}' is not supported.", zh="不支持“{name}”。", name=parsed.drivername))


def _bad_url(why: Message) -> SettingsError:
    return SettingsError(
        Message(en="The store's URL cannot be used. {why}", zh="数据库地址无法使用。{why}", why=why),
        advice=Message(
            en="Set ZHIQIAO_DATABASE_URL to sqlite:///FOLDER/zhiqiao.sqlite or postgresql://USER@HOST/NAME.",
            zh="请将 ZHIQIAO_DATABASE_URL 设为 sqlite:///FOLDER/zhiqiao.sqlite 或 postgresql://USER@HOST/NAME。",
        ),
    )


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    try:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = Message(
            en="The folder of the database {path} cannot be made: {why}.",
            zh="无法创建数据库目录 {path}：{why}。",
            path=url.database,
            why=error.strerror,
        )
        advice = Message(en="Choose another folder with ZHIQIAO_DATA.", zh="请用 ZHIQIAO_DATA 另选目录。")
        raise StoreUnavailable(said, advice=advice) from error
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres_engine(url: sa.URL, pool: int) -> sa.Engine:
    waits = {"connect_timeout": url.query.get("connect_timeout", _CONNECT_SECONDS)}
    sizes = {"pool_size": pool, "max_overflow": pool, "pool_timeout": _POOL_SECONDS}
    try:
        return sa.create_engine(url, pool_pre_ping=True, connect_args=waits, **sizes)
    except ImportError as error:
        raise MissingExtra(Message(en="The PostgreSQL driver", zh=" PostgreSQL 驱动"), "postgres") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute("PRAGMA temp_store=MEMORY")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at the start: a reader that turns writer halfway could not wait for it."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
