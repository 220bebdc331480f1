"""Settings from the environment and a file."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from models.errors import SettingsError
from models.settings import Settings, describe_settings, load_settings, unknown_variables, without_passwords


def test_the_environment_stands_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "zhiqiao.toml"
    file.write_text('window = 50\nlanguage = "zh"\n')
    settings = load_settings({"ZHIQIAO_SETTINGS": str(file), "ZHIQIAO_WINDOW": "70"})
    assert (settings.window, settings.language, settings.engine) == (70, "zh", "embedded")


def test_the_store_lies_in_the_data_folder_unless_a_url_is_given(tmp_path: Path) -> None:
    assert load_settings({"ZHIQIAO_DATA": str(tmp_path)}).store_url == f"sqlite:///{tmp_path / 'zhiqiao.sqlite'}"
    assert load_settings({"ZHIQIAO_DATABASE_URL": "postgresql://x/y"}).store_url == "postgresql://x/y"


def test_a_wrong_value_names_the_setting_and_where_it_came_from() -> None:
    with pytest.raises(SettingsError, match=r"window \(ZHIQIAO_WINDOW\)"):
        load_settings({"ZHIQIAO_WINDOW": "many"})


def test_an_unknown_key_in_the_file_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "zhiqiao.toml"
    file.write_text("windwo = 50\n")
    with pytest.raises(SettingsError, match="windwo"):
        load_settings({"ZHIQIAO_SETTINGS": str(file)})


@pytest.mark.parametrize("content", [None, b"window = ", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "missing.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"missing\.toml"):
        load_settings({"ZHIQIAO_SETTINGS": str(file)})


def test_every_setting_is_described_and_secrets_are_not_shown() -> None:
    described = {one.name: one for one in describe_settings({"ZHIQIAO_ENCODER_API_KEY": "s3cret"})}
    assert set(described) == {f"ZHIQIAO_{name.upper()}" for name in Settings.model_fields}
    assert all(one.meaning for one in described.values())
    assert "s3cret" not in described["ZHIQIAO_ENCODER_API_KEY"].value
    assert described["ZHIQIAO_ENCODER_API_KEY"].source == "ZHIQIAO_ENCODER_API_KEY"


def test_settings_do_not_change() -> None:
    settings = load_settings({})
    with pytest.raises(ValidationError):
        settings.window = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("redis://:geheim@cache:6379/0", "redis://:***@cache:6379/0"),
        ("postgresql://me:geheim@host/name", "postgresql://me:***@host/name"),
        ("https://elastic:ge/h#e?i,m@one:9200", "https://elastic:***@one:9200"),
        ("https://a:geheim@one:9200,https://b:geheim@two:9200", "https://a:***@one:9200,https://b:***@two:9200"),
        ("http://one:9200,http://two:9200", "http://one:9200,http://two:9200"),
        ("e5-small", "e5-small"),
    ],
)
def test_a_password_in_a_url_is_not_shown_whatever_it_is_made_of(value, shown):
    assert without_passwords(value) == shown


@pytest.mark.parametrize("url", ["amqp://guest:geheim@queue//", "post://office", "cache:6379", "redis://"])
def test_a_broker_that_is_not_redis_is_refused_without_its_password(url):
    with pytest.raises(SettingsError, match="redis://HOST:6379/0") as caught:
        load_settings({"ZHIQIAO_BROKER_URL": url})
    assert "ZHIQIAO_BROKER_URL" in str(caught.value)
    assert "rediss://" in caught.value.said.in_language("zh")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["redis://:secret@cache:6379/0", "rediss://cache/1"])
def test_redis_with_and_without_tls_is_a_broker(url):
    assert load_settings({"ZHIQIAO_BROKER_URL": url}).broker_url == url


@pytest.mark.parametrize(
    ("variable", "value", "en", "zh"),
    [
        ("ZHIQIAO_ELASTICSEARCH_INDEX", "Zhiqiao", "lower-case letters, digits, - and _", "小写字母、数字、- 和 _"),
        ("ZHIQIAO_ELASTICSEARCH_INDEX", "1st", "begin with a letter", "以字母开头"),
        ("ZHIQIAO_ELASTICSEARCH_REFRESH", "soon", "such as 5s", "例如 5s"),
    ],
)
def test_a_form_is_told_in_words(variable, value, en, zh):
    with pytest.raises(SettingsError) as caught:
        load_settings({variable: value})
    assert en in caught.value.message
    assert zh in caught.value.said.in_language("zh")
    assert "^" not in caught.value.message


def test_a_variable_that_is_no_setting_is_told_with_the_one_that_is_nearest():
    found = unknown_variables(
        {"ZHIQIAO_ENGIN": "x", "ZHIQIAO_QQQ": "", "ZHIQIAO_ENGINE": "embedded", "ZHIQIAO_SETTINGS": "", "OTHER": "x"}
        | {"ZHIQIAO_TEST_REDIS_URL": "redis://x"}
    )
    assert [str(one) for one in found] == [
        "ZHIQIAO_ENGIN is no setting and is not heeded. Is ZHIQIAO_ENGINE meant?",
        "ZHIQIAO_QQQ is no setting and is not heeded: `zhiqiao settings` lists every setting.",
    ]
    assert "是否应为 ZHIQIAO_ENGINE" in found[0].in_language("zh")
