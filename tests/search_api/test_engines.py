"""The engine that the settings name; and that nobody can tell by the answers which one it is."""

import pytest

from indexer.engines.elasticsearch import mappings
from indexer.pipeline import replace_index
from indexer.sources import read_paths
from indexer.verifying import compare
from models.errors import RebuildNeeded, SettingsError
from models.settings import Settings
from models.viewer import SYSTEM
from search_api.assembly import assemble
from search_api.engines import open_generations
from search_api.loading import load_batches
from search_api.matching.everybody import MATCHING
from search_api.worker.base import Queue
from search_api.worker.handlers.indexing import INDEXING
from search_api.worker.loop import Worker
from search_api.worker.runner import Outcome
from tests.elasticsearch_server import own_name, server_url
from tests.search_api.conftest import WORLD, Pool

QUESTIONS = [
    "q=solid+electrolyte+battery",
    "q=固态电池",
    "q=投资人&kind=mandate",
    "q=garnet+ceramic+separator",
    'q="solid+electrolyte"',
    "q=battery+-solid",
    "q=battery&facets=kind,stage,field",
    "q=licence&deal_type=exclusive_licence",
    "kind=need&facets=kind,place",
    "sort=oldest",
]


@pytest.mark.parametrize(
    "engine", ["lucene", "", "http://", "https://one:9200,two:9200", "http://one:port", "ftp://one:9200"]
)
def test_an_engine_that_there_is_not_is_a_setting_that_cannot_work(tmp_path, engine):
    with pytest.raises(SettingsError, match="no engine"):
        _ = assemble(Settings(data=tmp_path, engine=engine)).generations


def test_certificates_that_are_not_there_are_a_setting_that_cannot_work(tmp_path):
    settings = Settings(data=tmp_path, engine="https://one", elasticsearch_ca=tmp_path / "ca.pem")
    with pytest.raises(SettingsError, match=r"ca\.pem"):
        open_generations(settings, 8)


def test_several_hosts_and_a_key_reach_the_client(tmp_path):
    made = open_generations(
        Settings(
            data=tmp_path,
            engine="https://one, http://two:9201/path",
            elasticsearch_api_key="c2VjcmV0OmtleQ==",
            elasticsearch_seconds=7,
        ),
        8,
    )
    client = made._cluster.client
    hosts = {node.base_url for node in client.transport.node_pool.all()}
    assert hosts == {"https://one:9200", "http://two:9201/path"}
    assert client._headers["authorization"] == "ApiKey c2VjcmV0OmtleQ=="
    assert client._request_timeout == 7
    client.close()


def filled(pool):
    """A pool of the fixture world, of which nothing was asked yet: what was asked moves the means of questions."""
    for loaded in load_batches(pool.store, (item for _, item in read_paths([WORLD]))):
        assert not loaded.refusals
    pool.index()
    return pool


@pytest.fixture(scope="module")
def other_world(tmp_path_factory):
    """The fixture world on Elasticsearch."""
    url = server_url()
    with own_name() as name:
        settings = {"engine": url, "elasticsearch_index": name, "elasticsearch_replicas": 0}
        found = filled(Pool(tmp_path_factory.mktemp("world"), **settings))
        yield found
        found.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A browser of the fixture world on the embedded index, asked as often as the other."""
    found = filled(Pool(tmp_path_factory.mktemp("world")))
    with found.client() as browser:
        yield browser
    found.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_same_on_either_engine(client, other_world, question):
    with other_world.client() as other:
        ours, theirs = (one.get(f"/api/v1/search?{question}&limit=50") for one in (client, other))
    assert ours.status_code == theirs.status_code == 200
    assert "elasticsearch" not in theirs.text.lower()
    assert list(differences(ours.json(), theirs.json())) == []


MOMENTARY = {"next", "cursor", "window", "request_id"}
"""What names a moment, not an answer."""

NEAR = 5e-3
"""How far numbers may be apart: vectors are kept in half precision there."""


def differences(ours, theirs, path=""):
    """Where two answers differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in (ours.keys() | theirs.keys()) - MOMENTARY:
            yield from differences(ours.get(name), theirs.get(name), f"{path}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, f"{path}/{place}")
    elif ours != theirs and not _near(ours, theirs, path):
        yield f"{path}: {ours!r}, {theirs!r}"


def _near(ours, theirs, path):
    """Numbers that are nearly the same; ranks far down, where that much changes places."""
    if path.endswith("/rank") and ours and theirs:
        return abs(ours - theirs) <= ours // 100
    return isinstance(ours, float) and isinstance(theirs, float) and abs(ours - theirs) <= NEAR


def test_matches_are_the_same_on_either_engine(client, other_world):
    path = "/api/v1/listings/tech-garnet-ceramic-separator/matches?limit=20"
    with other_world.client() as other:
        ours, theirs = client.get(path).json(), other.get(path).json()
    assert list(differences(ours, theirs)) == []


def by_jobs(pool):
    """Rebuild the index and match everybody as a worker does it; the live index before and after, and every kept match."""
    jobs, before = pool.store.jobs, pool.application.generations.live()
    jobs.add(INDEXING, {})
    jobs.add(MATCHING, {})
    worker = Worker(pool.application, (Queue.INDEXING, Queue.MATCHING))
    worker.run(once=True)
    assert worker.tally == {Outcome.DONE: 2}
    kept = {name: pool.store.matches.of(name, SYSTEM) for name in pool.store.matches.standing()}
    return before, pool.application.generations.live(), kept


def test_jobs_rebuild_and_match_everybody_alike_on_either_engine(other_world, make_pool):
    own = filled(make_pool())
    before, after, theirs = by_jobs(other_world)
    assert before != after == other_world.application.generations.live()
    compared = compare(other_world.application.parts, other_world.application.generations.reader())
    assert compared.wrong == ()
    assert compared.store_units == compared.index_units > 0
    *_, ours = by_jobs(own)
    assert ours.keys() == theirs.keys()
    assert sum(len(some) for kinds in ours.values() for some in kinds.values()) > 1000
    for name, kinds in ours.items():
        assert kinds.keys() == theirs[name].keys()
        for kind, some in kinds.items():
            scores = [one.score for one in theirs[name][kind]]
            assert [one.score for one in some] == pytest.approx(scores, abs=NEAR), (name, kind)
            other = {one.other: one.score for one in theirs[name][kind]}
            # those that score nearly alike may change places, at the end of a list with one that is not in it
            assert [one for one in some if abs(other.get(one.other, scores[-1]) - one.score) > NEAR] == [], (name, kind)


def test_a_new_form_of_the_index_is_reached_by_a_rebuild(make_pool, make, monkeypatch):
    url = server_url()
    with own_name() as name:
        pool = make_pool(engine=url, elasticsearch_index=name, elasticsearch_replicas=0)
        pool.load(make("a", "A ceramic pump"))
        before = pool.application.generations.live()
        monkeypatch.setattr(mappings, "SCHEMA", mappings.SCHEMA + 1)
        with pytest.raises(RebuildNeeded):
            pool.application.own_index()
        owner = replace_index(pool.application.parts)
        owner.catch_up()
        owner.close()
        assert [one.id for one in pool.search("ceramic pump").results] == ["a"]
        assert pool.application.generations.live() != before
