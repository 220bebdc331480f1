"""With the real libraries, in an environment that has them; without them, that their absence is said."""

import importlib
from importlib.util import find_spec

import numpy as np
import pytest

from indexer.encoders import build
from indexer.encoders.adapter import write_adapter
from indexer.encoders.e5 import E5Small
from indexer.encoders.recipe import Recipe
from indexer.training.base_model import write_base_model
from indexer.training.mix import RETAINED, TrainingOptions
from indexer.training.texts import Pair
from indexer.training.trainer import Trainer, load_model, model_vectors
from models.errors import MissingExtra

INSTALLED = find_spec("peft") is not None
TEXTS = [
    "passage: A garnet ceramic separator",
    "passage: 一种石榴石陶瓷隔膜",
    "query: Who buys licences?",
    "query: 固态电池",
]
COLOURS = ["red", "blue", "green", "white", "black", "brown", "yellow", "violet"]


def with_libraries(test):
    """Collected where the libraries are; elsewhere skipped with the reason."""
    reason = "the extra train is not installed: it is tested in an environment of its own"
    return pytest.mark.skipif(not INSTALLED, reason=reason)(test)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base") / "model"
    write_base_model(folder)
    return folder


def pairs(kind):
    """Pairs that only a training can know: a colour and a word that has nothing to do with it."""
    strange = [colour[::-1] for colour in reversed(COLOURS)]
    return {
        kind: [
            Pair("form", colour, colour, colour, word, (strange[place - 1],))
            for place, (colour, word) in enumerate(zip(COLOURS, strange, strict=True))
        ]
    }


def options(**more):
    usual = {"steps": 6, "batch": 4, "tokens": 16, "rank": 4, "learning_rate": 2e-3, "warm_up": 0.0, "save_every": 2}
    return TrainingOptions(**usual | more)


def repeated(made, times):
    return {kind: some * times for kind, some in made.items()}


@with_libraries
def test_the_model_folder_makes_the_vectors_of_the_packages_own_engine(model):
    checks = build.read_measured().checks
    made = model_vectors(load_model(model, 512), list(checks))
    assert (made * np.stack(list(checks.values()))).sum(axis=1).min() > 0.999


@with_libraries
def test_a_few_steps_lower_the_loss(model, tmp_path):
    told = []
    trainer = Trainer(model, tmp_path / "work", options(steps=20, rank=8, learning_rate=1e-3))
    trained = trainer.train(repeated(pairs("titles-en"), 10), [], lambda done, of: told.append((done, of)))
    assert trained.loss["last"] < 0.8 * trained.loss["first"]
    assert told[-1] == (20, 20)


@with_libraries
def test_a_training_takes_the_cores_that_it_is_given_whatever_a_search_left(model, tmp_path):
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    Trainer(model, tmp_path / "work", options(steps=1), threads=2).train(repeated(pairs("titles-en"), 2), [])
    assert torch.get_num_threads() == 2


@with_libraries
def test_half_precision_trains_on_a_processor_too(model, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.training.trainer._fast_in_bfloat16", lambda _torch: True)
    trainer = Trainer(model, tmp_path / "work", options(steps=20, rank=8, learning_rate=1e-3))
    trained = trainer.train(repeated(pairs("titles-en"), 10), [])
    assert trained.loss["last"] < trained.loss["first"]


@with_libraries
def test_a_seed_gives_the_same_again_and_a_stopped_training_goes_on_to_the_same(model, tmp_path):
    kinds = repeated(pairs("titles-en") | pairs("terms"), 2)
    straight, again, stopped = (Trainer(model, tmp_path / name, options()) for name in ("straight", "again", "stopped"))
    first = straight.train(kinds, TEXTS)

    def stop(done, _of):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped.train(kinds, TEXTS, stop)
    for other in (again.train(kinds, TEXTS), stopped.train(kinds, TEXTS, resume=True)):
        for name, change in first.changes.items():
            np.testing.assert_allclose(other.changes[name].up, change.up, atol=1e-6)


@with_libraries
def test_the_loss_of_retained_texts_is_how_far_they_have_moved(model):
    torch = importlib.import_module("torch")
    loss = importlib.import_module("indexer.training.retention").RetentionLoss(
        lambda texts: {"sentence_embedding": texts["given"]}, 10.0
    )
    before = torch.eye(4)[:2]
    assert float(loss([{"given": before}], before)) == pytest.approx(0, abs=1e-6)
    moved = torch.stack([before[0], (before[1] + torch.eye(4)[3]) / 2**0.5])
    assert float(loss([{"given": moved}], before)) == pytest.approx(10 * (1 - 0.5**0.5) / 2, rel=1e-5)


@with_libraries
def test_the_built_encoder_is_the_librarys_merged_model(model, tmp_path):
    trained = Trainer(model, tmp_path / "work", options(learning_rate=5e-4)).train(repeated(pairs("titles-en"), 3), [])
    recipe = Recipe.of_share(0.5)
    unchecked = write_adapter(tmp_path / "half", trained.changes, recipe, {})
    write_base_model(tmp_path / "merged", unchecked)
    expected = model_vectors(load_model(tmp_path / "merged", 512), TEXTS)
    checks = {text: " ".join(map(str, row)) for text, row in zip(TEXTS, expected, strict=True)}
    adapter = write_adapter(tmp_path / "half", trained.changes, recipe.model_copy(update={"checks": checks}), {})
    encoder = E5Small(tmp_path / "models", adapter, threads=1)
    built = np.concatenate(
        [
            encoder.encode_passages([t.partition(" ")[2] for t in TEXTS[:2]]),
            encoder.encode_queries([t.partition(" ")[2] for t in TEXTS[2:]]),
        ]
    )
    assert (built * expected).sum(axis=1).min() > 0.99
    base = model_vectors(load_model(model, 512), TEXTS)
    assert (built * base).sum(axis=1).max() < 0.9999


@with_libraries
def test_a_training_stopped_before_its_first_checkpoint_begins_again(model, tmp_path):
    kinds = repeated(pairs("titles-en"), 2)
    straight = Trainer(model, tmp_path / "straight", options()).train(kinds, [])
    resumed = Trainer(model, tmp_path / "nowhere", options()).train(kinds, [], resume=True)
    for name, change in straight.changes.items():
        np.testing.assert_allclose(resumed.changes[name].up, change.up, atol=1e-6)


@with_libraries
def test_texts_beside_others_as_long_have_the_vectors_that_they_have_beside_any(model):
    torch = importlib.import_module("torch")
    trimmed = importlib.import_module("indexer.training.trimming")
    whole = load_model(model, 128)
    texts = ["passage: " + "a heat pump " * (1 + number * 7 % 23) for number in range(2 * trimmed.TOGETHER + 3)]
    features = whole.preprocess(texts)
    with torch.no_grad():
        together = whole(dict(features))["sentence_embedding"]
        apart = trimmed.Trimmed(whole)(features)["sentence_embedding"]
    np.testing.assert_allclose(apart, together, atol=1e-5)


def test_retained_texts_are_batches_of_the_mix():
    assert options(mix={"terms": 3, RETAINED: 1}, steps=8).pairs() == {"terms": 24, RETAINED: 8}


@pytest.mark.skipif(INSTALLED, reason="the extra train is installed")
def test_says_how_to_install_the_libraries_where_they_are_missing(tmp_path):
    with pytest.raises(MissingExtra, match=r"pip install 'zhiqiao\[train\]'"):
        Trainer(tmp_path, tmp_path, options())
