"""Writes the network of a packed model as an ONNX graph with int8 matrix products, ready for ``onnxruntime``.

The graph is written straight in the operators that ``onnxruntime`` runs fastest (its own domain ``com.microsoft``), so
no float model has to be made and quantised first: the word embeddings keep the package's own 4 bits, every other matrix
becomes int8 with one scale an output unit, and activations are quantised as they come, one scale a batch.

- Weights use 7 of the 8 bits: processors without VNNI add two products in 16 bits, and with 8 bits that sum overflows.
- A few input channels are far larger than the rest and would take the whole int8 range. They are divided by a constant
  before the product and their weights multiplied by it, as in SmoothQuant (Xiao et al., arXiv 2211.10438).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from indexer.encoders.q4 import BLOCK, Q4, Sizes
from models.units import FloatArray

OPSET = 21
IR_VERSION = 10
_MICROSOFT = "com.microsoft"
_WEIGHT_LIMIT = 63
"""The largest weight in 7 bits."""

Outliers = Mapping[str, Mapping[int, float]]
"""For a product's name (``l4.fo``), the input channels to divide before it is quantised, each with its divisor."""


class Weights(Protocol):
    """What a graph is written from: ``PackedModel``, or one with an adapter's changes."""

    @property
    def sizes(self) -> Sizes:
        """See ``PackedModel``."""

    def vector(self, name: str) -> FloatArray:
        """See ``PackedModel.vector``."""

    def matrix(self, name: str, columns: int) -> Q4:
        """See ``PackedModel.matrix``."""

    def linear(self, name: str) -> tuple[FloatArray, FloatArray]:
        """See ``PackedModel.linear``."""


def build_graph(packed: Weights, outliers: Outliers, watch: Sequence[str] = ()) -> onnx.ModelProto:
    """The encoder as a model from ``input_ids`` and ``attention_mask`` to ``last_hidden_state``.

    The inputs are int64 of shape (texts, tokens), the output is float32 of shape (texts, tokens, hidden). Products named
    in ``watch`` get their input as a further output ``NAME.input``, to measure its channels.
    """
    graph = _Graph(packed, outliers)
    graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    state = graph.embeddings()
    for layer in range(packed.sizes.layers):
        state = graph.layer(f"l{layer}", state)
    graph.node("Identity", [state], "last_hidden_state")
    for name in watch:
        graph.node("Identity", [graph.product_inputs[name]], f"{name}.input")
    return _model(graph, ["last_hidden_state", *(f"{name}.input" for name in watch)])


def _model(graph: _Graph, outputs: Sequence[str]) -> onnx.ModelProto:
    shape = ["texts", "tokens"]
    body = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape, None]) for name in outputs],
        graph.tensors,
    )
    operators = [helper.make_opsetid("", OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(body, opset_imports=operators, ir_version=IR_VERSION, producer_name="zhiqiao")


class _Graph:
    """Collects nodes and tensors; a method that adds nodes returns the name of the last one's output."""

    def __init__(self, packed: Weights, outliers: Outliers) -> None:
        self.packed = packed
        self.outliers = outliers
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []
        self.product_inputs: dict[str, str] = {}

    def tensor(self, name: str, values: NDArray[Any]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def embeddings(self) -> str:
        hidden = self.packed.sizes.hidden
        self._words(self.packed.matrix("emb.word", hidden))
        self.node(
            "GatherBlockQuantized",
            ["words", "input_ids", "words.scales"],
            "word",
            _MICROSOFT,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        self.tensor(
            "places", self.packed.vector("emb.pos").reshape(-1, hidden) + self.packed.vector("emb.type")[:hidden]
        )
        self.tensor("zero", np.array([0], np.int64))
        self.node("Shape", ["input_ids"], "tokens", start=1, end=2)
        self.node("Slice", ["places", "zero", "tokens", "zero"], "place")
        self.node("Add", ["word", "place"], "embedded")
        return self.normalised("emb.ln", ["embedded"])

    def layer(self, name: str, state: str) -> str:
        context = self.attention(name, state)
        attended = self.product(f"{name}.ao", context, *self.packed.linear(f"{name}.ao"))
        state = self.normalised(f"{name}.aln", [state, attended])
        wide = self.product(f"{name}.fi", state, *self.packed.linear(f"{name}.fi"))
        active = self.node("Gelu", [wide], f"{name}.active", _MICROSOFT)
        narrow = self.product(f"{name}.fo", active, *self.packed.linear(f"{name}.fo"))
        return self.normalised(f"{name}.oln", [state, narrow])

    def attention(self, name: str, state: str) -> str:
        parts = [f"{name}.{part}" for part in "qkv"]
        weights, biases = zip(*map(self.packed.linear, parts), strict=True)
        joined = self.product(f"{name}.qkv", state, np.concatenate(weights), np.concatenate(biases))
        self.nodes.append(helper.make_node("Split", [joined], parts, name=f"{name}.split", axis=2, num_outputs=3))
        heads = self.packed.sizes.heads
        return self.node("MultiHeadAttention", [*parts, "", "mask"], f"{name}.context", _MICROSOFT, num_heads=heads)

    def product(self, name: str, state: str, weights: FloatArray, bias: FloatArray) -> str:
        """``state @ weights.T + bias`` in int8; ``weights`` has the shape (outputs, inputs)."""
        self.product_inputs[name] = state
        if name in self.outliers:
            divisors = _divisors(self.outliers[name], weights.shape[1])
            weights = weights * divisors
            state = self.node("Mul", [state, self.tensor(f"{name}.levels", 1 / divisors)], f"{name}.levelled")
        scales = np.abs(weights).max(axis=1, keepdims=True) / _WEIGHT_LIMIT
        inputs = [
            state,
            self.tensor(f"{name}.weights", np.rint(weights / scales).astype(np.int8).T),
            self.tensor(f"{name}.scales", scales[:, 0]),
            "",  # no zero points: weights are symmetric
            self.tensor(f"{name}.bias", bias),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, f"{name}.product", _MICROSOFT)

    def normalised(self, name: str, inputs: Sequence[str]) -> str:
        """Layer normalisation of the one input, or of the sum of two."""
        parameters = [self.tensor(f"{name}.{part}", self.packed.vector(f"{name}.{part}")) for part in "wb"]
        skip = len(inputs) == 2
        operator, domain = ("SkipLayerNormalization", _MICROSOFT) if skip else ("LayerNormalization", "")
        return self.node(operator, [*inputs, *parameters], f"{name}.out", domain, epsilon=self.packed.sizes.epsilon)

    def _words(self, words: Q4) -> None:
        # ONNX packs neighbours into a byte, first one low; the package packs weights 16 apart.
        nibbles = words.codes.view(np.uint8) & 0x0F
        pairs = nibbles[:, 0::2] | nibbles[:, 1::2] << 4
        self.tensors.append(helper.make_tensor("words", TensorProto.INT4, words.codes.shape, pairs.tobytes(), raw=True))
        self.tensor("words.scales", words.scales.astype(np.float32))


def _divisors(channels: Mapping[int, float], count: int) -> FloatArray:
    divisors = np.ones(count, np.float32)
    divisors[list(channels)] = list(channels.values())
    return divisors
