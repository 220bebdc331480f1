"""What is well, what is excused and what is a failure, while the index's server is away and after."""

import httpx
import pytest

from benchmarks.asking import DEGRADED, NOBODY, READY, RETURNED, RETURNING, SEARCH, Asking
from benchmarks.servers import eventually

INDEX = "elasticsearch"
BUSY = httpx.Response(503, headers={"Retry-After": "5"}, json={"title": "away"})
STANDBY = {"results": [{"id": "a"}], "degraded": ["index"]}
READY_AGAIN = {"status": "ready"}


class Api:
    """Answers as it is told, and well where it is told nothing."""

    def __init__(self):
        self.search, self.ready, self.listing = {"results": [{"id": "a"}]}, READY_AGAIN, {"id": "a"}

    def __call__(self, request):
        told = {"/api/v1/search": self.search, "/readyz": self.ready, "/api/v1/listings/a": self.listing}
        answer = told.get(request.url.path)
        if answer is None:
            return httpx.Response(200, html="")
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def asking():
    return Asking("http://api", fallible=INDEX)


@pytest.fixture
def ask(api, asking):
    """One round of questions."""
    with httpx.Client(base_url="http://api", transport=httpx.MockTransport(api)) as client:
        yield lambda: asking._round(client, "pump")


def test_searches_are_excused_until_the_api_says_that_all_is_ready(api, asking, ask):
    with asking.while_away(INDEX):
        api.search, api.ready = BUSY, {"status": "degraded"}
        ask()
        assert not asking.has_stood_in()
        api.search = STANDBY
        ask()
        assert asking.has_stood_in()
    ask()
    assert not asking.is_recovered()
    api.search, api.ready = Api().search, READY_AGAIN
    ask()
    assert asking.is_recovered()
    ask()
    assert asking.failures == []
    assert asking.counts()[INDEX][SEARCH] == {"503": 1, DEGRADED: 1}
    assert asking.counts()[RETURNING][READY] == {DEGRADED: 1, "200": 1}
    assert asking.counts()[RETURNED][SEARCH] == {"200": 1}


def test_what_is_not_whole_once_all_is_ready_is_a_failure(api, asking, ask):
    with asking.while_away(INDEX):
        pass
    ask()
    api.search = STANDBY
    ask()
    (failure,) = asking.failures
    assert failure.startswith(f"{SEARCH} while {RETURNED} was away: {DEGRADED}")


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("search", BUSY),
        ("search", STANDBY),
        ("ready", {"status": "degraded"}),
        ("search", httpx.Response(200, headers={"Content-Type": "application/json"}, content=b"{")),
    ],
)
def test_nothing_is_excused_while_nobody_is_away(api, asking, ask, part, answer):
    setattr(api, part, answer)
    ask()
    assert len(asking.failures) == 1
    assert NOBODY in asking.failures[0]


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("search", httpx.Response(503, json={})),
        ("search", httpx.Response(500, json={})),
        ("search", {"results": [{"id": "a"}], "degraded": ["encoder"]}),
        ("listing", BUSY),
    ],
)
def test_only_what_reads_the_index_is_excused_and_only_where_it_says_so(api, asking, ask, part, answer):
    setattr(api, part, answer)
    with asking.while_away(INDEX):
        ask()
    assert len(asking.failures) == 1


def test_one_that_has_died_says_so():
    asking = Asking("http://host:no-port", fallible=INDEX)
    asking.start()
    eventually(lambda: not asking._thread.is_alive(), "the end of the thread")
    assert isinstance(asking.died_of, httpx.InvalidURL)


def test_a_new_installation_may_say_that_it_is_not_filled_yet_and_a_filled_one_may_not(api, asking, ask):
    api.search, api.ready = {"results": []}, httpx.Response(503, json={"status": "starting"})
    ask()
    assert asking.failures == []
    api.search = Api().search
    ask()
    assert len(asking.failures) == 1
