"""``zhiqiao encoder``: what it lists, goes over to, compares, and refuses; training itself is tested where torch is."""

import json
from importlib.util import find_spec

import pytest

import indexer.encoders
from benchmarks.word_encoder import WordEncoder
from indexer.encoders import BASE, DEFAULT
from models.errors import Conflict, SettingsError
from models.messages import Message

TRAINS = find_spec("peft") is not None


@pytest.fixture
def loaded(zhiqiao, form, monkeypatch):
    monkeypatch.setattr(
        indexer.encoders, "open_encoder", lambda spec, **_options: WordEncoder(48 if spec.startswith("onnx") else 32)
    )
    assert zhiqiao("load", form({"one": "A pump", "two": "A valve"})).code == 0
    assert zhiqiao("index").code == 0
    return zhiqiao


def test_the_base_and_what_comes_with_the_package_are_listed_and_the_default_is_in_use(loaded):
    listed = {one["spec"]: one for one in loaded("encoder", "list", "--json").document}
    assert (listed[BASE]["origin"], listed[DEFAULT]["origin"]) == ("base", "package")
    assert [spec for spec, one in listed.items() if one["in_use"]] == [DEFAULT]
    assert DEFAULT in loaded("encoder", "list").out


def test_another_encoder_is_gone_over_to_and_back(loaded):
    told = loaded("encoder", "use", "onnx:wide", "--json").document
    assert told == {"encoder": "onnx:wide", "fingerprint": "words:48", "listings": 2, "encoded": 2}
    listed = loaded("encoder", "list", "--json").document
    assert [(one["spec"], one["made_index"]) for one in listed if one["in_use"]] == [("onnx:wide", True)]
    assert loaded("search", "pump", "--json").code == 0
    assert loaded("encoder", "use", "e5-small").code == 0
    assert loaded("doctor").code == 0


def test_a_damaged_adapter_is_listed_with_what_is_wrong(loaded, data):
    (data / "encoders" / "ours").mkdir(parents=True)
    (data / "encoders" / "ours" / "adapter.safetensors").write_bytes(b"x")
    ended = loaded("encoder", "list")
    assert ended.code == 0
    assert "e5-small+ours" in ended.out
    assert "recipe.json cannot be read" in ended.err


def test_the_encoders_are_listed_where_the_one_in_use_is_gone(loaded, monkeypatch):
    def gone(spec, **_options):
        raise SettingsError(Message(en=f"no {spec}", zh="无"))

    assert loaded("encoder", "use", "e5-small+ours").code == 0
    monkeypatch.setattr(indexer.encoders, "open_encoder", gone)
    ended = loaded("encoder", "list", "--json")
    assert ended.code == 0
    (used,) = [one for one in ended.document if one["in_use"]]
    assert (used["spec"], used["problem"]) == ("e5-small+ours", "no e5-small+ours")


def test_outcomes_that_cannot_be_used_are_named(loaded, tmp_path):
    (tmp_path / "outcomes.csv").write_text(
        "asker,candidate,outcome\none,two,accepted\none,two,bought\none,gone,declined\n"
    )
    ended = loaded("encoder", "compare", BASE, DEFAULT, "--outcomes", str(tmp_path / "outcomes.csv"))
    assert ended.code == 0
    assert "bought" in ended.err
    assert "1 of 3 lines were refused" in ended.err
    assert "1 of 2 outcomes are of listings that are gone" in ended.err


def test_a_setting_that_names_an_encoder_is_not_overridden(loaded, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_ENCODER", "e5-small")
    ended = loaded("encoder", "use", "onnx:wide")
    assert ended.code == 3
    assert "ZHIQIAO_ENCODER names e5-small" in ended.err


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (("compare", "e5-small", "e5-small+ours"), "nothing to compare on", "没有可供比较的数据"),
        (("train",), "nothing to train from", "没有可供训练的数据"),
        (("train", "x", "--name", "Our Own"), "cannot be called", "不能命名为"),
        (("train", "x", "--mix", "prices=3"), "The mix has 'prices=3'", "配比中有“prices=3”"),
        (("compare", "a", "b", "--on", "nowhere"), "There is no folder", "没有目录"),
    ],
)
def test_what_cannot_be_done_is_said_in_the_readers_language(zhiqiao, monkeypatch, arguments, english, chinese):
    for language, said in (("en", english), ("zh", chinese)):
        monkeypatch.setenv("LANG", "zh_CN.UTF-8" if language == "zh" else "en_GB.UTF-8")
        monkeypatch.setenv("ZHIQIAO_LANGUAGE", language)
        ended = zhiqiao("encoder", *arguments)
        assert ended.code == 2
        assert said in ended.err


@pytest.fixture
def begins_at(loaded, form, data, monkeypatch):
    """Where a training would begin."""
    asked = []

    class Stopped:
        def __init__(self, _settings, request, _report, _notice):
            asked.append(request.start)

        def run(self, _destination, *, resume):
            raise Conflict(Message(en=f"stopped, {resume}", zh="停"), advice=Message(en="-", zh="-"))

    monkeypatch.setattr("search_api.encoders.training.Training", Stopped)

    def begun(*arguments):
        assert "stopped" in loaded("encoder", "train", form({"three": "A lens"}, name="more.jsonl"), *arguments).err
        return asked.pop()

    return begun


def test_a_training_begins_at_the_encoder_in_use_where_that_can_be_trained_further(begins_at, loaded):
    assert begins_at() == DEFAULT
    assert begins_at("--start", BASE) == BASE
    assert loaded("encoder", "use", BASE).code == 0
    assert begins_at() == BASE
    assert begins_at("--start", DEFAULT) == DEFAULT
    assert loaded("encoder", "use", "onnx:wide").code == 0
    assert begins_at() == DEFAULT


def test_a_training_goes_on_where_it_began_whatever_is_in_use_by_then(begins_at, data):
    (data / "training" / "own").mkdir(parents=True)
    kept = {"start": BASE, "start_fingerprint": "-", "options": {}, "training": {}, "aside": {}}
    (data / "training" / "own" / "pairs.json").write_text(json.dumps(kept))
    assert begins_at("--resume") == BASE
    assert begins_at() == DEFAULT


def test_a_training_does_not_replace_the_encoder_in_use(loaded, form):
    assert loaded("encoder", "use", "e5-small+ours").code == 0
    ended = loaded("encoder", "train", form({"three": "A lens"}, name="more.jsonl"), "--name", "ours")
    assert ended.code == 3
    assert "ours is in use" in ended.err


@pytest.mark.skipif(TRAINS, reason="the extra train is installed")
def test_training_says_how_to_install_what_it_needs(loaded, form):
    ended = loaded("encoder", "train", form({"three": "A lens"}, name="more.jsonl"))
    assert ended.code == 3
    assert "pip install 'zhiqiao[train]'" in ended.err


@pytest.mark.parametrize("command", ["list", "use", "compare", "train"])
def test_every_command_explains_itself_with_an_example(zhiqiao, command):
    ended = zhiqiao("encoder", command, "--help")
    assert ended.code == 0
    assert f"zhiqiao encoder {command}" in ended.out.split("Example: ", 1)[1]
