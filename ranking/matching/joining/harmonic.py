"""The harmonic mean: RECON's joining of the two directions (Pizzato, Rej, Chung, Koprinska and Kay, RecSys 2010)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranking.matching.joining.base import Scores


@dataclass(frozen=True, slots=True)
class HarmonicMean:
    """2fb / (f + b): near the smaller of the two, and never above twice it."""

    name: str = "harmonic"

    def join(self, forward: Scores, backward: Scores) -> Scores:
        """See ``Joining.join``."""
        return 2 * forward * backward / np.maximum(forward + backward, 1e-300)
