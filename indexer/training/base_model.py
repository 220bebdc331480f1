"""The base encoder's weights in float32 as a folder that ``sentence-transformers`` loads: what a training starts from.

The package's 4-bit weights are written out in full, so that the trained change fits the weights that the ONNX graph is built from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from indexer.encoders import build
from indexer.encoders.adapter import AdaptedModel, Adapter
from indexer.encoders.onnx_graph import Weights
from indexer.encoders.q4 import PackedModel, read_packed
from indexer.encoders.unigram import build_tokenizer

LAYERS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
"""A block's linear layers: their names in the packed model, and in the library's."""

_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_base_model(folder: Path, start: Adapter | None = None) -> None:
    """Write the model, its tokenizer and its pooling into ``folder``; ``start``: an adapter that is merged into it.

    Raises ``EncoderUnavailable`` where the package's weights cannot be read, ``SettingsError`` where the adapter cannot.
    """
    packed = read_packed(build.packed_file())
    weights = AdaptedModel(packed, start.changes, start.recipe.share) if start else packed
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
    files: dict[str, Any] = {
        "config.json": _config(packed),
        "tokenizer_config.json": _tokenizer_config(packed),
        "modules.json": _MODULES,
        "sentence_bert_config.json": {"max_seq_length": build.OPTIONS.max_tokens, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": packed.sizes.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {
            "prompts": {"query": build.OPTIONS.query_prefix, "document": build.OPTIONS.passage_prefix}
        },
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def library_name(layer: str) -> str:
    """The library's name of a linear layer: ``l4.fo`` is ``encoder.layer.4.output.dense``."""
    block, _, part = layer.partition(".")
    return f"encoder.layer.{block[1:]}.{LAYERS[part]}"


def _tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    sizes = weights.sizes
    found = {
        "embeddings.word_embeddings.weight": weights.matrix("emb.word", sizes.hidden).dense(),
        "embeddings.position_embeddings.weight": weights.vector("emb.pos").reshape(-1, sizes.hidden),
        "embeddings.token_type_embeddings.weight": weights.vector("emb.type").reshape(-1, sizes.hidden),
        **_norm(weights, "emb.ln", "embeddings.LayerNorm"),
    }
    for block in range(sizes.layers):
        for part in LAYERS:
            layer = f"l{block}.{part}"
            found[f"{library_name(layer)}.weight"], found[f"{library_name(layer)}.bias"] = weights.linear(layer)
        for part, name in _NORMS.items():
            found |= _norm(weights, f"l{block}.{part}", f"encoder.layer.{block}.{name}")
    # the library's class has a pooler, which nothing here uses: left out it would be drawn at random, and differ when training goes on
    found |= {
        "pooler.dense.weight": np.zeros((sizes.hidden, sizes.hidden), np.float32),
        "pooler.dense.bias": np.zeros(sizes.hidden, np.float32),
    }
    return {name: np.ascontiguousarray(values, np.float32) for name, values in found.items()}


def _norm(weights: Weights, name: str, library: str) -> dict[str, NDArray[np.float32]]:
    return {f"{library}.weight": weights.vector(f"{name}.w"), f"{library}.bias": weights.vector(f"{name}.b")}


def _config(packed: PackedModel) -> dict[str, Any]:
    sizes = packed.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "pad_token_id": packed.padding,
        "dtype": "float32",
    }


def _tokenizer_config(packed: PackedModel) -> dict[str, Any]:
    named = {"bos": packed.begin, "eos": packed.end, "cls": packed.begin, "sep": packed.end, "pad": packed.padding}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": build.OPTIONS.max_tokens,
        **{f"{role}_token": packed.pieces[number] for role, number in named.items()},
        "unk_token": packed.pieces[packed.unknown],
    }


_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
]
