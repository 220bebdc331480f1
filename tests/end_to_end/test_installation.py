"""The installation that tests start from plain processes is that of docker-compose.yml."""

import pytest

from benchmarks.compose import Compose
from benchmarks.installation import PASSWORDS, PROCESSES, ROOT, SERVERS
from models.settings import PREFIX, load_settings

PORTS = {name: 7001 + number for number, name in enumerate(SERVERS)}


@pytest.fixture(scope="module")
def compose():
    return Compose(PASSWORDS)


def test_every_service_is_started_and_nothing_else(compose):
    assert sorted(compose.services) == sorted([*SERVERS, *PROCESSES])


def test_two_workers_are_started_and_one_of_everything_else(compose):
    assert {name: compose.replicas(name) for name in compose.services if name != "worker"} == dict.fromkeys(
        [*SERVERS, "api"], 1
    )
    assert compose.replicas("worker") == 2


@pytest.mark.parametrize("service", PROCESSES)
def test_each_process_is_given_the_same_settings_which_are_ours(compose, service):
    settings = compose.settings(service, PORTS)
    assert settings == compose.settings("api", PORTS)
    assert all(name.startswith(PREFIX) for name in settings)
    assert set(settings) == {
        "ZHIQIAO_DATABASE_URL",
        "ZHIQIAO_ENGINE",
        "ZHIQIAO_ELASTICSEARCH_REPLICAS",
        "ZHIQIAO_BROKER_URL",
    }


def test_only_addresses_differ_and_those_of_all_servers_are_here(compose):
    there, here = compose.settings("api", {}), compose.settings("api", PORTS)
    assert sorted(here[name] for name in there if here[name] != there[name]) == [
        f"http://elastic:loopback@127.0.0.1:{PORTS['elasticsearch']}",
        f"postgresql://zhiqiao:loopback@127.0.0.1:{PORTS['postgres']}/zhiqiao",
        f"redis://:loopback@127.0.0.1:{PORTS['redis']}/0",
    ]


def test_workers_encode_as_these_settings_say(compose):
    assert load_settings(compose.settings("worker", PORTS)).workers_encode


def test_the_commands_are_those_that_are_started(compose):
    assert compose.command("worker")[:4] == ["celery", "-A", "search_api.celery_app", "worker"]
    assert compose.command("redis")[:3] == ["redis-server", "--requirepass", "loopback"]
    assert "command" not in compose.services["api"], "it is that of the image"
    assert '\nCMD ["zhiqiao", "serve",' in (ROOT / "Dockerfile").read_text("utf-8")


def test_nothing_starts_without_passwords():
    with pytest.raises(KeyError, match="PASSWORD"):
        Compose({})
