"""Learning for one application: what counts of what was judged, which learner wins, and what is put to use."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import BadInput
from ranking.learning.acceptance import judge
from ranking.learning.lists import ndcg
from ranking.matching.tree_model import TreeModel
from ranking.matching.weights import default_weights
from search_api.learning import service as learning
from search_api.learning.judged import JudgedPair
from search_api.learning.service import LINEAR, TREES, LearningService
from tests.ranking.learning.lists import made_up


@pytest.fixture
def service(pool):
    return LearningService(pool.application)


@pytest.fixture
def by_chance(service):
    """The same, with weights in use that look at chance alone."""
    service.kept.put(default_weights().model_copy(update={"weights": {"freshness": 1.0}}), {})
    return service


@pytest.fixture
def market(pool, make):
    """A technology that asks, and two needs."""
    pool.load(
        make("tech", "A pump", text="A pump with a ceramic bearing."),
        make("need-1", "Pump sought", text="We seek a pump.", kind="need", side="seeks", party="One"),
        make("need-2", "Bearing sought", text="We seek a bearing.", kind="need", side="seeks", party="Two"),
    )
    return pool


def test_grades_of_listings_that_are_gone_do_not_count_against_a_list(market, service):
    judged = [JudgedPair("tech", "need-1", 1.0), JudgedPair("tech", "need-2", 0.0)]
    (whole,) = service.lists_of_pairs(judged)

    (one,) = service.lists_of_pairs([*judged, JudgedPair("tech", "gone", 3.0), JudgedPair("nobody", "need-1", 1.0)])

    best = one.grades
    assert ndcg(best, one) == ndcg(best, whole) == pytest.approx(1.0)
    assert service.skipped == ["gone", "nobody"]


def test_beside_what_was_right_a_list_has_what_else_matching_finds(market, service):
    (one,) = service.lists_of_pairs([JudgedPair("tech", "need-1", 1.0)])

    assert sorted(one.grades) == [0.0, 1.0]


def test_judged_pairs_together_weigh_as_one_task_does(market, service):
    lists = service.lists_of_pairs([JudgedPair("tech", "need-1", 1.0), JudgedPair("need-2", "tech", 1.0)])

    assert [one.weight for one in lists] == [0.5, 0.5]
    assert len({one.task for one in lists}) == 1


def test_a_task_weighs_the_same_however_many_of_its_lists_teach_nothing(by_chance):
    """Of one task every list has a right answer that matching finds, of the other one in three."""
    full = [replace(one, task="full", weight=1 / 30) for one in made_up(count=30)]
    thin = [replace(one, task="thin", weight=1 / 30, party=f"thin {one.party}") for one in made_up(count=30, seed=1)]
    thin = [one if n % 3 == 0 else replace(one, grades=np.zeros(len(one))) for n, one in enumerate(thin)]

    (learned,) = by_chance.learn_best([*full, *thin], [LINEAR], made_from="two tasks", dry_run=True)

    weights = learned.verdict.weights
    assert len(weights) == 40
    assert weights[:30].sum() == pytest.approx(weights[30:].sum())


def test_the_better_of_both_learners_is_put_to_use_and_learned_once(by_chance, monkeypatch):
    judged = []
    monkeypatch.setattr(learning, "judge", lambda *given: judged.append(given) or judge(*given))
    before = len(by_chance.kept.versions())

    best, other = by_chance.learn_best(made_up(), [TREES, LINEAR], made_from="outcomes.csv")

    assert len(judged) == 2
    assert best.verdict.mean_after >= other.verdict.mean_after
    assert (best.version, other.version) == (2, None)
    assert len(by_chance.kept.versions()) == before + 1
    assert by_chance.kept.in_use() == best.weights
    assert by_chance.application.match_weights().version == "learned-2"


def test_the_calibration_that_is_put_to_use_is_that_of_held_out_scores(by_chance):
    (learned,) = by_chance.learn_best(made_up(), [TREES], made_from="outcomes.csv")

    assert by_chance.kept.in_use().calibration == learned.verdict.calibration


def test_a_trial_changes_nothing(by_chance):
    best, _ = by_chance.learn_best(made_up(), [LINEAR, TREES], made_from="outcomes.csv", dry_run=True)

    assert best.verdict.accepted
    assert best.version is None
    assert by_chance.kept.in_use().version == "learned-1"


def test_an_accepted_learner_comes_before_a_higher_mean_that_may_be_chance(by_chance, monkeypatch):
    def told(lists, learn, *given):
        verdict = judge(lists, learn, *given)
        if isinstance(learn(lists), TreeModel):
            return replace(verdict, after=np.ones(len(lists)), comparison=replace(verdict.comparison, low=-0.1))
        return verdict

    monkeypatch.setattr(learning, "judge", told)

    best, other = by_chance.learn_best(made_up(), [TREES, LINEAR], made_from="outcomes.csv")

    assert other.verdict.mean_after > best.verdict.mean_after
    assert (best.learner, best.version) == (LINEAR, 2)


def test_what_is_no_better_is_not_put_to_use(service):
    right_by_chance = [replace(one, grades=np.roll(one.grades, n % 29 + 1)) for n, one in enumerate(made_up())]

    (learned,) = service.learn_best(right_by_chance, [LINEAR], made_from="outcomes.csv")

    assert learned.version is None
    assert service.kept.in_use() == default_weights()


@pytest.mark.parametrize("lists", [[], made_up(count=19), made_up(party=lambda _: "one")])
def test_from_too_few_parties_nothing_is_learned(service, lists):
    with pytest.raises(BadInput, match="at least 20 are needed"):
        service.learn_best(lists, [LINEAR], made_from="outcomes.csv")
