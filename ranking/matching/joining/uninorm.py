"""The cross-ratio uninorm (Yager and Rybalov 1996), as Neve and Palomares joined reciprocal preferences (FUZZ-IEEE and UMAP 2019).

fb / (fb + (1 − f)(1 − b)): the log-odds of both sides added. Two who like each other strengthen one another, one who does not sinks the
pair, and one half, which says nothing, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from ranking.matching.joining.base import Scores, logit, sigmoid


@dataclass(frozen=True, slots=True)
class CrossRatioUninorm:
    """The sum of both log-odds."""

    name: str = "uninorm"

    def join(self, forward: Scores, backward: Scores) -> Scores:
        """See ``Joining.join``."""
        return sigmoid(logit(forward) + logit(backward))
