"""An adapter is a folder of data: read back as written, merged into the base, named by the fingerprint, refused where it is damaged."""

import shutil

import numpy as np
import pytest

from indexer.encoders import build
from indexer.encoders.adapter import AdaptedModel, Adapter, LowRank, joined, write_adapter
from indexer.encoders.adapters import check_name, find_adapter, own_adapters, packaged_adapters
from indexer.encoders.e5 import E5Small
from indexer.encoders.q4 import read_packed
from models.errors import BadInput, EncoderUnavailable, SettingsError


@pytest.fixture
def copied(adapter, tmp_path):
    """A copy that a test may damage."""
    return Adapter("field", shutil.copytree(adapter.folder, tmp_path / "field"))


def test_what_is_written_is_read_back(adapter, tmp_path):
    again = write_adapter(tmp_path / "again", adapter.changes, adapter.recipe, adapter.means)
    assert again.recipe == adapter.recipe
    assert again.digest == adapter.digest
    for name, change in adapter.changes.items():
        np.testing.assert_array_equal(again.changes[name].up, change.up)
    assert set(again.means) == set(adapter.means)


def test_a_share_of_the_change_is_added_to_the_weights(adapter):
    packed = read_packed(build.packed_file())
    adapted = AdaptedModel(packed, adapter.changes, 0.5)
    change = adapter.changes["l0.q"]
    np.testing.assert_allclose(
        adapted.linear("l0.q")[0], packed.linear("l0.q")[0] + 0.5 * change.up @ change.down, atol=1e-6
    )
    np.testing.assert_array_equal(adapted.linear("l3.k")[0], packed.linear("l3.k")[0])


def test_an_adapted_encoder_is_another_of_the_same_size(adapter, e5, tmp_path):
    adapted = E5Small(tmp_path, adapter, threads=1)
    text = "A garnet ceramic separator for solid-state batteries"
    one, other = adapted.encode_passages([text])[0], e5.encode_passages([text])[0]
    assert 0.5 < one @ other < 0.9999
    assert (adapted.folder / "model.onnx").stat().st_size == (e5.folder / "model.onnx").stat().st_size
    assert build.is_intact(adapted.folder, adapter)
    assert not build.is_whole(adapted.folder)


def test_the_fingerprint_names_the_adapter_and_what_is_in_it(adapter, copied):
    assert build.fingerprint(adapter).startswith("multilingual-e5-small+field:")
    assert build.fingerprint(copied) == build.fingerprint(adapter) != build.fingerprint()
    recipe = adapter.recipe.model_copy(update={"share": 0.75})
    other = write_adapter(copied.folder, adapter.changes, recipe, adapter.means)
    assert build.fingerprint(other) != build.fingerprint(adapter)


def test_an_adapted_encoder_is_centred_with_means_of_its_own(adapter, e5, tmp_path):
    means = E5Small(tmp_path, adapter).means
    assert set(means) == set(e5.means)
    assert not np.allclose(means["query", "zh"], e5.means["query", "zh"])


def test_one_that_disagrees_with_its_training_is_refused(adapter, copied, tmp_path):
    turned = {text: " ".join(reversed(row.split())) for text, row in adapter.recipe.checks.items()}
    recipe = adapter.recipe.model_copy(update={"checks": turned})
    other = write_adapter(copied.folder, adapter.changes, recipe, adapter.means)
    with pytest.raises(EncoderUnavailable, match=r"field.*cosine"):
        E5Small(tmp_path / "models", other).encode_queries(["-"])


@pytest.mark.parametrize("checks", [{}, {"pump": "0.1 zero"}, {"pump": "0.1 0.2"}, {"pump": " ".join(["nan"] * 384)}])
def test_one_without_vectors_to_check_it_by_is_refused(adapter, copied, tmp_path, checks):
    recipe = adapter.recipe.model_copy(update={"checks": checks})
    other = write_adapter(copied.folder, adapter.changes, recipe, adapter.means)
    with pytest.raises(SettingsError, match=r"field has no vectors"):
        E5Small(tmp_path / "models", other).encode_queries(["-"])


