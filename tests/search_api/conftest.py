"""Applications over small pools, with a stand-in for the encoder: the fixture world, and pools that tests write themselves."""

import datetime as dt
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import fixtures
from benchmarks.word_encoder import WordEncoder
from indexer.sources import read_paths
from models.listings import Listing, Section, Side, Standing, Tier
from models.parties import PartyMention
from models.records import Origin, Record
from models.settings import Settings
from models.text import Text
from models.viewer import ANONYMOUS
from search_api.app import create_app
from search_api.assembly import Application
from search_api.loading import load_batches
from search_api.observability import configure_logs
from search_api.search.question import SearchQuery
from search_api.search.service import SearchService

WORLD = Path(fixtures.__file__).parent / "world"


def listing(
    name, title="A pump", *, zh=None, text="", kind="technology", side="offers", tiers=(), party="Acme Works", **more
):
    """A listing with one English title and text on one side; ``tiers`` are further texts by the tier that may read them."""
    texts = [(Tier.TEASER, text), *tiers] if text else list(tiers)
    sections = tuple(Section(text=Text.of(en=body), tier=Tier(tier)) for tier, body in texts)
    sides = {side: Side(sections=sections, terms=more.pop("terms", ()))}
    mention = PartyMention(name=Text.of(en=party)) if party else None
    return Listing(id=name, kind=kind, title=Text.of(en=title, zh=zh), party=mention, **sides, **more)


class Pool:
    """A pool of listings that can change, and a search over it."""

    def __init__(self, folder, encoder=None, **settings):
        self.application = Application(Settings(data=folder, **settings), encoder=encoder or WordEncoder())
        self.now = 1000.0
        self.service = SearchService(self.application, clock=lambda: self.now)

    @property
    def store(self):
        return self.application.store

    def load(self, *listings):
        """Store listings as a source reads them, and index them."""
        self.put(*listings)
        self.index()

    def put(self, *listings):
        """Store listings as a source reads them."""
        records = [
            Record(source="form", key=one.id, origin=Origin(file="pool.jsonl", place=str(place)), listing=one)
            for place, one in enumerate(listings)
        ]
        outcomes = self.store.loads.apply(records)
        assert not [one.refusal for one in outcomes if one.refusal]

    def remove(self, name):
        self.store.listings.remove(name)
        self.index()

    def index(self, *, encode=True):
        owner = self.application.own_index()
        owner.catch_up()
        if encode:
            owner.encode_all()
        owner.close()

    def search(self, text="", viewer=ANONYMOUS, **query):
        return self.service.search(SearchQuery(text=text, **query), viewer)

    def party(self, name):
        """The id of the party of that name."""
        return self.store.parties.named(name)

    def client(self, **options):
        return TestClient(create_app(self.application, follow=False), **options)

    def close(self):
        self.application.close()


@pytest.fixture(scope="session", autouse=True)
def _quiet():
    configure_logs("error")


@pytest.fixture
def make():
    return listing


@pytest.fixture
def pool(tmp_path):
    found = Pool(tmp_path / "pool")
    yield found
    found.close()


@pytest.fixture
def make_pool(tmp_path):
    """Makes further pools, with an encoder or settings of their own."""
    made = []

    def make_one(name="other", encoder=None, **settings):
        made.append(Pool(tmp_path / name, encoder, **settings))
        return made[-1]

    yield make_one
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The fixture world, loaded and indexed. Not to be written to."""
    found = Pool(tmp_path_factory.mktemp("world"))
    items = (item for _, item in read_paths([WORLD]))
    for loaded in load_batches(found.store, items):
        assert not loaded.refusals
    found.index()
    found.store.jobs.add("indexing", {})
    found.store.jobs.finish(found.store.jobs.lease(["indexing"], "worker", 60))
    yield found
    found.close()


@pytest.fixture(scope="session")
def client(world):
    """A browser of the fixture world."""
    with world.client() as found:
        yield found


@pytest.fixture
def today():
    return dt.datetime.now(dt.UTC).date()


@pytest.fixture
def standings():
    return Standing
