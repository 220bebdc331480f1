"""PostgreSQL goes away while the server answers, and comes back: 503 with Retry-After, and everything goes on by itself."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from starlette.testclient import TestClient

from benchmarks.word_encoder import WordEncoder
from models.listings import Listing, Section, Side
from models.records import Origin, Record
from models.settings import Settings
from models.text import Text
from search_api import keeper
from search_api.app import create_app
from search_api.assembly import Application
from tests.servers import eventually, own_postgres_in

PATHS = ["/api/v1/listings/first", "/api/v1/jobs", "/api/v1/listings/first/matches"]


@pytest.fixture
def postgres():
    # not under pytest's own folder, which is root's alone, and is made so again by any other run
    with TemporaryDirectory(prefix="zhiqiao-postgres-") as folder:
        found = own_postgres_in(Path(folder))
        found.start()
        yield found
        found.stop()


@pytest.fixture
def application(tmp_path, postgres):
    found = Application(Settings(data=tmp_path / "data", database_url=postgres.url), encoder=WordEncoder())
    yield found
    found.close()


def load(application, name, text):
    listing = Listing(
        id=name, kind="technology", title=Text.of(en=text), offers=Side(sections=(Section(text=Text.of(en=text)),))
    )
    application.store.loads.apply(
        [Record(source="form", key=name, origin=Origin(file="f", place="1"), listing=listing)]
    )


def found(client, word):
    return [one["id"] for one in client.get("/api/v1/search", params={"q": word}).json().get("results", [])]


def test_the_server_says_that_its_store_is_away_and_goes_on_when_it_is_back(application, postgres, monkeypatch):
    monkeypatch.setattr(keeper, "RETRY_SECONDS", 0.2)
    load(application, "first", "A garnet separator")
    with TestClient(create_app(application)) as client:
        eventually(lambda: found(client, "garnet") == ["first"])
        assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)
        postgres.stop()
        for path in PATHS:
            answer = client.get(path, headers={"accept-language": "zh"})
            assert answer.status_code == 503, path
            assert int(answer.headers["retry-after"]) > 0
            assert answer.json()["type"] == "/problems/store-unavailable"
            assert str(postgres.port) not in answer.text, "where the database is, is the operator's"
        page = client.get("/listings/first", headers={"accept": "text/html", "accept-language": "zh"})
        assert page.status_code == 503
        assert "数据库没有响应" in page.text
        assert str(postgres.port) not in page.text
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        postgres.start()
        assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)
        load(application, "second", "A turbine blade")
        eventually(lambda: found(client, "turbine") == ["second"])
        eventually(lambda: client.get("/readyz").status_code == 200)
