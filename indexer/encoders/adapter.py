"""An adapter: a few million numbers that move the base encoder towards a field's own questions, kept as a folder of data.

``adapter.safetensors`` holds a pair of low-rank matrices for each linear layer (LoRA, Hu et al., arXiv 2106.09685): for the layer
``l4.fo`` the tensors ``l4.fo.A`` of shape (rank, inputs) and ``l4.fo.B`` of shape (outputs, rank), in float16. The layer's weights become
W + share · B · A; the scale of the training is in B already. ``recipe.json`` says how it was made, and ``means.npz`` holds the mean
vectors of the adapted encoder by role and language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from indexer.encoders.means import read_means, write_means
from indexer.encoders.q4 import Q4, PackedModel, Sizes
from indexer.encoders.recipe import RETRAIN, Recipe, read_recipe
from models.centring import MeanKey
from models.errors import SettingsError
from models.messages import Message
from models.units import FloatArray

WEIGHTS_FILE = "adapter.safetensors"
RECIPE_FILE = "recipe.json"
MEANS_FILE = "means.npz"
FILES = (WEIGHTS_FILE, RECIPE_FILE, MEANS_FILE)

ADAPTED = ("q", "k", "v", "ao", "fi", "fo")
"""The linear layers of a block, as the packed model names them: attention's four, and the two of the feed-forward network."""


class LowRank(NamedTuple):
    """The change of one layer: ``down`` of shape (rank, inputs), ``up`` of shape (outputs, rank)."""

    down: FloatArray
    up: FloatArray


@dataclass(frozen=True)
class Adapter:
    """An adapter that lies in ``folder`` and is called ``name``; its files are read when they are asked for."""

    name: str
    folder: Path

    @cached_property
    def recipe(self) -> Recipe:
        """How it was made. Raises ``SettingsError`` where that cannot be read."""
        return read_recipe(self.folder / RECIPE_FILE)

    @cached_property
    def changes(self) -> Mapping[str, LowRank]:
        """The change of each layer by the layer's name, in float32. Raises ``SettingsError`` where the file cannot be read."""
        path = self.folder / WEIGHTS_FILE
        try:
            tensors = load_file(path)
        except (OSError, SafetensorError) as error:
            raise unreadable(path, error) from error
        names = sorted({name.rpartition(".")[0] for name in tensors})
        try:
            pairs = {name: LowRank(*(tensors[f"{name}.{part}"].astype(np.float32) for part in "AB")) for name in names}
        except KeyError as error:
            raise unreadable(path, error) from error
        for name, change in pairs.items():
            if not (np.isfinite(change.down).all() and np.isfinite(change.up).all()):
                raise unreadable(
                    path, Message(en="layer {name} holds what is no number", zh="层 {name} 含有非数字", name=name)
                )
        return pairs

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what decides a vector: the matrices and the share of them that is used."""
        found = hashlib.sha256(repr(self.recipe.share).encode())
        try:
            found.update((self.folder / WEIGHTS_FILE).read_bytes())
        except OSError as error:
            raise unreadable(self.folder / WEIGHTS_FILE, error) from error
        return found.hexdigest()

    @cached_property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """The mean vectors of the adapted encoder by role and language. Raises ``SettingsError`` where they cannot be read."""
        path = self.folder / MEANS_FILE
        try:
            return read_means(path)
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error


@dataclass(frozen=True)
class AdaptedModel:
    """A packed model with an adapter's changes added to its linear layers, for ``build_graph``."""

    packed: PackedModel
    changes: Mapping[str, LowRank]
    share: float

    @property
    def sizes(self) -> Sizes:
        """See ``PackedModel``."""
        return self.packed.sizes

    def vector(self, name: str) -> FloatArray:
        """See ``PackedModel.vector``."""
        return self.packed.vector(name)

    def matrix(self, name: str, columns: int) -> Q4:
        """See ``PackedModel.matrix``."""
        return self.packed.matrix(name, columns)

    def linear(self, name: str) -> tuple[FloatArray, FloatArray]:
        """See ``PackedModel.linear``: W + share · B · A, and the bias. Raises ``SettingsError`` for a change of another shape."""
        weights, bias = self.packed.linear(name)
        change = self.changes.get(name)
        if change is None:
            return weights, bias
        if (change.up.shape[0], change.down.shape[1]) != weights.shape or change.up.shape[1] != change.down.shape[0]:
            raise SettingsError(
                Message(
                    en="The adapter's layer {name} does not fit the encoder.",
                    zh="适配器的层 {name} 与编码器不符。",
                    name=name,
                ),
                advice=RETRAIN,
            )
        return weights + self.share * (change.up @ change.down), bias


def unreadable(path: Path, why: Exception | Message) -> SettingsError:
    """The error for a file of an adapter that is missing or damaged."""
    return SettingsError(
        Message(
            en="The adapter's file {path} cannot be read: {why}.",
            zh="适配器文件 {path} 无法读取：{why}。",
            path=path,
            why=why,
        ),
        advice=RETRAIN,
    )


def write_adapter(
    folder: Path, changes: Mapping[str, LowRank], recipe: Recipe, means: Mapping[MeanKey, FloatArray]
) -> Adapter:
    """Write an adapter into ``folder``, which is made where it is missing and named after the adapter."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"{name}.{part}": np.ascontiguousarray(matrix, np.float16)
        for name, change in changes.items()
        for part, matrix in zip("AB", change, strict=True)
    }
    save_file(tensors, folder / WEIGHTS_FILE)
    (folder / WEIGHTS_FILE).chmod(0o644)  # the library makes it its owner's alone
    write_means(folder / MEANS_FILE, means)
    (folder / RECIPE_FILE).write_text(recipe.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return Adapter(folder.name, folder)


def joined(first: Mapping[str, LowRank], share: float, second: Mapping[str, LowRank]) -> dict[str, LowRank]:
    """One change that does what ``share`` of the first and then the second do: their ranks add up."""
    found = {name: LowRank(change.down, change.up * share) for name, change in first.items()}
    for name, change in second.items():
        before = found.get(name)
        found[name] = (
            change
            if before is None
            else LowRank(np.concatenate([before.down, change.down]), np.concatenate([before.up, change.up], axis=1))
        )
    return found
