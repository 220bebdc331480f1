import json

import numpy as np
import pytest

from indexer.encoders.onnx_folder import OnnxFolderEncoder
from models.errors import EncoderUnavailable, SettingsError

TABLE = np.eye(8, dtype=np.float32) + np.arange(8, dtype=np.float32)[:, None] / 10
CLS, QUERY, RED, BLUE = 1, 2, 4, 5


def unit(rows):
    return rows / np.linalg.norm(rows)


def state(folder, content, name="encoder.json"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_averages_the_states_of_a_texts_own_tokens(tiny_folder):
    vectors = OnnxFolderEncoder(tiny_folder).encode_passages(["red", "red blue blue"])
    np.testing.assert_allclose(vectors[0], unit(TABLE[[CLS, RED]].sum(axis=0)), rtol=1e-5)
    np.testing.assert_allclose(vectors[1], unit(TABLE[[CLS, RED, BLUE, BLUE]].sum(axis=0)), rtol=1e-5)


def test_takes_the_first_state_where_the_folder_says_cls(tiny_folder):
    state(tiny_folder, {"pooling": "cls"})
    vectors = OnnxFolderEncoder(tiny_folder).encode_passages(["red", "blue"])
    np.testing.assert_allclose(vectors, [unit(TABLE[CLS])] * 2, rtol=1e-5)


def test_puts_the_prefix_of_the_role_before_the_text(tiny_folder):
    state(tiny_folder, {"query_prefix": "query ", "passage_prefix": ""})
    encoder = OnnxFolderEncoder(tiny_folder)
    np.testing.assert_allclose(
        encoder.encode_queries(["red"])[0], unit(TABLE[[CLS, QUERY, RED]].sum(axis=0)), rtol=1e-5
    )
    np.testing.assert_allclose(encoder.encode_passages(["red"])[0], unit(TABLE[[CLS, RED]].sum(axis=0)), rtol=1e-5)


def test_cuts_a_text_at_the_stated_length(tiny_folder):
    state(tiny_folder, {"max_tokens": 2})
    short, long = OnnxFolderEncoder(tiny_folder).encode_passages(["red", "red blue"])
    np.testing.assert_array_equal(short, long)


def test_reads_what_sentence_transformers_wrote(tiny_folder):
    state(tiny_folder, {"prompts": {"query": "query ", "document": "text "}}, "config_sentence_transformers.json")
    state(tiny_folder, {"max_seq_length": 16}, "sentence_bert_config.json")
    state(tiny_folder, {"pooling_mode_cls_token": True}, "1_Pooling/config.json")
    options = OnnxFolderEncoder(tiny_folder).options
    assert (options.query_prefix, options.passage_prefix, options.max_tokens, options.pooling) == (
        "query ",
        "text ",
        16,
        "cls",
    )


def test_finds_the_model_in_its_onnx_folder(tiny_folder):
    (tiny_folder / "onnx").mkdir()
    (tiny_folder / "model.onnx").rename(tiny_folder / "onnx" / "model.onnx")
    assert OnnxFolderEncoder(tiny_folder).dimensions == 8


def test_more_texts_than_one_slab_come_back_in_order(tiny_folder, monkeypatch):
    monkeypatch.setattr("indexer.encoders.sentence_session._SLAB", 3)
    texts = ["red", "blue blue", "green", "red green", "blue", "green green green", "red"]
    encoder = OnnxFolderEncoder(tiny_folder, threads=3)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    np.testing.assert_allclose(encoder.encode_passages(texts), alone, rtol=1e-5)


def test_the_fingerprint_changes_with_options_and_weights(tiny_folder):
    first = OnnxFolderEncoder(tiny_folder).fingerprint
    assert first == OnnxFolderEncoder(tiny_folder).fingerprint
    state(tiny_folder, {"query_prefix": "query "})
    second = OnnxFolderEncoder(tiny_folder).fingerprint
    (tiny_folder / "model.onnx").write_bytes(b"other weights")
    assert len({first, second, OnnxFolderEncoder(tiny_folder).fingerprint}) == 3


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_says_which_file_is_missing(tiny_folder, missing):
    (tiny_folder / missing).unlink()
    with pytest.raises(SettingsError, match=missing):
        OnnxFolderEncoder(tiny_folder).encode_queries(["red"])


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json"])
def test_says_which_file_is_damaged(tiny_folder, damaged):
    (tiny_folder / damaged).write_bytes(b"{")
    with pytest.raises(EncoderUnavailable, match=damaged):
        OnnxFolderEncoder(tiny_folder).encode_queries(["red"])


@pytest.mark.parametrize("content", ['{"pooling": "max"}', '{"max_tokens": "many"}', "[]", "{"])
def test_refuses_options_that_it_cannot_follow(tiny_folder, content):
    (tiny_folder / "encoder.json").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"encoder\.json"):
        OnnxFolderEncoder(tiny_folder).encode_queries(["red"])
