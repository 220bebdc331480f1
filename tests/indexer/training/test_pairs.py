"""What each kind of pairs is made of."""

import random
from dataclasses import replace

import pytest

from indexer.training.pairs import KINDS, awards, halves, keyphrases, outcomes, terms, titles
from indexer.training.texts import RecordText
from tests.training_texts import CHINESE, ENGLISH, chinese, english


@pytest.fixture
def chance():
    return random.Random(1)


def test_awards_of_one_party_answer_each_other_without_its_name(chance):
    lidar = english("lidar")
    named = replace(lidar, text=f"Acme Works leads. {lidar.text}")
    found = list(awards.pairs([english("garnet"), named, english("enzyme", party="Beta Labs LLC")], chance))
    assert len(found) == 1
    assert found[0].group == "acme works"
    assert {"garnet", "lidar"} == {
        word for word in ("garnet", "lidar", "enzyme") if word in (found[0].question + found[0].passage)
    }
    assert "acme" not in (found[0].question + found[0].passage).lower()


def test_a_second_award_of_the_same_title_is_no_pair(chance):
    assert list(awards.pairs([english("garnet"), english("garnet", key="phase-2")], chance)) == []


def test_no_party_has_more_than_a_few_pairs(chance):
    many = [english("garnet", key=f"a{number}", title=f"Thing number {number} of many") for number in range(40)]
    texts = [replace(one, text=f"{one.title}. {one.text}") for one in many]
    assert len(list(awards.pairs(texts, chance))) == awards.MOST


def test_a_title_asks_for_the_text_under_it(chance):
    (pair,) = titles.pairs([chinese("garnet", title="固态电池隔离层")], chance)
    assert pair.question == "固态电池隔离层"
    assert pair.passage == CHINESE.format("石榴石陶瓷隔膜")


def test_a_title_that_the_text_begins_with_asks_nothing(chance):
    text = ENGLISH.format("pump")
    assert list(titles.pairs([RecordText("form", "a", "en", text[:60], text)], chance)) == []


def test_a_title_in_one_language_asks_for_the_text_in_the_other_and_back(chance):
    record = [
        RecordText("title-pairs", "CN1", "en", "A garnet separator", ""),
        RecordText("title-pairs", "CN1", "zh", "", CHINESE.format("隔膜")),
    ]
    found = list(titles.pairs_across(record, chance))
    assert [pair.question for pair in found[:2]] == ["A garnet separator"] * 2
    assert found[0].passage.startswith(found[1].passage)
    assert (found[2].question, found[2].passage) == (found[1].passage, "A garnet separator")


def test_the_second_half_asks_for_the_first(chance):
    text = english("garnet")
    (pair,) = halves.pairs([text], chance)
    assert text.text.startswith(pair.passage)
    assert pair.question in text.text
    assert pair.question not in pair.passage


def test_stated_keywords_ask_for_the_text(chance):
    (pair,) = keyphrases.stated([chinese("garnet", keywords=("隔膜", "陶瓷"))], chance)
    assert sorted(pair.question.split()) == ["陶瓷", "隔膜"]


def test_words_that_tell_a_text_apart_ask_for_it(chance, texts):
    found = list(keyphrases.pairs(texts[:4], chance))
    assert len(found) == 4
    for pair in found:
        words = pair.question.split()
        assert keyphrases.FEWEST <= len(words) <= keyphrases.MOST
        assert all(word in pair.passage.lower() for word in words)


def test_words_of_the_vocabulary_ask_for_their_translation(chance):
    found = list(terms.pairs([], chance))
    assert len(found) > 200
    assert {"en", "zh"} == {
        "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in pair.passage) else "en" for pair in found
    }


def test_accepted_leads_are_pairs_and_declined_ones_their_negatives(chance):
    told = [
        outcomes.Outcome("need-1", "tech-1", "we seek a pump", "a pump", 3.0),
        outcomes.Outcome("need-1", "tech-2", "we seek a pump", "a valve", 0.0),
        outcomes.Outcome("need-2", "tech-2", "we seek a valve", "a valve", 0.0),
    ]
    (pair,) = outcomes.pairs(told, chance)
    assert (pair.question, pair.passage, pair.negatives, pair.group) == (
        "we seek a pump",
        "a pump",
        ("a valve",),
        "need-1",
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_seed_gives_the_same_pairs_again(kind, texts):
    made = [[*KINDS[kind].build(texts, random.Random(7))] for _ in range(2)]
    assert made[0] == made[1]
