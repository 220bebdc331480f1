"""What an evaluation promises: measures that can be worked out by hand, and a search that knows nothing of what is asked later."""

import math
from dataclasses import replace

import pytest

from models.errors import BadTask
from search_api.evaluation import LEGS, read_task
from tests.elasticsearch_server import own_name, server_client, server_url


def test_the_keyword_legs_measures_are_those_worked_out_by_hand(evaluation, write_task):
    [found] = evaluation.run(read_task(write_task()), ["keyword"])

    # q1 finds its answer first; q2 second, because d3 says "pump" and "water" twice; q3 finds nothing, and counts.
    assert [found.ranking[name][:2] for name in ("q1", "q2", "q3")] == [["d1"], ["d3", "d2"], []]
    assert found.measures["nDCG@10"] == pytest.approx((1 + 1 / math.log2(3) + 0) / 3)
    assert found.measures["MRR@10"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert found.measures["Recall@100"] == pytest.approx(2 / 3)


def test_the_measures_are_the_same_on_elasticsearch_and_nothing_is_left_there(evaluation, write_task):
    with own_name() as name:
        settings = evaluation.settings.model_copy(update={"engine": server_url(), "elasticsearch_index": name})
        task, legs = read_task(write_task()), ["keyword", "vector", "hybrid"]
        here, there = (one.run(task, legs) for one in (evaluation, replace(evaluation, settings=settings)))
        assert [one.ranking for one in there] == [one.ranking for one in here]
        assert not server_client().indices.get_alias(index=f"{name}*").body


def test_the_document_that_a_question_was_made_from_is_left_out_of_every_leg(evaluation, write_task):
    folder = write_task(questions={"q2": ("water pump", "d3")}, answers={"q2": ["d2"]})

    for found in evaluation.run(read_task(folder), list(LEGS)):
        assert "d3" not in found.ranking["q2"]
        assert found.measures["MRR@10"] == 1.0


def test_each_leg_ranks_by_itself_and_the_hybrid_by_both(evaluation, write_task):
    keyword, vector, hybrid = evaluation.run(read_task(write_task()), ["keyword", "vector", "hybrid"])

    assert (keyword.leg, vector.leg, hybrid.leg) == ("keyword", "vector", "hybrid")
    assert keyword.ranking["q3"] == []
    assert len(vector.ranking["q3"]) == 5, "by meaning everything is at some distance"
    assert hybrid.ranking["q1"][0] == "d1"


def test_what_is_asked_later_changes_nothing_before(evaluation, write_task):
    words = [
        "pump",
        "water",
        "wind",
        "solar",
        "glass",
        "well",
        "vaccine",
        "ceramic",
        "cells",
        "cold",
        "bearing",
        "salt",
    ]
    asked = {f"q{n}": f"{words[n % 12]} {words[(5 * n + 1) % 12]}" for n in range(24)}
    answers = {key: ["d1"] for key in asked}
    first, later = list(asked)[:12], list(asked)[12:]
    orders = {"forwards": [*first, *later], "backwards": [*first, *reversed(later)]}

    rankings = {}
    for name, order in orders.items():
        folder = write_task(questions={key: asked[key] for key in order}, answers=answers, name=name)
        found = evaluation.run(read_task(folder), ["vector", "hybrid"])
        rankings[name] = [[outcome.ranking[key] for key in first] for outcome in found]

    assert rankings["forwards"] == rankings["backwards"]


def test_a_kept_folder_is_used_again_and_refused_for_other_documents(evaluation, write_task, tmp_path):
    kept = replace(evaluation, keep=tmp_path / "kept")
    task = read_task(write_task())
    first = kept.run(task, ["hybrid"])
    again = kept.run(task, ["hybrid"])
    assert first[0].ranking == again[0].ranking

    smaller = read_task(
        write_task(
            documents={"d1": "Solar cells."}, questions={"q1": "solar"}, answers={"q1": ["d1"]}, name="other/task"
        )
    )
    with pytest.raises(BadTask, match="another task"):
        kept.run(smaller, ["hybrid"])


def test_the_users_own_data_stays_untouched(evaluation, write_task):
    evaluation.run(read_task(write_task()), ["keyword"])

    assert not evaluation.settings.data.exists()


def test_documents_and_questions_without_a_word_are_no_accident(evaluation, write_task):
    folder = write_task(
        documents={"d1": "Solar cells.", "d2": "", "d3": "…"},
        questions={"q1": "solar", "q2": "  "},
        answers={"q1": ["d1"], "q2": ["d2"]},
    )

    for found in evaluation.run(read_task(folder), list(LEGS)):
        assert found.ranking["q1"][0] == "d1"
        assert found.ranking["q2"] == []
