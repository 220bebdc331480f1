"""Settings: one frozen, validated object, made from the environment and a file by the doors; nothing is read at import."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from models.errors import SettingsError
from models.messages import Message
from models.setting_forms import BrokerUrl, IndexName, RefreshInterval
from models.validation import message_of_fault

PREFIX = "ZHIQIAO_"
FILE_VARIABLE = PREFIX + "SETTINGS"
TEST_PREFIX = PREFIX + "TEST_"
"""What the variables begin with that tests are told of servers by."""

_PASSWORD = re.compile(r"(://[^/@:\s]*:)(?:(?!://)\S)*@")
"""The password in a URL, whatever it is made of, and the user before it."""


class Settings(BaseModel):
    """Everything that an operator can set. Each field is the variable ``ZHIQIAO_<FIELD>`` or the lower-case key of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("zhiqiao")),
        description="The folder for the store, the index and the encoder's files.",
    )
    database_url: str | None = Field(
        default=None, description="The store's SQLAlchemy URL. Not set: SQLite in the data folder."
    )
    database_pool: int = Field(
        default=10,
        ge=1,
        le=1000,
        description="PostgreSQL connections that a process keeps open; as many again where needed.",
    )
    engine: str = Field(
        default="embedded",
        description="`embedded`: the index in the data folder. Or the addresses of Elasticsearch's nodes, apart by commas.",
    )
    elasticsearch_api_key: SecretStr | None = Field(default=None, description="The API key for Elasticsearch.")
    elasticsearch_ca: Path | None = Field(
        default=None, description="The certificates (PEM) to trust Elasticsearch by. Not set: the system's."
    )
    elasticsearch_index: IndexName = Field(
        default="zhiqiao",
        description="The alias of the live index, which the names of the generations begin with.",
    )
    elasticsearch_shards: int = Field(default=1, ge=1, le=1024, description="Shards of a new index.")
    elasticsearch_replicas: int = Field(default=1, ge=0, le=100, description="Copies of each shard of a new index.")
    elasticsearch_refresh: RefreshInterval = Field(
        default="-1",
        description="How often a new index refreshes by itself. `-1`: at checkpoints only, so that readers see nothing half done.",
    )
    elasticsearch_vectors: Literal["hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "flat", "int8_flat"] = Field(
        default="int8_hnsw", description="How a new index keeps vectors to search them."
    )
    elasticsearch_seconds: float = Field(
        default=30.0, gt=0, le=600, description="How long one request to Elasticsearch may take."
    )
    standby: int = Field(
        default=5000,
        ge=0,
        le=1_000_000,
        description="How many of the latest listings questions are answered from while Elasticsearch is away. 0: none.",
    )
    encoder: str | None = Field(
        default=None,
        description="`e5-small`, `e5-small+ADAPTER`, `onnx:FOLDER`, `sentence-transformers:MODEL`, or `openai:URL#MODEL`. "
        "Not set: what `zhiqiao encoder use` chose, else the default.",
    )
    encoder_api_key: SecretStr | None = Field(default=None, description="The key for an `openai:` encoder.")
    encoder_threads: int | None = Field(
        default=None, ge=1, le=256, description="Threads for encoding. Not set: one a core."
    )
    broker_url: BrokerUrl | None = Field(
        default=None,
        description="Redis, which carries the ids of jobs to Celery workers. Not set: workers look into the store.",
    )
    encode_by: Literal["auto", "process", "workers"] = Field(
        default="auto",
        description="Who encodes: `process`, whoever owns the index; `workers`. `auto`: workers where a broker is set.",
    )
    lease_seconds: float = Field(
        default=60, ge=1, le=3600, description="How long a job of a worker that died waits for another."
    )
    rates: Path | None = Field(
        default=None, description="A CSV table of exchange rates (date,currency,per_USD) to use."
    )
    parks: Path | None = Field(
        default=None,
        description="A CSV table of the operator's parks (id,en,zh,divisions,also), added to the packaged ones.",
    )
    concordance: Path | None = Field(
        default=None,
        description="A CSV table of industries (scheme,industry,en,zh,prefixes) and the CPC or IPC symbols in them, to use.",
    )
    window: int = Field(default=1000, ge=10, le=10_000, description="How many fused results are kept to page through.")
    cursor_seconds: int = Field(default=900, ge=10, le=86_400, description="How long a window is kept for its cursors.")
    language: Literal["en", "zh"] = Field(
        default="en", description="The language of pages and messages where nobody asks."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )

    @property
    def store_url(self) -> str:
        """The store's URL, the default filled in."""
        return self.database_url or f"sqlite:///{self.sqlite_file}"

    @property
    def sqlite_file(self) -> Path:
        """Where the store is, where no database is named."""
        return self.data / "zhiqiao.sqlite"

    @property
    def adapters(self) -> Path:
        """The folder of the operator's own adapters of the encoder."""
        return self.data / "encoders"

    @property
    def has_store(self) -> bool:
        """Whether there is a store, or may be one on a server."""
        return self.database_url is not None or self.sqlite_file.exists()

    @property
    def workers_encode(self) -> bool:
        """Whether encoding is handed out."""
        return self.encode_by == "workers" or (self.encode_by == "auto" and self.broker_url is not None)


