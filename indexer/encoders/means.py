"""The mean vectors that ship with an encoder, by role and language.

They stand in until a pool has means of its own (``models.centring``). ``benchmarks/estimate_means.py`` makes those of the base encoder from
texts of no benchmark, a training those of its adapter; a language without a mean of its own takes ``OTHER``, the average over the
languages that have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.centring import OTHER, MeanKey
from models.units import FloatArray

BASE_FILE = Path(__file__).parent / "data" / "multilingual-e5-small-means.npz"


def read_means(path: Path) -> Mapping[MeanKey, FloatArray]:
    """The mean of raw unit vectors by (role, language), each of shape (d,). Raises ``OSError`` or ``ValueError``."""
    with np.load(path) as stored:
        means = {_key(name): stored[name].astype(np.float32) for name in stored.files}
    for role in {role for role, _ in means}:
        means[role, OTHER] = np.mean([mean for (other, _), mean in means.items() if other == role], axis=0)
    return means


def write_means(path: Path, means: Mapping[MeanKey, FloatArray]) -> None:
    """Keep means by (role, language), each of shape (d,), but for those that ``read_means`` derives."""
    own: dict[str, Any] = {"-".join(key): mean for key, mean in means.items() if key[1] != OTHER}
    np.savez(path, **own)


def means_of(vectors: Mapping[MeanKey, FloatArray]) -> dict[MeanKey, FloatArray]:
    """The mean of raw unit rows by (role, language)."""
    return {key: rows.mean(axis=0) for key, rows in vectors.items()}


def _key(name: str) -> MeanKey:
    role, _, language = name.partition("-")
    return role, language
