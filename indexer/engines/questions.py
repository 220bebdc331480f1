"""What every engine makes of a question's vectors."""

from __future__ import annotations

import numpy as np

from models.units import FloatArray


def directed(vectors: FloatArray | None) -> FloatArray:
    """Those of a question's vectors that have a direction: one that centring made zero is near nothing, and has no cosine."""
    rows = np.zeros((0, 0), np.float32) if vectors is None else np.ascontiguousarray(vectors, np.float32)
    return rows[rows.any(axis=1)]
