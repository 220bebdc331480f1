"""``zhiqiao doctor``: what is well, what is not, and what to do."""

import os

import numpy as np
import pytest

import indexer.encoders
from benchmarks.word_encoder import WordEncoder
from models.errors import EncoderUnavailable
from models.settings import load_settings
from search_api.assembly import assemble

PARTS = ["settings", "python", "packages", "data folder", "store", "encoder", "index", "jobs"]


def levels(ended):
    return {one["part"]: one["level"] for one in ended.document}


@pytest.fixture
def translating(monkeypatch):
    """An encoder to which the doctor's translations are the same."""

    class Translating(WordEncoder):
        def encode_passages(self, texts):
            return super().encode_passages(
                ["battery" if "batter" in text or "电池" in text else text for text in texts]
            )

    monkeypatch.setattr(indexer.encoders, "open_encoder", lambda *_given, **_options: Translating())


def test_a_fresh_machine_is_warned_of_what_is_not_there_yet(zhiqiao, data, translating):
    ended = zhiqiao("doctor", "--json")

    assert ended.code == 0
    assert [one["part"] for one in ended.document] == PARTS
    found = levels(ended)
    assert found["store"] == found["index"] == "warn"
    assert {found[part] for part in PARTS if part not in {"store", "index"}} == {"ok"}


def test_everything_is_well_after_loading_and_indexing(zhiqiao, form, translating):
    zhiqiao("load", form({"one": "A pump"}))
    zhiqiao("index")

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 0
    assert set(levels(ended).values()) == {"ok"}


def test_an_index_behind_the_store_is_a_warning(zhiqiao, form, translating):
    zhiqiao("load", form({"one": "A pump"}))
    zhiqiao("index")
    zhiqiao("load", form({"two": "Another pump"}, name="more.jsonl"))

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 0
    assert levels(ended)["index"] == "warn"
    assert "1 changes behind" in next(one["message"] for one in ended.document if one["part"] == "index")


def test_an_index_of_another_encoder_fails_with_what_to_do(zhiqiao, form, monkeypatch):
    zhiqiao("load", form({"one": "A pump"}))
    zhiqiao("index")
    monkeypatch.setattr(indexer.encoders, "open_encoder", lambda *_given, **_options: WordEncoder(16))

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 1
    found = next(one for one in ended.document if one["part"] == "index")
    assert found["level"] == "fail"
    assert "--rebuild" in found["advice"]


def test_a_data_folder_that_is_a_file_fails(zhiqiao, data):
    data.write_text("a file")

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 1
    assert levels(ended)["data folder"] == "fail"


def test_a_store_that_is_no_database_fails(zhiqiao, data):
    data.mkdir()
    (data / "zhiqiao.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 1
    assert levels(ended)["store"] == "fail"
    (left,) = [one for one in ended.document if "without the store" in one["message"]]
    assert left["level"] == "warn"
    assert {"encoder", "jobs"}.isdisjoint(levels(ended))


def test_a_store_without_tables_is_left_as_it_is(zhiqiao, data):
    data.mkdir()
    (data / "zhiqiao.sqlite").touch()

    for _ in range(2):
        ended = zhiqiao("doctor", "--json")
        assert ended.code == 0
        found = next(one for one in ended.document if one["part"] == "store")
        assert (found["level"], found["message"]) == ("warn", "The store has no tables yet.")
        assert found["advice"] == "`zhiqiao load` or `zhiqiao serve` makes them."


def test_a_variable_that_is_no_setting_is_a_warning(zhiqiao, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_ENGIN", "https://search1:9200")

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 0
    (found,) = [one for one in ended.document if "ZHIQIAO_ENGIN " in one["message"]]
    assert (found["part"], found["level"]) == ("settings", "warn")


@pytest.fixture
def owned(zhiqiao, form, data, translating, monkeypatch):
    """An index that a process owns, of a listing that is not found by meaning yet; the application of that process."""
    zhiqiao("load", form({"one": "A pump"}))
    monkeypatch.setenv("ZHIQIAO_ENCODE_BY", "workers")
    application = assemble(load_settings(os.environ))
    owner = application.own_index()
    owner.catch_up()
    application.store.jobs.add("encoding", {})
    yield application
    owner.close()
    application.close()


def test_where_workers_encode_and_none_is_at_work_one_is_to_be_started(zhiqiao, owned):
    found = next(one for one in zhiqiao("doctor", "--json").document if one["part"] == "index")

    assert found["level"] == "warn"
    assert "a running process owns it" in found["message"]
    assert found["advice"].startswith("No worker encodes. Start `zhiqiao worker --queues encoding`")


def test_where_a_worker_is_at_work_it_is_to_be_waited_for(zhiqiao, owned):
    owned.store.jobs.lease(["encoding"], "worker", 60)

    found = next(one for one in zhiqiao("doctor", "--json").document if one["part"] == "index")

    assert found["advice"].startswith("Wait: workers encode what is left.")


def test_where_the_owner_encodes_it_is_to_be_waited_for(zhiqiao, owned, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_ENCODE_BY", "process")

    found = next(one for one in zhiqiao("doctor", "--json").document if one["part"] == "index")

    assert found["advice"] == "Wait: the process that owns it catches up."


def test_an_encoder_that_cannot_answer_fails_and_the_rest_is_still_looked_at(zhiqiao, monkeypatch):
    class Broken(WordEncoder):
        def encode_passages(self, texts):
            raise EncoderUnavailable("The embeddings server does not answer.", advice="Start it.")

    monkeypatch.setattr(indexer.encoders, "open_encoder", lambda *_given, **_options: Broken())

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 1
    found = {one["part"]: one for one in ended.document}
    assert found["encoder"]["level"] == "fail"
    assert found["encoder"]["advice"] == "Start it."
    assert "index" in found


def test_an_encoder_with_vectors_of_any_length_fails(zhiqiao, monkeypatch):
    class Long(WordEncoder):
        def encode_passages(self, texts):
            return np.full((len(texts), 32), 3.0, np.float32)

    monkeypatch.setattr(indexer.encoders, "open_encoder", lambda *_given, **_options: Long())

    assert levels(zhiqiao("doctor", "--json"))["encoder"] == "fail"


def test_settings_that_cannot_work_end_the_examination(zhiqiao, monkeypatch):
    monkeypatch.setenv("ZHIQIAO_WINDOW", "many")

    ended = zhiqiao("doctor", "--json")

    assert ended.code == 1
    assert levels(ended) == {"settings": "fail"}


def test_people_see_a_line_a_part_and_the_advice_below(zhiqiao):
    ended = zhiqiao("doctor")

    assert "warn store: There is no store yet." in ended.out.replace("  ", " ")
    assert "→ `zhiqiao load PATH…` makes it." in ended.out
