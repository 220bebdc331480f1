"""What search is fitted on is what search does."""

from itertools import pairwise

import numpy as np
import pytest

from benchmarks import fit_search
from benchmarks.word_encoder import WordEncoder
from models.settings import Settings
from ranking.calibration import Calibration
from ranking.evaluate import Task
from ranking.fusion import ConfidentSum, Fused, Signal
from ranking.learning.platt import RIGHT
from search_api.evaluation import HYBRID, Evaluation

WORDS = ("pump", "turbine", "laser", "vaccine", "enzyme", "drone", "alloy", "lens")


def task(name, words):
    return Task(
        name=name,
        documents=[(word, "", f"A new {word} for the {other}.") for word, other in pairwise(words)],
        questions=[(f"q-{word}", f"a {word} or a {other}") for word, other in pairwise(words)],
        relevance={f"q-{word}": {word: 1} for word in words[:-1]},
        own={},
    )


def test_the_products_own_setting_comes_to_what_an_evaluation_measures(tmp_path):
    evaluation = Evaluation(Settings(data=tmp_path), WordEncoder())
    tasks = [task("sbir-licensee", WORDS), task("xquad-en-zh", WORDS[::-1])]
    own, strange = fit_search.collected(tasks, evaluation)
    for one in tasks:
        (hybrid,) = evaluation.run(one, [HYBRID])
        assert fit_search.gain(ConfidentSum(), one, own[one.name]) == pytest.approx(hybrid.measures["nDCG@10"])
    assert [one.name for one in strange["xquad-en-zh"]] == [name for name, _ in tasks[0].questions]
    assert not any(one.right for one in strange["xquad-en-zh"])


def test_what_is_fitted_is_what_the_calibration_weighs():
    signal = Signal(best_keyword=6.0, excess=0.7, spoken=1.0, spread=-2.1)
    fused = Fused(np.array([1.4, 0.3]), {}, signal)
    said = fit_search.design(fused, [0, 1]) @ fit_search.parameters(Calibration())
    assert said == pytest.approx(Calibration().log_odds(fused).scores)


def test_what_tells_own_questions_from_strangers_is_found():
    chance = np.random.default_rng(5)
    rows = chance.normal(size=(400, 6))
    rows[:, -1] = 1.0
    truth = (rows[:, 0] + 2 * rows[:, 4] + chance.normal(size=400) > 0).astype(float)
    shown = fit_search.Shown(rows, truth, range(0, 400, 4), 50)
    found = fit_search.fitted([shown])
    assert found[4] > found[0] > 5 * np.abs(found[1:4]).max()
    said = 1 / (1 + np.exp(-(rows @ found)))
    assert float(shown.weights @ said) == pytest.approx(RIGHT, abs=1e-4)
