"""The logarithmic opinion pool with equal weights (Genest and Zidek, Statistical Science 1986): the mean of both log-odds.

It ranks as the cross-ratio uninorm does, and does not count one piece of evidence twice where both sides say the same.
A strong no sinks a pair below the mean of both (.95 and .01 make .30), a plain one leaves it there (.95 and .05 make one half): harmonic mean,
product and minimum sink both further, and rank worse (``python -m benchmarks two_way``).
"""

from __future__ import annotations

from dataclasses import dataclass

from ranking.matching.joining.base import Scores, logit, sigmoid


@dataclass(frozen=True, slots=True)
class OpinionPool:
    """The geometric mean of the odds."""

    name: str = "opinion-pool"

    def join(self, forward: Scores, backward: Scores) -> Scores:
        """See ``Joining.join``."""
        return sigmoid((logit(forward) + logit(backward)) / 2)
