"""The engine that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from models.errors import SettingsError
from models.messages import Message
from models.settings import Settings, without_passwords

if TYPE_CHECKING:
    from indexer.engines.elasticsearch import ElasticsearchGenerations
    from models.ports import Generations

# Engines are imported where they are opened: one does not need what the other does.
# ruff: noqa: PLC0415

EMBEDDED = "embedded"
PORT = 9200
"""Of an address that names none."""


def open_generations(settings: Settings, dimensions: int) -> Generations:
    """The index of vectors with ``dimensions`` numbers. Raises ``SettingsError``, ``MissingExtra``."""
    if settings.engine == EMBEDDED:
        from indexer.engines.embedded import EmbeddedGenerations

        return EmbeddedGenerations(settings.data / "index", dimensions=dimensions)
    return _on_elasticsearch(settings, dimensions)


@contextmanager
def index_apart(settings: Settings) -> Iterator[Settings]:
    """These settings with an index apart from that of the installation; on Elasticsearch one of its own, which is removed at the end."""
    if settings.engine == EMBEDDED:
        yield settings
        return
    name = f"{settings.elasticsearch_index}-apart-{uuid4().hex[:8]}"
    apart = settings.model_copy(update={"elasticsearch_index": name, "elasticsearch_replicas": 0})
    try:
        yield apart
    finally:
        _on_elasticsearch(apart, 1).remove()


def _on_elasticsearch(settings: Settings, dimensions: int) -> ElasticsearchGenerations:
    hosts = _hosts(settings.engine)
    ca_file = _ca_file(settings)
    from indexer.engines.elasticsearch import ElasticsearchGenerations, Options, open_client

    key = settings.elasticsearch_api_key
    client = open_client(
        hosts,
        api_key=key.get_secret_value() if key else None,
        ca_file=ca_file,
        seconds=settings.elasticsearch_seconds,
    )
    options = Options(
        name=settings.elasticsearch_index,
        shards=settings.elasticsearch_shards,
        replicas=settings.elasticsearch_replicas,
        refresh=settings.elasticsearch_refresh,
        vectors=settings.elasticsearch_vectors,
    )
    return ElasticsearchGenerations(client, options, dimensions=dimensions)


def _hosts(engine: str) -> list[str]:
    """The addresses, each with its port."""
    given = [part.strip() for part in engine.split(",") if part.strip()]
    hosts = [_host(address) for address in given]
    if not hosts or None in hosts:
        raise SettingsError(
            Message(
                en="There is no engine '{name}' in this version.",
                zh="本版本没有索引引擎“{name}”。",
                name=without_passwords(engine),
            ),
            advice=Message(
                en="Set ZHIQIAO_ENGINE to embedded, or to addresses such as https://search1:9200,https://search2:9200. "
                "In a password write / as %2F, # as %23, ? as %3F, @ as %40, : as %3A, % as %25.",
                zh="请将 ZHIQIAO_ENGINE 设为 embedded，或设为地址，如 https://search1:9200,https://search2:9200。"
                "密码中的 / 请写作 %2F，# 写作 %23，? 写作 %3F，@ 写作 %40，: 写作 %3A，% 写作 %25。",
            ),
        )
    return [host for host in hosts if host is not None]


def _host(address: str) -> str | None:
    """The address with a port; ``None`` for what is no address."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORT
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        return None
    return address if parts.port else parts._replace(netloc=f"{parts.netloc}:{port}").geturl()


def _ca_file(settings: Settings) -> str | None:
    path = settings.elasticsearch_ca
    if path is not None and not path.is_file():
        raise SettingsError(
            Message(en="There is no file {path}.", zh="没有文件 {path}。", path=path),
            advice=Message(en="Check ZHIQIAO_ELASTICSEARCH_CA.", zh="请检查 ZHIQIAO_ELASTICSEARCH_CA。"),
        )
    return None if path is None else str(path)
