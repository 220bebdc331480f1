"""The minimum: a pair is worth what the less interested side thinks of it (the strictest t-norm-like joining of the literature)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.matching.joining.base import Scores


@dataclass(frozen=True, slots=True)
class Minimum:
    """min(f, b)."""

    name: str = "minimum"

    def join(self, forward: Scores, backward: Scores) -> Scores:
        """See ``Joining.join``."""
        return np.minimum(forward, backward)