class Setting(BaseModel):
    """One setting as ``zhiqiao settings`` lists it; a secret's value is not shown."""

    name: str
    value: str
    source: str
    meaning: str


def without_passwords(value: str) -> str:
    """A value as it can be shown: URLs without their passwords."""
    return _PASSWORD.sub(r"\1***@", value)


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from ``ZHIQIAO_*`` variables over the TOML file named by ``ZHIQIAO_SETTINGS`` over the defaults.

    Raises ``SettingsError`` that names the setting, what is wrong with it, and where it came from.
    """
    values, sources = _given(environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        advice = Message(en="`zhiqiao settings` lists every setting.", zh="`zhiqiao settings` 列出全部设置。")
        raise SettingsError(_explained(error, sources), advice=advice) from error


def describe_settings(environment: Mapping[str, str]) -> list[Setting]:
    """Every setting with its value, where it came from, and what it means."""
    settings = load_settings(environment)
    _, sources = _given(environment)
    return [
        Setting(
            name=PREFIX + name.upper(),
            value="" if (value := getattr(settings, name)) is None else str(value),
            source=sources.get(name, "default"),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def unknown_variables(environment: Mapping[str, str]) -> list[Message]:
    """What is said of each variable that begins as settings do and is none, such as one that is mistyped."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {FILE_VARIABLE}
    return [
        _unknown(one)
        for one in sorted(environment)
        if one.startswith(PREFIX) and one not in known and not one.startswith(TEST_PREFIX)
    ]


def _unknown(name: str) -> Message:
    if near := get_close_matches(name.removeprefix(PREFIX).lower(), Settings.model_fields, n=1):
        return Message(
            en="{name} is no setting and is not heeded. Is {near} meant?",
            zh="{name} 不是设置，不起作用。是否应为 {near}？",
            name=name,
            near=PREFIX + near[0].upper(),
        )
    return Message(
        en="{name} is no setting and is not heeded: `zhiqiao settings` lists every setting.",
        zh="{name} 不是设置，不起作用：`zhiqiao settings` 列出全部设置。",
        name=name,
    )


def _given(environment: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    if path := environment.get(FILE_VARIABLE):
        values.update(_from_file(Path(path)))
        sources.update(dict.fromkeys(values, path))
    for name in Settings.model_fields:
        if (variable := PREFIX + name.upper()) in environment and environment[variable] != "":
            values[name] = environment[variable]
            sources[name] = variable
    return values, sources


def _from_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = Message(
            en="The settings file {path} cannot be read: {error}.",
            zh="设置文件 {path} 无法读取：{error}。",
            path=path,
            error=error,
        )
        raise SettingsError(said, advice=Message(en="Give a TOML file.", zh="请提供 TOML 文件。")) from error


def _explained(error: ValidationError, sources: Mapping[str, str]) -> Message:
    found = [(str(fault["loc"][0]), message_of_fault(fault)) for fault in error.errors()]
    problems = [
        Message(
            en="{name} ({source}): {fault}",
            zh="{name}（{source}）：{fault}",
            name=name,
            source=sources.get(name, "default"),
            fault=fault,
        )
        for name, fault in found
    ]
    return Message(en="Settings that cannot be used: {all}", zh="以下设置无法使用：{all}", all=Message.joined(problems))
