import pytest

from indexer.encoders import FORMS, is_trainable, open_encoder
from models.errors import SettingsError


def test_every_form_gives_an_encoder_without_loading_anything(tmp_path, tiny_folder, adapter):
    specs = [
        "e5-small",
        f"e5-small+{adapter.folder}",
        f"onnx:{tiny_folder}",
        "sentence-transformers:some/model",
        "openai:http://localhost:9/v1#model",
    ]
    assert len(specs) == len(FORMS)
    names = [type(open_encoder(spec, cache=tmp_path / "cache")).__name__ for spec in specs]
    assert names == ["E5Small", "E5Small", "OnnxFolderEncoder", "SentenceTransformerEncoder", "OpenAICompatibleEncoder"]
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("spec", "further"), [("e5-small", True), ("e5-small+own", True), ("e5-small+", False), ("onnx:x", False)]
)
def test_the_base_and_its_adapters_can_be_trained_further(spec, further):
    assert is_trainable(spec) is further


@pytest.mark.parametrize("spec", ["", "e5", "e5-small:x", "e5-small+", "onnx:", "openai:", "word2vec:x"])
def test_an_unknown_form_is_refused_with_the_known_ones(tmp_path, spec):
    with pytest.raises(SettingsError) as refused:
        open_encoder(spec, cache=tmp_path)
    assert all(form in str(refused.value) for form in FORMS)


@pytest.mark.parametrize("spec", ["openai:http://localhost/v1", "openai:localhost/v1#m"])
def test_a_server_needs_an_address_and_a_model(tmp_path, spec):
    with pytest.raises(SettingsError, match="#model-name"):
        open_encoder(spec, cache=tmp_path)


def test_a_folder_that_is_not_there_is_refused_at_once(tmp_path):
    with pytest.raises(SettingsError, match="nowhere"):
        open_encoder(f"onnx:{tmp_path / 'nowhere'}", cache=tmp_path)


def test_an_adapter_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsError, match="There is no adapter 'ours'"):
        open_encoder("e5-small+ours", cache=tmp_path, adapters=tmp_path)


def test_an_operators_own_adapter_is_had_by_its_name(tmp_path, adapter):
    encoder = open_encoder("e5-small+field", cache=tmp_path, adapters=adapter.folder.parent)
    assert encoder.fingerprint.startswith("multilingual-e5-small+field:")
