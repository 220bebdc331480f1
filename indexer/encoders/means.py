"""The mean vectors and covariances that ship with an encoder, by role and language.

They stand in until a pool has means of its own (``models.centring``). ``benchmarks/estimate_means.py`` makes them from texts
of no benchmark; a language without a mean of its own takes ``OTHER``, the average over the languages that have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.centring import OTHER, MeanKey
from models.units import FloatArray

_DATA = Path(__file__).parent / "data"
_FAMILY = "multilingual-e5-small"
_COVARIANCE_UNIT = 1e-4
"""Covariances are stored in this unit, because half-precision numbers are too coarse near zero."""


def shipped_means(fingerprint: str) -> Mapping[MeanKey, FloatArray] | None:
    """The mean of raw unit vectors by (role, language), each of shape (d,), for the encoder of that fingerprint or name.

    None where no means ship with it.
    """
    if not _ships(fingerprint):
        return None
    with np.load(_file("means")) as stored:
        means = {_key(name): stored[name].astype(np.float32) for name in stored.files}
    for role in {role for role, _ in means}:
        means[role, OTHER] = np.mean([mean for (other, _), mean in means.items() if other == role], axis=0)
    return means


def shipped_covariances(fingerprint: str) -> Mapping[MeanKey, FloatArray] | None:
    """The covariance of raw unit vectors by (role, language), each of shape (d, d); None where none ship."""
    if not _ships(fingerprint):
        return None
    with np.load(_file("covariances")) as stored:
        return {
            _key(name): _square(stored[name].astype(np.float32)) * np.float32(_COVARIANCE_UNIT) for name in stored.files
        }


def write(vectors: Mapping[MeanKey, FloatArray]) -> None:
    """Replace the shipped files by the statistics of ``vectors``: raw unit rows by (role, language)."""
    means: dict[str, Any] = {"-".join(key): rows.mean(axis=0) for key, rows in vectors.items()}
    covariances: dict[str, Any] = {"-".join(key): _triangle(rows) for key, rows in vectors.items()}
    np.savez(_file("means"), **means)
    np.savez(_file("covariances"), **covariances)


def _ships(fingerprint: str) -> bool:
    return fingerprint.partition(":")[0] == _FAMILY


def _file(kind: str) -> Path:
    return _DATA / f"{_FAMILY}-{kind}.npz"


def _key(name: str) -> MeanKey:
    role, _, language = name.partition("-")
    return role, language


def _triangle(rows: FloatArray) -> NDArray[np.float16]:
    covariance = np.cov(rows, rowvar=False) / _COVARIANCE_UNIT
    return covariance[np.triu_indices(covariance.shape[0])].astype(np.float16)


def _square(triangle: FloatArray) -> FloatArray:
    size = int((np.sqrt(8 * len(triangle) + 1) - 1) / 2)
    square = np.zeros((size, size), np.float32)
    square[np.triu_indices(size)] = triangle
    return square + np.triu(square, 1).T
