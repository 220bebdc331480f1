"""Change numbers come in the order of the commits: two real connections, one of which commits later than it numbered."""

import threading

import pytest
import sqlalchemy as sa

from models.store.changes import Changes, ChangeWriter
from models.store.database import Database, insert
from models.store.tables import changes
from tests.servers import eventually


class PlainSequence:
    """What is not used: a number is taken from a sequence at once, and its commit comes whenever it does."""

    def __init__(self, connection):
        self.connection = connection

    def add(self, listing):
        number = self.connection.execute(sa.text("select nextval('plain')")).scalar_one()
        insert(self.connection, changes, [{"listing_id": listing, "sequence": number, "removed": False}])


class InOrder:
    def __init__(self, connection):
        self.writer = ChangeWriter(connection)

    def add(self, listing):
        self.writer.add(listing, None)
        self.writer.flush()


@pytest.fixture
def databases(url):
    found = [Database(url) for _ in range(3)]
    yield found
    for one in found:
        one.dispose()


def waits_for_a_lock(database):
    with database.read() as connection:
        query = "select count(*) from pg_locks where not granted and locktype = 'advisory'"
        return connection.execute(sa.text(query)).scalar_one() > 0


def followed(databases, begin, number):
    """What a reader has seen that follows while the first of two writers has numbered and not committed, and again at the end."""
    slow, fast, reading = databases
    log, seen, ended = Changes(reading), [], threading.Event()

    def follow():
        seen.extend(change.listing_id for change in log.after(seen_up_to[0], 10))
        seen_up_to[0] = max([seen_up_to[0], *(change.sequence for change in log.after(0, 10))])

    def write_fast():
        with begin(fast) as connection:
            number(connection).add("fast")
        ended.set()

    seen_up_to, second = [0], threading.Thread(target=write_fast)
    with begin(slow) as connection:
        number(connection).add("slow")
        second.start()
        if slow.is_sqlite:
            ended.wait(0.3)  # it polls for the one writer's turn: nothing tells that it waits
        else:
            eventually(lambda: ended.is_set() or waits_for_a_lock(reading))
        follow()
    second.join()
    follow()
    return seen


def test_a_number_is_not_seen_before_a_lower_one(databases):
    assert followed(databases, Database.write_in_order, InOrder) == ["slow", "fast"]


def test_a_plain_sequence_would_lose_a_change(databases):
    if databases[0].is_sqlite:
        pytest.skip("SQLite has one writer and no sequences")
    with databases[0].write() as connection:
        connection.execute(sa.text("create sequence if not exists plain"))
    assert followed(databases, Database.write, PlainSequence) == ["fast"]
