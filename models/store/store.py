"""The store: opened by URL, brought up to date, checked, and the repositories as its attributes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from models.errors import StoreUnavailable
from models.store import migrating
from models.store.assets import Assets
from models.store.changes import Changes, last_sequence
from models.store.clock import Clock, utc_now
from models.store.database import POOL, Database
from models.store.facts import Facts
from models.store.jobs import Jobs
from models.store.listings import Listings
from models.store.loading.loads import Loads
from models.store.matches import Matches
from models.store.parties import Parties
from models.store.schemes import Schemes
from models.store.snapshots import Snapshots
from models.store.tables import assets, contributions, listings, parties
from models.store.values import StoreHealth
from models.store.vectors import Vectors

_COUNTED = (contributions, listings, assets, parties)


class Store:
    """The truth, in SQL. Its repositories may be used from many threads, and from many processes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self.loads = Loads(database, clock)
        self.listings = Listings(database, clock)
        self.parties = Parties(database, clock)
        self.assets = Assets(database, clock)
        self.changes = Changes(database)
        self.vectors = Vectors(database)
        self.jobs = Jobs(database, clock)
        self.schemes = Schemes(database)
        self.facts = Facts(database)
        self.snapshots = Snapshots(database, clock)
        self.matches = Matches(database, clock)

    def migrate(self) -> None:
        """Make the tables, or bring them to what this version needs. Safe to call at every start."""
        with self._database.write() as connection:
            migrating.upgrade(connection)

    def check(self) -> StoreHealth:
        """Whether the store answers and is up to date, and what it holds. Never raises ``StoreUnavailable``: it says so."""
        try:
            with self._database.read() as connection:
                return _health(connection)
        except StoreUnavailable as error:
            head = migrating.head()
            return StoreHealth(reachable=False, at_head=False, head=head, problem=error.message, advice=error.advice)

    def dispose(self) -> None:
        """Close every connection."""
        self._database.dispose()


def open_store(url: str, *, now: Callable[[], dt.datetime] = utc_now, pool: int = POOL) -> Store:
    """The store at a database URL: ``sqlite:///FILE``, ``postgresql://…``, ``postgresql+psycopg://…``. ``now`` is its clock.

    ``pool``: how many connections to PostgreSQL stay open; for moments it may be twice as many.
    Nothing is connected to before it is used. Raises ``SettingsError`` for a URL that cannot work.
    """
    return Store(Database(url, pool), Clock(now))


def _health(connection: sa.Connection) -> StoreHealth:
    revision, head = migrating.revision(connection), migrating.head()
    if revision != head:
        problem, advice = _behind(revision, head)
        return StoreHealth(reachable=True, at_head=False, revision=revision, head=head, problem=problem, advice=advice)
    counts = {table.name: _count(connection, table) for table in _COUNTED}
    return StoreHealth(
        reachable=True,
        at_head=True,
        revision=revision,
        head=head,
        counts=counts,
        last_change=last_sequence(connection),
    )


def _behind(revision: str | None, head: str | None) -> tuple[str, str]:
    """What is said of tables that are not there, or of another revision, and what to do."""
    if revision is None:
        return "The store has no tables yet.", "`zhiqiao load` or `zhiqiao serve` makes them."
    return (
        f"The store's tables are at revision {revision}, and this version needs {head}.",
        "The next `zhiqiao load`, `index` or `serve` brings the tables up to date: make a copy first.",
    )


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
