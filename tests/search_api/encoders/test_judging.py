"""Comparing encoders, on tasks and on outcomes, and what may not be used."""

import numpy as np
import pytest

from benchmarks.word_encoder import WordEncoder
from indexer.encoders.recipe import Recipe, Tried
from indexer.training.pairs.outcomes import Outcome
from models.errors import BadInput, Conflict
from models.settings import Settings
from ranking.evaluate import Comparison, Task
from search_api.encoders.accepting import check_aside, check_compared, check_name_free
from search_api.encoders.comparing import Compared, compare, outcomes_of, outcomes_task
from search_api.learning.judged import JudgedPair

WORDS = ("pump", "turbine", "laser", "vaccine", "enzyme", "drone", "alloy", "lens")
TASK = Task(
    name="words",
    documents=[(word, "", f"A new {word} for industry.") for word in WORDS],
    questions=[(f"q-{word}", f"{word} wanted") for word in WORDS],
    relevance={f"q-{word}": {word: 1} for word in WORDS},
    own={},
)


class Blind(WordEncoder):
    """An encoder to which all texts are one, but for what noise tells them apart."""

    @property
    def fingerprint(self):
        return "blind:1"

    def encode_passages(self, texts):
        rows = np.random.default_rng(len(texts)).standard_normal((len(texts), 32)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def recipe(*figures):
    tried = [Tried(share=share, figures={"a": figure}) for share, figure in zip((0.0, 1.0), figures, strict=True)]
    usual = {"base": "", "made": "", "pairs": [], "without": [], "seed": 1, "options": {}, "versions": {}, "seconds": 0}
    return Recipe(**usual, tried=tried, share=1.0, checks={})


def compared(task, difference):
    return Compared(task, "hybrid", 0.5, 0.5 + difference, Comparison(difference, 0, 0, 0.5))


def test_two_encoders_are_compared_by_leg_on_the_same_questions(tmp_path):
    found = compare(Settings(data=tmp_path), Blind(), WordEncoder(), [TASK], lambda *_told: None)
    assert [(one.task, one.leg) for one in found] == [("words", "vector"), ("words", "hybrid")]
    vector = found[0]
    assert vector.second > vector.first
    assert vector.comparison.difference == pytest.approx(vector.second - vector.first)


def test_kept_vectors_are_not_made_again_and_serve_every_leg(tmp_path):
    class Counting(WordEncoder):
        encoded = ()

        def encode_passages(self, texts):
            self.encoded += tuple(texts)
            return super().encode_passages(texts)

    folder, settings = tmp_path / "kept", Settings(data=tmp_path)
    legs = ("vector", "hybrid", "match")
    once = compare(settings, Blind(), Counting(), [TASK], lambda *_told: None, legs=legs, keep=folder)
    again = compare(settings, Blind(), second := Counting(), [TASK], lambda *_told: None, legs=legs, keep=folder)
    assert [one.leg for one in again] == [*legs]
    assert [one.second for one in again] == [one.second for one in once]
    assert not any("A new" in text for text in second.encoded)


def test_outcomes_are_questions_whose_answers_were_accepted(pool, make):
    pool.load(
        make("need", "We seek a pump", kind="need", side="seeks", text="A pump for water"),
        make("a", "A pump", text="It pumps"),
        make("b", "A valve"),
        make("c", "A lens"),
    )
    told = outcomes_of(
        pool.application, [JudgedPair("need", "a", 1), JudgedPair("need", "b", 0), JudgedPair("need", "gone", 1)]
    )
    assert [(one.candidate, one.grade) for one in told] == [("a", 1), ("b", 0)]
    assert "It pumps" in told[0].answered
    task = outcomes_task(pool.application, told)
    assert {name for name, _, _ in task.documents} == {"a", "b", "c"}
    assert task.relevance == {"need": {"a": 1}}
    assert "A pump for water" in task.questions[0][1]


def test_what_only_some_may_read_is_in_no_pair(pool, make):
    pool.load(make("a", "A pump", text="It pumps", tiers=[("nda", "by a secret valve")]), make("b", "A valve"))
    (told,) = outcomes_of(pool.application, [JudgedPair("b", "a", 1)])
    assert "secret" not in told.answered


def test_outcomes_without_an_accepted_lead_teach_nothing(pool):
    with pytest.raises(BadInput, match="accepted"):
        outcomes_task(pool.application, [Outcome("a", "b", "x", "y", 0)])


def test_the_encoder_in_use_is_not_replaced():
    check_name_free("own", "e5-small")
    with pytest.raises(Conflict, match="own is in use") as refused:
        check_name_free("own", "e5-small+own")
    assert "--name" in refused.value.advice


def test_what_is_better_is_accepted():
    check_aside(recipe(0.5, 0.6))
    check_compared([compared("outcomes", 0.0), compared("prior-art", -0.004)])


def test_what_is_worse_on_pairs_kept_aside_is_refused_with_by_how_much():
    with pytest.raises(Conflict, match=r"began \(0\.5000\); 100% of it comes to 0\.4000.*falls by 0\.1000"):
        check_aside(recipe(0.5, 0.4))


@pytest.mark.parametrize(("task", "difference"), [("outcomes", -0.001), ("prior-art", -0.01)])
def test_what_is_worse_on_outcomes_or_a_task_is_refused_with_by_how_much(task, difference):
    with pytest.raises(Conflict, match=rf"{task}, hybrid: .*, where the encoder in use has 0\.5000") as refused:
        check_compared([compared("other", 0.1), compared(task, difference)])
    assert "低于在用编码器的0.5000" in refused.value.said.in_language("zh")
