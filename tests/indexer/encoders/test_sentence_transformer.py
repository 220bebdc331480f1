"""With the real library, in an environment that has it; without it, that its absence is said."""

from importlib.util import find_spec

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from indexer.encoders.sentence_transformer import SentenceTransformerEncoder
from models.errors import EncoderUnavailable, MissingExtra

INSTALLED = find_spec("sentence_transformers") is not None


def with_library(test):
    """Collected where the library is; elsewhere skipped with the reason."""
    reason = "sentence-transformers is not installed: it is tested in an environment of its own"
    return pytest.mark.sentence_transformers(pytest.mark.skipif(not INSTALLED, reason=reason)(test))


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    """A model of one static layer, made on the spot: no hub is asked."""
    library = pytest.importorskip("sentence_transformers")
    modules = pytest.importorskip("sentence_transformers.models")
    words = {word: number for number, word in enumerate(["[UNK]", "ask", "tell", "red", "blue", "green", "[PAD]"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    layer = modules.StaticEmbedding(tokenizer, embedding_weights=np.eye(7, dtype=np.float32))
    folder = tmp_path_factory.mktemp("model") / "static"
    library.SentenceTransformer(modules=[layer], device="cpu", prompts={"query": "ask ", "document": "tell "}).save(
        str(folder)
    )
    return str(folder)


@with_library
def test_gives_unit_rows_with_the_models_own_prompts(model_folder):
    encoder = SentenceTransformerEncoder(model_folder, threads=1)
    assert encoder.dimensions == 7
    np.testing.assert_allclose(encoder.encode_queries(["red"])[0, [1, 3]], [0.5**0.5] * 2, rtol=1e-6)
    np.testing.assert_allclose(encoder.encode_passages(["red"])[0, [2, 3]], [0.5**0.5] * 2, rtol=1e-6)


@with_library
def test_prefixes_replace_the_models_prompts(model_folder):
    encoder = SentenceTransformerEncoder(model_folder, query_prefix="", passage_prefix="blue ")
    np.testing.assert_allclose(encoder.encode_queries(["red"])[0, 3], 1, rtol=1e-6)
    np.testing.assert_allclose(encoder.encode_passages(["red"])[0, [3, 4]], [0.5**0.5] * 2, rtol=1e-6)


@with_library
def test_no_texts_give_no_rows(model_folder):
    assert SentenceTransformerEncoder(model_folder).encode_queries([]).shape == (0, 7)


@with_library
def test_the_fingerprint_tells_prefixes_apart(model_folder):
    plain, prefixed = (
        SentenceTransformerEncoder(model_folder),
        SentenceTransformerEncoder(model_folder, query_prefix="x"),
    )
    assert plain.fingerprint == SentenceTransformerEncoder(model_folder).fingerprint != prefixed.fingerprint


@with_library
def test_a_model_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable, match="nowhere"):
        SentenceTransformerEncoder(str(tmp_path / "nowhere")).encode_queries(["red"])


@pytest.mark.skipif(INSTALLED, reason="sentence-transformers is installed")
def test_says_how_to_install_the_library_where_it_is_missing():
    with pytest.raises(MissingExtra, match=r"pip install 'zhiqiao\[sentence-transformers\]'"):
        SentenceTransformerEncoder("some/model").encode_queries(["red"])
