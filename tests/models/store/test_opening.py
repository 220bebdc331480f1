import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from models.errors import SettingsError, StoreUnavailable
from models.store import open_store
from models.store.migrating import _config
from models.store.tables import metadata
from models.viewer import ANONYMOUS


def test_a_new_store_says_that_it_needs_its_tables_and_migrating_makes_them(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/new/folder/store.sqlite")
    before = store.check()
    assert before.reachable
    assert not before.at_head
    assert before.problem == "The store has no tables yet."
    assert before.advice == "`zhiqiao load` or `zhiqiao serve` makes them."
    store.migrate()
    after = store.check()
    assert after.at_head
    assert after.problem is None
    assert after.counts == {"contributions": 0, "listings": 0, "assets": 0, "parties": 0}
    store.dispose()


def test_migrating_again_changes_nothing(store, make):
    store.loads.apply([make.record("one", make.asset("A1"))])
    store.migrate()
    assert store.check().counts["assets"] == 1


def test_the_migrations_make_the_tables_that_the_code_uses(url):
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert [one for one in differences if not _only_how_moments_are_kept(one)] == []


def _only_how_moments_are_kept(difference):
    return isinstance(difference, list) and difference[0][0] == "modify_type"


def test_migrating_down_leaves_nothing_of_ours(url):
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = set(sa.inspect(connection).get_table_names())
    engine.dispose()
    assert left == {"alembic_version"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/db", "not a url"])
def test_a_url_that_cannot_work_is_refused_with_what_to_set(url):
    with pytest.raises(SettingsError, match="ZHIQIAO_DATABASE_URL"):
        open_store(url)


def test_a_server_that_does_not_answer_is_said_so_without_its_password():
    store = open_store("postgresql://someone:secret@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnavailable, match="does not answer") as caught:
        store.changes.last()
    assert "secret" not in str(caught.value)
    health = store.check()
    assert not health.reachable
    assert "secret" not in health.problem


def test_a_file_that_is_no_database_is_said_so(tmp_path):
    (tmp_path / "store.sqlite").write_text("Dear diary, this is not a database. " * 100)
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    with pytest.raises(StoreUnavailable, match="not a database"):
        store.changes.last()
    store.dispose()


def test_a_store_without_tables_is_said_so(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    with pytest.raises(StoreUnavailable, match="`zhiqiao load` or `zhiqiao serve` makes them"):
        store.listings.get("x", ANONYMOUS)
    store.dispose()
