"""While the servers of the index are away, questions are answered from the latest listings, and that is said; then from the whole again."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.engines.embedded.writer import EmbeddedWriter
from models.errors import EngineAway
from models.messages import Message
from models.viewer import ANONYMOUS
from search_api.app import create_app
from search_api.standby import EngineWatch, LatestListings, ServedIndex, watching
from tests.servers import eventually

MOST = 4


class Engine:
    """An index whose servers can be away."""

    def __init__(self, index):
        self.index, self.away, self.asked = index, False, 0

    def answers(self):
        return not self.away

    def live(self):
        return self.asking(self.index).live()

    def made_by(self, generation):
        return self.asking(self.index).made_by(generation)

    def reader(self):
        return Reader(self, self.index.reader())

    def asking(self, part):
        self.asked += 1
        if self.away:
            raise EngineAway(Message(en="The servers are away.", zh="服务器无响应。"))
        return part


class Reader:
    def __init__(self, engine, reader):
        self.engine, self.reader = engine, reader

    def __getattr__(self, name):
        def ask(*given, **named):
            return getattr(self.engine.asking(self.reader), name)(*given, **named)

        return ask


@pytest.fixture
def engine(pool, monkeypatch):
    """The index of the pool, which can be away, with a standby of the latest listings beside it."""
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)
    application = pool.application
    found = Engine(application.generations)
    vars(application)["served"] = ServedIndex(found, LatestListings(application.parts, MOST))
    return found


@pytest.fixture
def client(pool, engine, make):
    """A browser of six listings of which the last four are the latest."""
    pumps = [make(f"pump-{n}", "A pump", text=f"Pump number {n}") for n in range(4)]
    gear = make("gear", "A gear", text="Gears of steel")
    pool.load(*pumps, gear, make("need", "A gear", kind="need", side="seeks", text="Wanted: gears", party="Buyer"))
    with TestClient(create_app(pool.application, follow=False)) as found:
        pool.application.encoder.wait()
        yield found


def asked(client, path="/api/v1/search", **parameters):
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer):
    return {one["id"] for one in answer["results"]}


def go_away(client, engine):
    """The servers go, somebody asks, and the standby is made ready."""
    engine.away = True
    first = client.get("/api/v1/search", params={"q": "pump"})
    if first.status_code == 503:
        assert first.json()["type"] == "/problems/engine-unavailable"
        assert int(first.headers["retry-after"]) > 0
    eventually(lambda: client.get("/api/v1/search").status_code == 200, "the standby")


def test_questions_are_answered_from_the_latest_listings_and_that_is_said(client, engine):
    whole = asked(client, q="pump")
    assert ids(whole) == {"pump-0", "pump-1", "pump-2", "pump-3"}
    assert whole["degraded"] == []
    go_away(client, engine)
    found = asked(client, q="pump")
    assert ids(found) == {"pump-2", "pump-3"}
    assert found["degraded"] == ["index"]
    assert found["coverage"] == 1.0, "the vectors of the store are there"
    (notice,) = [one for one in found["notices"] if one["code"] == "index-away"]
    assert "4 latest of 6 listings" in notice["text"]
    assert "最新的4条信息（共6条）" in asked(client, q="pump", lang="zh")["notices"][0]["text"]
    assert found["results"][0]["legs"].keys() == {"keyword", "vector"}
    assert ids(asked(client, kind="need")) == {"need"}
    assert found["facets"]


def test_matches_and_their_reasons_go_on(client, engine):
    go_away(client, engine)
    matches = asked(client, "/api/v1/listings/need/matches")
    assert matches["results"][0]["listing"]["id"] == "gear"
    assert matches["degraded"] == ["index"]
    assert asked(client, "/api/v1/matches/need/pump-0")["degraded"] == ["index"], "the store has the older ones too"
    assert asked(client, "/api/v1/listings/pump-0")["id"] == "pump-0"


def test_nobody_waits_for_servers_that_are_known_to_be_away(client, engine):
    go_away(client, engine)
    before = engine.asked
    for _ in range(5):
        asked(client, q="pump")
    assert engine.asked == before


def test_what_is_loaded_meanwhile_is_found(client, engine, pool, make):
    go_away(client, engine)
    pool.put(make("turbine", "A turbine blade", text="Forged"))
    eventually(lambda: "turbine" in ids(asked(client, q="turbine")), "the new listing")


def test_the_whole_is_back_with_the_servers(client, engine):
    go_away(client, engine)
    engine.away = False
    eventually(lambda: asked(client, q="pump")["degraded"] == [], "the index")
    assert len(asked(client, q="pump")["results"]) == 4
    go_away(client, engine)
    assert asked(client, q="pump")["degraded"] == ["index"], "as often as they go"


def test_what_made_the_index_is_not_taken_from_the_standby(client, engine, pool):
    served, live = pool.application.served, engine.live()
    made_by = engine.made_by(live)
    engine.away = True
    eventually(lambda: client.get("/api/v1/search").status_code == 200, "the standby")
    served.made_by(live)
    engine.away = False
    eventually(lambda: served.away is None, "the index")
    assert served.made_by(live) == made_by


def test_pages_of_an_answer_go_on_over_the_loss(client, engine):
    first = asked(client, q="pump", limit=2)
    go_away(client, engine)
    second = asked(client, cursor=first["next"])
    assert len(ids(first) | ids(second)) == 4
    assert second["degraded"] == [], "it was found in the whole"


def test_the_page_says_what_is_missing(client, engine):
    go_away(client, engine)
    page = client.get("/", params={"q": "pump"}, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "4 latest of 6 listings" in page.text


def test_readiness_says_degraded_and_still_takes_questions(client, engine):
    eventually(lambda: client.get("/readyz").json()["status"] == "ready", "readiness")
    go_away(client, engine)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"], answer.json()["ready"]) == (200, "degraded", True)
    index = {one["name"]: one for one in answer.json()["dependencies"]}["index"]
    assert index["detail"] == "The servers are away. Meanwhile the 4 latest of 6 listings are searched."
    assert "zhiqiao_index_up 0.0" in client.get("/metrics").text


def test_a_question_under_way_is_answered_from_one_index(pool, engine, make):
    pool.load(*(make(f"pump-{n}", "A pump") for n in range(4)))
    served = pool.application.served
    engine.away = True
    with pytest.raises(EngineAway):
        served.live()
    while served.stand_by():
        pass
    searcher = pool.application.searcher
    retrieve = searcher.reader.retrieve

    def back_on_the_way(*given, **named):
        found = retrieve(*given, **named)
        if served.away:
            engine.away = False
            served.came_back()
        return found

    searcher.reader.retrieve = back_on_the_way
    answer = pool.search("pump")
    assert (len(answer.results), answer.degraded) == (4, [])


def test_the_standby_goes_when_the_servers_have_been_back_for_a_while(pool, engine, make):
    pool.load(make("one", "A pump"))
    served, now = pool.application.served, [0.0]
    watch = EngineWatch(pool.application, clock=lambda: now[0])
    engine.away = True
    with pytest.raises(EngineAway):
        served.live()
    watch._look(served)
    assert served.standby.standing
    engine.away = False
    watch._look(served)
    assert served.standby.standing, "questions under way may still read it"
    now[0] = watching.REST_SECONDS + 1
    watch._look(served)
    assert served.standby.standing is None


def test_a_standby_that_could_not_be_written_is_begun_anew(pool, engine, make, monkeypatch):
    pool.load(make("one", "A pump"))
    served = pool.application.served
    engine.away = True
    with pytest.raises(EngineAway):
        served.live()
    with monkeypatch.context() as full:
        full.setattr(EmbeddedWriter, "checkpoint", lambda *_given: (_ for _ in ()).throw(OSError("no space left")))
        with pytest.raises(OSError, match="no space"):
            served.stand_by()
    while served.stand_by():
        pass
    assert [one.id for one in pool.search("pump").results] == ["one"]


def test_a_process_that_starts_without_the_servers_answers_too(pool, engine, make):
    pool.load(*(make(f"pump-{n}", "A pump", text=f"Pump number {n}") for n in range(5)))
    engine.away = True
    with TestClient(create_app(pool.application, follow=False)) as client:
        go_away(client, engine)
        assert ids(asked(client, q="pump")) == {"pump-1", "pump-2", "pump-3", "pump-4"}


def test_nothing_of_it_stays(pool, engine, make):
    pool.load(make("one", "A pump"))
    with TestClient(create_app(pool.application, follow=False)) as client:
        go_away(client, engine)
        folder = Path(pool.application.served.standby._begun.folder.name)
        assert folder.exists()
    pool.application.close()
    assert not folder.exists()


def test_rights_hold_in_the_standby(pool, engine, make):
    pool.load(make("open", "A pump"), make("secret", "A pump", tiers=[("nda", "Driven by unobtainium magnets")]))
    with TestClient(create_app(pool.application, follow=False)) as client:
        go_away(client, engine)
        assert "Driven by" not in client.get("/api/v1/search", params={"q": "unobtainium magnets"}).text


def test_without_a_standby_the_problem_says_what_is_away(pool, make):
    pool.load(make("one"))
    engine = Engine(pool.application.generations)
    vars(pool.application)["served"] = ServedIndex(engine, None)
    engine.away = True
    with pytest.raises(EngineAway, match="servers are away"):
        pool.search("pump", ANONYMOUS)
    engine.away = False
    assert pool.search("pump", ANONYMOUS).results
