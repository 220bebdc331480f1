"""An Elasticsearch with security: TLS by a private authority, API keys, names and passwords; what is said where one of them is wrong."""

import logging
import os
from urllib.parse import quote

import pytest
import trustme
from starlette.testclient import TestClient

from models.settings import load_settings
from search_api.app import create_app
from search_api.assembly import assemble
from tests.elasticsearch_server import own_name, server_url
from tests.secured_elasticsearch import KEY, PASSWORD, USER, secured
from tests.servers import free_port

OTHER_KEY = "b3RoZXI6Z2VoZWltLW90aGVy"
SECRETS = (KEY, OTHER_KEY, PASSWORD, quote(PASSWORD, safe=""), "geheim", "pass@wort", "ge/h#eim")


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A node that lets in by key or by password, and the certificate to trust it by."""
    with secured(server_url(), tmp_path_factory.mktemp("authority")) as made:
        yield made


@pytest.fixture
def settings(node, data, monkeypatch, caplog):
    """Settings with which it works; sets others."""
    caplog.set_level(logging.DEBUG)
    secured_node, certificate = node

    def set_to(**values):
        for name, value in values.items():
            variable = f"ZHIQIAO_{name.upper()}"
            monkeypatch.delenv(variable, raising=False) if value is None else monkeypatch.setenv(variable, str(value))

    set_to(
        engine=secured_node.url,
        elasticsearch_ca=certificate,
        elasticsearch_api_key=KEY,
        elasticsearch_replicas=0,
        elasticsearch_seconds=20,
    )
    with own_name() as name:
        set_to(elasticsearch_index=name)
        yield set_to


@pytest.fixture
def said(zhiqiao, caplog):
    """What a command and the API say, and the command's exit code; no secret is in either, in a log, or in the settings."""

    def ask(*arguments):
        ended = zhiqiao(*arguments)
        application = assemble(load_settings(os.environ))
        with TestClient(create_app(application, follow=False)) as client:
            answered = client.get("/readyz")
            searched = client.get("/api/v1/search?q=pump")
        application.close()
        shown = zhiqiao("settings"), zhiqiao("settings", "--json"), zhiqiao("doctor")
        written = [ended, *shown]
        whole = "".join(one.out + one.err for one in written) + answered.text + searched.text + caplog.text
        assert not [one for one in SECRETS if one in whole]
        index = next((one for one in answered.json()["dependencies"] if one["name"] == "index"), {})
        return ended.code, " ".join((ended.out + ended.err).split()), f"{index.get('detail')} {index.get('advice')}"

    return ask


@pytest.fixture
def loaded(zhiqiao, form):
    """Loads two listings."""
    zhiqiao("load", form({"one": "A ceramic pump", "two": "A valve"}))


def found(zhiqiao):
    return [one["id"] for one in zhiqiao("search", "ceramic pump", "--json").document["results"]]


def test_loading_indexing_and_searching_go_over_tls_with_a_key(settings, loaded, zhiqiao, said, node):
    before = node[0].asked
    assert zhiqiao("index").code == 0
    assert found(zhiqiao)[0] == "one"
    assert said("index", "verify")[0] == 0
    assert node[0].asked > before


def test_a_name_and_a_password_do_too(settings, loaded, zhiqiao, said, node):
    settings(engine=node[0].url.replace("://", f"://{USER}:{quote(PASSWORD, safe='')}@"), elasticsearch_api_key=None)
    assert zhiqiao("index").code == 0
    assert found(zhiqiao)[0] == "one"
    assert said("index", "verify")[0] == 0


def test_one_host_of_several_that_is_down_is_gone_round(settings, loaded, zhiqiao, said, node):
    settings(engine=f"https://127.0.0.1:{free_port()},{node[0].url},https://127.0.0.1:{free_port()}")
    assert zhiqiao("index").code == 0
    assert found(zhiqiao)[0] == "one"
    assert said("index", "verify")[0] == 0


def assert_said(told, *parts):
    code, command, api = told
    assert code == 3
    for part in parts:
        assert part in command
        assert part in api


def test_a_wrong_key(settings, loaded, said):
    settings(elasticsearch_api_key=OTHER_KEY)
    assert_said(said("index"), "does not let us in: unable to authenticate", "ZHIQIAO_ELASTICSEARCH_API_KEY")


def test_no_key(settings, loaded, said):
    settings(elasticsearch_api_key=None)
    assert_said(said("index"), "does not let us in: missing authentication", "ZHIQIAO_ELASTICSEARCH_API_KEY")


def test_a_wrong_password(settings, loaded, said, node):
    settings(engine=node[0].url.replace("://", f"://{USER}:geheim@"), elasticsearch_api_key=None)
    assert_said(said("index"), "does not let us in: unable to authenticate", "password in ZHIQIAO_ENGINE")


def test_a_key_without_the_rights(settings, loaded, said, node):
    node[0].powerless = {f"ApiKey {OTHER_KEY}"}
    settings(elasticsearch_api_key=OTHER_KEY)
    assert_said(said("index"), "does not let us in", "is unauthorized for API key", "what they may do")


def test_a_certificate_that_is_not_trusted(settings, loaded, said):
    settings(elasticsearch_ca=None)
    assert_said(said("index"), "certificate of Elasticsearch is not trusted", "ZHIQIAO_ELASTICSEARCH_CA")


def test_a_certificate_of_another_authority(settings, loaded, said, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    settings(elasticsearch_ca=other)
    assert_said(said("index"), "certificate of Elasticsearch is not trusted", "ZHIQIAO_ELASTICSEARCH_CA")


def test_a_certificate_for_another_host(settings, loaded, said, node):
    settings(engine=node[0].url.replace("127.0.0.1", "localhost"))
    assert_said(said("index"), "not trusted: Hostname mismatch", "a host that it is for")


def test_http_where_it_should_be_https(settings, loaded, said, node):
    settings(engine=node[0].url.replace("https", "http"), elasticsearch_ca=None)
    assert_said(said("index"), "it closed the connection", "begin with https")


def test_https_where_it_should_be_http(settings, loaded, said):
    settings(engine=server_url().replace("http:", "https:"))
    assert_said(said("index"), "does not answer over TLS", "https or http")


def test_a_password_that_makes_the_address_unreadable_is_not_shown(settings, loaded, zhiqiao, node):
    settings(engine=node[0].url.replace("://", f"://{USER}:{PASSWORD}@"))
    ended, shown = zhiqiao("index"), zhiqiao("settings", "--json")
    assert ended.code == 2
    assert "zhiqiao:***@127.0.0.1" in ended.err
    assert "%23" in ended.err
    assert not [one for one in SECRETS if one in ended.out + ended.err + shown.out]


def test_a_key_counts_more_than_a_name(settings, loaded, zhiqiao, node):
    settings(engine=node[0].url.replace("://", "://nobody:geheim@"))
    assert zhiqiao("index").code == 0
