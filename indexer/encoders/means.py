"""The mean vectors that ship with an encoder, by role and language.

They stand in until a pool has means of its own (``models.centring``). ``benchmarks/estimate_means.py`` makes them from texts
of no benchmark; a language without a mean of its own takes ``OTHER``, the average over the languages that have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.centring import OTHER, MeanKey
from models.units import FloatArray

_FAMILY = "multilingual-e5-small"
_FILE = Path(__file__).parent / "data" / f"{_FAMILY}-means.npz"


def shipped_means(fingerprint: str) -> Mapping[MeanKey, FloatArray] | None:
    """The mean of raw unit vectors by (role, language), each of shape (d,), for the encoder of that fingerprint or name.

    None where no means ship with it.
    """
    if not _ships(fingerprint):
        return None
    with np.load(_FILE) as stored:
        means = {_key(name): stored[name].astype(np.float32) for name in stored.files}
    for role in {role for role, _ in means}:
        means[role, OTHER] = np.mean([mean for (other, _), mean in means.items() if other == role], axis=0)
    return means


def write(vectors: Mapping[MeanKey, FloatArray]) -> None:
    """Replace the shipped means by those of ``vectors``: raw unit rows by (role, language)."""
    means: dict[str, Any] = {"-".join(key): rows.mean(axis=0) for key, rows in vectors.items()}
    np.savez(_FILE, **means)


def _ships(fingerprint: str) -> bool:
    return fingerprint.partition(":")[0] == _FAMILY


def _key(name: str) -> MeanKey:
    role, _, language = name.partition("-")
    return role, language
