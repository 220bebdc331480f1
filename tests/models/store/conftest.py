"""A store on SQLite, and on PostgreSQL where ZHIQIAO_TEST_POSTGRES_URL names a server; and records of our own writing."""

import datetime as dt
import shutil

import pytest
import sqlalchemy as sa

from models.assets import Asset, AssetEvent, AssetIdentifier, EventKind, IdentifierRole
from models.listings import AssetLink, Listing, Section, Side, Tier
from models.parties import PartyMention
from models.records import Origin, Record
from models.store import open_store
from models.store.tables import metadata
from models.text import Text
from tests.clock import Clock
from tests.servers import POSTGRES, own_schema, server_url


class Make:
    """Makes records. Numbers are keys of themselves here."""

    @staticmethod
    def identifiers(*numbers):
        """``A…`` is an application, ``B…`` a grant, ``P…`` a publication, ``R…`` a priority; a date may follow an ``@``."""
        roles = {"A": "application", "B": "grant", "P": "publication", "R": "priority"}
        found = []
        for one in numbers:
            number, _, date = one.partition("@")
            day = dt.date.fromisoformat(date) if date else None
            found.append(AssetIdentifier(role=roles[number[0]], number=number, key=number, date=day))
        return tuple(found)

    @staticmethod
    def asset(*numbers, title="A pump", kind="invention", **more):
        return Asset(kind=kind, identifiers=Make.identifiers(*numbers), title=Text.of(en=title), **more)

    @staticmethod
    def party(name, *codes, **more):
        return PartyMention(name=Text.of(en=name), identifiers=codes, **more)

    @staticmethod
    def event(kind, date, **more):
        return AssetEvent(kind=EventKind(kind), date=dt.date.fromisoformat(date), **more)

    @staticmethod
    def listing(name="pump", *, texts=(), **more):
        sections = tuple(Section(text=Text.of(en=text), tier=Tier(tier)) for tier, text in texts)
        more = {
            "kind": "technology",
            "title": Text.of(en=f"Title of {name}"),
            "party": Make.party("Acme Pumps"),
            **more,
        }
        return Listing(id=name, offers=Side(sections=sections), **more)

    @staticmethod
    def record(key, *assets, source="google-patents", **more):
        return Record(source=source, key=key, origin=Origin(file="records.jsonl", place=key), assets=assets, **more)

    @staticmethod
    def links(*keys):
        return tuple(AssetLink(key=key) for key in keys)

    @staticmethod
    def roles():
        return IdentifierRole


@pytest.fixture
def make():
    return Make


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    store.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_schema():
    """A schema of our own on the PostgreSQL server, as a URL; skipped, saying so, where there is no server."""
    with own_schema(server_url(POSTGRES, "the store is not tested on PostgreSQL")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path, empty_sqlite):
    """The URL of an empty, migrated store of each database."""
    if request.param == "sqlite":
        shutil.copy(empty_sqlite, tmp_path / "store.sqlite")
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return _emptied(request.getfixturevalue("postgres_schema"))


@pytest.fixture
def store(url, clock):
    found = open_store(url, now=clock)
    yield found
    found.dispose()


def _emptied(url):
    store = open_store(url)
    store.migrate()
    store.dispose()
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):  # on small tables, quicker than truncating each
            connection.execute(table.delete())
        connection.execute(sa.text("alter sequence jobs_id_seq restart"))
    return url