def test_a_change_of_another_shape_is_refused_by_its_layer(adapter, copied, tmp_path):
    wrong = LowRank(np.zeros((2, 7), np.float32), np.zeros((384, 2), np.float32))
    other = write_adapter(copied.folder, {"l2.k": wrong}, adapter.recipe, adapter.means)
    with pytest.raises(SettingsError, match=r"l2\.k"):
        E5Small(tmp_path / "models", other).encode_queries(["-"])


@pytest.mark.parametrize("name", ["adapter.safetensors", "recipe.json", "means.npz"])
def test_a_damaged_file_is_named(copied, name):
    (copied.folder / name).write_bytes(b"damaged")
    with pytest.raises(SettingsError, match=name) as refused:
        _ = copied.recipe, copied.changes, copied.means
    assert "zhiqiao encoder train" in refused.value.advice


def test_weights_that_are_no_numbers_are_named(adapter, copied):
    broken = {"l0.q": LowRank(np.full((2, 384), np.nan, np.float32), np.zeros((384, 2), np.float32))}
    other = write_adapter(copied.folder, broken, adapter.recipe, adapter.means)
    with pytest.raises(SettingsError, match=r"adapter\.safetensors cannot be read: layer l0\.q"):
        _ = Adapter(other.name, other.folder).changes


@pytest.mark.parametrize(("written", "why"), [("{", r"it is not JSON\. Take"), ("{}", r"base: It is missing\. Take")])
def test_what_is_wrong_with_a_recipe_is_said(copied, written, why):
    (copied.folder / "recipe.json").write_text(written)
    with pytest.raises(SettingsError, match=why):
        _ = copied.recipe


def test_two_changes_one_after_the_other_are_one():
    drawn = np.random.default_rng(2)
    first, second = ({"l0.q": LowRank(drawn.standard_normal((2, 5)), drawn.standard_normal((3, 2)))} for _ in range(2))
    both = joined(first, 0.5, second)["l0.q"]
    expected = 0.5 * first["l0.q"].up @ first["l0.q"].down + second["l0.q"].up @ second["l0.q"].down
    np.testing.assert_allclose(both.up @ both.down, expected)


def test_adapters_are_found_by_name_and_by_folder(adapter):
    own = adapter.folder.parent
    assert [one.name for one in own_adapters(own)] == ["field"]
    assert find_adapter("field", own).digest == find_adapter(str(adapter.folder)).digest == adapter.digest


def test_an_adapter_comes_with_the_package():
    assert "zhiqiao" in [one.name for one in packaged_adapters()]


@pytest.mark.parametrize("adapter", packaged_adapters(), ids=lambda one: one.name)
def test_what_comes_with_the_package_builds_into_what_was_trained(adapter, tmp_path):
    """The build itself compares its vectors with the trained model's, and refuses others."""
    encoder = E5Small(tmp_path, adapter, threads=1)
    assert encoder.encode_queries(["solid-state battery", "固态电池"]).shape == (2, 384)
    assert {(role, language) for role in ("query", "passage") for language in ("en", "zh")} <= set(encoder.means)


@pytest.mark.parametrize("adapter", packaged_adapters(), ids=lambda one: one.name)
def test_what_comes_with_the_package_says_what_it_was_made_from(adapter):
    recipe = adapter.recipe
    assert recipe.pairs
    assert all(one.licence for one in recipe.pairs)
    assert len(recipe.checks) > 0
    assert recipe.at(recipe.share).mean > recipe.at(0.0).mean


@pytest.mark.parametrize("name", ["", "Field", "a b", "../x", "x" * 41])
def test_a_name_that_cannot_stand_in_a_specification_is_refused(name):
    with pytest.raises(BadInput, match="cannot be called"):
        check_name(name)
