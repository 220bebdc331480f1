"""Hard negatives are what the product's own search ranks high, and never an answer."""

import pytest

from benchmarks.word_encoder import WordEncoder
from indexer.training.texts import Pair
from models.settings import Settings
from search_api.encoders.negatives import Miner
from search_api.evaluation import Evaluation

PUMPS = ["for water", "for oil", "for milk", "for slurry", "for acid", "for blood", "for concrete", "for ink"]
LENSES = ["of glass", "of quartz", "of resin", "of sapphire", "of calcite", "of silica", "of fluorite", "of ice"]


@pytest.fixture
def pairs():
    things = [*((f"pump {use}", f"group-{use}") for use in PUMPS), *((f"lens {use}", f"group-{use}") for use in LENSES)]
    return [Pair("form", name, group, f"{name} wanted", f"A {name}, made by hand.") for name, group in things]


@pytest.fixture
def miner(tmp_path):
    return Miner(Evaluation(Settings(data=tmp_path), WordEncoder()), 2)


def quiet(*_told):
    pass


def test_negatives_are_near_the_question_and_of_another_group(miner, pairs):
    mined = miner.mined({"titles-en": pairs}, quiet)["titles-en"]
    assert [pair.question for pair in mined] == [pair.question for pair in pairs]
    for pair in mined:
        assert len(set(pair.negatives)) == 2
        assert pair.passage not in pair.negatives
    near = [pair.question.split()[0] in negative for pair in mined for negative in pair.negatives]
    assert sum(near) > 0.7 * len(near)


def test_a_passage_of_the_answers_group_is_never_a_negative(miner, pairs):
    one = [
        Pair(pair.source, pair.key, "one group" if "pump" in pair.key else pair.group, pair.question, pair.passage)
        for pair in pairs
    ]
    for pair in miner.mined({"awards": one}, quiet)["awards"]:
        if pair.group == "one group":
            assert not any("pump" in negative for negative in pair.negatives)


def test_a_declined_lead_goes_before_what_is_found(miner, pairs):
    told = [Pair(p.source, p.key, p.group, p.question, p.passage, ("declined",)) for p in pairs]
    assert all(pair.negatives[0] == "declined" for pair in miner.mined({"outcomes": told}, quiet)["outcomes"])


def test_kinds_that_have_no_hard_negatives_are_left_as_they_are(miner, pairs):
    assert miner.mined({"halves-en": pairs}, quiet)["halves-en"] is pairs


def test_the_same_seed_finds_the_same(miner, pairs):
    assert miner.mined({"titles-en": pairs}, quiet) == miner.mined({"titles-en": pairs}, quiet)
