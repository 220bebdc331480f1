"""``settings``, ``template``, ``formats``, ``version``, ``evaluate`` and ``doctor``."""

import json
import socket
from importlib.metadata import version

import pytest

from indexer.sources import SOURCES
from models.settings import Settings


def test_settings_say_where_each_value_comes_from_and_hide_secrets(zhiqiao, monkeypatch, tmp_path):
    file = tmp_path / "zhiqiao.toml"
    file.write_text('language = "zh"\n')
    monkeypatch.setenv("ZHIQIAO_SETTINGS", str(file))
    monkeypatch.setenv("ZHIQIAO_ENCODER_API_KEY", "sesame-opens")
    monkeypatch.setenv("ZHIQIAO_DATABASE_URL", "postgresql://desk:sesame-opens@db.example:5432/zhiqiao")

    ended = zhiqiao("settings", "--json")

    found = {one["name"]: one for one in ended.document}
    assert set(found) == {f"ZHIQIAO_{name.upper()}" for name in Settings.model_fields}
    assert found["ZHIQIAO_LANGUAGE"] | {"meaning": ""} == {
        "name": "ZHIQIAO_LANGUAGE", "value": "zh", "source": str(file), "meaning": "",
    }  # fmt: skip
    assert found["ZHIQIAO_DATA"]["source"] == "ZHIQIAO_DATA"
    assert found["ZHIQIAO_WINDOW"]["source"] == "default"
    assert all(one["meaning"] for one in found.values())
    assert found["ZHIQIAO_DATABASE_URL"]["value"] == "postgresql://desk:***@db.example:5432/zhiqiao"
    assert "sesame-opens" not in ended.out + zhiqiao("settings").out


def test_settings_name_variables_that_are_none(zhiqiao, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_ENGIN", "https://search1:9200")
    monkeypatch.setenv("ZHIQIAO_LANGUAGE", "zh")

    ended = zhiqiao("settings", "--json")

    assert "ZHIQIAO_ENGIN" not in {one["name"] for one in ended.document}
    assert ended.err == "ZHIQIAO_ENGIN 不是设置，不起作用。是否应为 ZHIQIAO_ENGINE？\n"


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_template_is_written_and_loads_as_it_is(zhiqiao, tmp_path, form):
    path = tmp_path / f"form.{form}"

    assert zhiqiao("template", "technology", "--format", form, "--language", "zh", "--output", path).code == 0
    ended = zhiqiao("load", path, "--json")

    assert ended.document["refused"] == 0


def test_a_template_for_nothing_known_lists_the_forms(zhiqiao):
    ended = zhiqiao("template", "nonsense")

    assert ended.code == 2
    assert "technology" in ended.err


def test_formats_name_every_source(zhiqiao):
    assert [one["name"] for one in zhiqiao("formats", "--json").document] == [one.name for one in SOURCES]
    assert all(one.name in zhiqiao("formats").out for one in SOURCES)


def test_the_version_is_the_installed_one(zhiqiao):
    assert zhiqiao("version").out.strip() == version("zhiqiao")


@pytest.fixture
def task(tmp_path):
    folder = tmp_path / "little"
    (folder / "qrels").mkdir(parents=True)
    rows = {"corpus": {"d1": "A water pump.", "d2": "A vaccine."}, "queries": {"q1": "pump", "q2": "vaccine"}}
    for name, texts in rows.items():
        lines = [json.dumps({"_id": key, "text": text}) for key, text in texts.items()]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n", "utf-8")
    return folder


def test_evaluations_come_as_one_document_of_tasks_and_legs(zhiqiao, task, data):
    ended = zhiqiao("evaluate", task, "--legs", "keyword,hybrid", "--json")

    perfect = {"nDCG@10": 1.0, "MRR@10": 1.0, "Recall@100": 1.0}
    assert ended.document == [
        {"task": "little", "leg": "keyword", "measures": perfect},
        {"task": "little", "leg": "hybrid", "measures": perfect},
    ]
    assert not (data / "zhiqiao.sqlite").exists()


def test_people_see_how_much_better_the_hybrid_is(zhiqiao, task):
    ended = zhiqiao("evaluate", task)

    assert ended.out.splitlines()[0].split()[:5] == ["task", "leg", "nDCG@10", "MRR@10", "Recall@100"]
    assert "p = " in ended.out


@pytest.mark.parametrize("legs", ["keyword,matches", "", "hybrid;vector"])
def test_an_unknown_leg_is_bad_input(zhiqiao, task, legs):
    ended = zhiqiao("evaluate", task, "--legs", legs, "--json")

    assert ended.code == 2
    assert ended.out == ""
    assert "keyword, vector, hybrid" in ended.err


def test_a_folder_that_is_no_task_is_bad_input(zhiqiao, tmp_path):
    assert zhiqiao("evaluate", tmp_path).code == 2


def test_a_taken_port_is_said_before_anything_is_loaded(zhiqiao, data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = zhiqiao("serve", "--port", port)

    assert ended.code == 3
    assert f"Port {port}" in ended.err
    assert not data.exists()
