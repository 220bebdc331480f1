"""What a training leaves out."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from indexer.training.collecting import build_pairs
from indexer.training.pairs import KINDS
from indexer.training.texts import RecordText, Texts
from indexer.training.without import Without, masked, party_digest
from models.codes import normal_name
from search_api.encoders.leaving_out import without_tasks
from search_api.evaluation import read_task
from tests.training_texts import english

SHARED = Path(__file__).parents[3].parent / "shared" / "data"


def test_a_record_with_a_tasks_id_is_left_out_whatever_mark_the_task_puts_before_it():
    without = Without()
    without.add_id("t-CN112282877A")
    assert without.has(RecordText("google-patents", "CN112282877A", "zh", "标题", "摘要"))
    assert not without.has(RecordText("google-patents", "CN112282878A", "zh", "标题", "摘要"))


def test_a_text_is_known_by_its_opening_however_it_is_cut_or_spaced():
    without = Without()
    text = english("garnet").text
    without.add_text(f"{text[:200].upper()}  ")
    assert without.has(english("garnet"))
    assert not without.has(english("lidar"))


def test_a_title_alone_is_enough():
    without = Without()
    without.add_text(english("garnet").title)
    assert without.has(english("garnet"))


def test_everything_of_a_hidden_party_is_left_out_under_every_spelling():
    without = Without()
    without.add_party(party_digest("Acme Works, Inc."))
    other = english("lidar", party="ACME WORKS INC", key="other")
    assert not without.has(other)
    without.name_parties([english("garnet"), other])
    assert without.has(english("garnet"))
    assert without.has(other)


@pytest.mark.parametrize("written", ["Acme Works, Inc. ", "Acme  Works, Inc.", "Acme Works,  Inc. "])
def test_a_party_is_known_though_the_file_has_a_blank_too_many(written):
    without = Without()
    without.add_party(party_digest(written))
    assert without.has(english("garnet"))


def test_no_pair_has_what_is_left_out(texts):
    without = Without()
    without.add_party(party_digest("Acme Works, Inc."))
    without.add_text(texts[-1].text)
    found = [pair for some in build_pairs(texts, without, KINDS, 1).values() for pair in some]
    assert found
    assert not {pair.key for pair in found} & {"garnet", "lactate", "lidar", "enzyme", texts[-1].key}
    assert {pair.key for pair in found} >= {texts[-2].key, "beta-garnet"}


def test_a_short_text_is_left_out_as_a_whole_and_an_empty_one_is_in_nothing():
    without = Without()
    without.add_text("自检 系统 故障")
    without.add_text("")
    assert without.has_text("自检系统故障")
    assert not without.has_text("自检系统")
    assert not without.has_text("")


def test_a_name_is_masked_as_written_and_without_its_legal_form():
    assert (
        masked("Acme Works, Inc. makes pumps; ACME WORKS sells them.", "Acme Works, Inc.") == "makes pumps; sells them."
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
def test_on_the_real_data_no_pair_is_of_a_benchmarks_firm_question_or_answer():
    folders = sorted((SHARED / "benchmarks").iterdir())
    tasks = [read_task(folder) for folder in folders]
    files = [SHARED / "records" / "sbir_awards.csv.gz", SHARED / "records" / "kppatent_zh.json", SHARED / "training"]
    kinds = ["awards", "titles-en", "titles-across", "keywords"]
    built = build_pairs(list(Texts(files)), without_tasks(tasks), kinds, 1)
    assert all(len(built[kind]) > 1_000 for kind in kinds)
    pairs = [pair for some in built.values() for pair in some]
    assert not {pair.key for pair in pairs} & _awards_of(_hidden_firms(folders))
    asked = {letters(text) for task in tasks for _, text in task.questions}
    answers = {
        name for task in tasks for grades in task.relevance.values() for name, grade in grades.items() if grade > 0
    }
    answered = {letters(text) for task in tasks for name, _, text in task.documents if name in answers}
    texts = {letters(text) for pair in pairs for text in (pair.question, pair.passage)}
    assert not texts & (asked | answered - {""})


def letters(text):
    """What two texts are compared by here: the first letters, read without the code that is tested."""
    return "".join(sign.lower() for sign in text if sign.isalnum())[:150]


def _hidden_firms(folders):
    lines = [
        line
        for folder in folders
        for name in ("corpus", "queries")
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    return {name for line in lines if (name := json.loads(line)["_id"]).startswith("firm-")}


def _awards_of(hidden):
    """Keys of the awards of hidden firms, and of those whose firm is spelled like one of them."""
    with gzip.open(SHARED / "records" / "sbir_awards.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    digests = {row["firm"]: "firm-" + hashlib.sha1(row["firm"].encode()).hexdigest()[:10] for row in rows}
    found = {firm for firm, digest in digests.items() if digest in hidden}
    assert len({digests[firm] for firm in found}) == len(hidden)
    alike = {normal_name(firm) for firm in found}
    return {
        f"sbir-award-{row['link'].rpartition('/')[2]}"
        for row in rows
        if row["firm"] in found or normal_name(row["firm"]) in alike
    }
