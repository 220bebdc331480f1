"""What a joining is, and how a side that says nothing is left out of it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Joining(Protocol):
    """A method of joining two scores between 0 and 1, alike from either side."""

    @property
    def name(self) -> str:
        """What evaluations and explanations call it."""

    def join(self, forward: Scores, backward: Scores) -> Scores:
        """Mutual scores between 0 and 1 of pairs of shape (n,), the same where the two change places."""


def joined(method: Joining, forward: Scores, backward: Scores, silent_forward: Mask, silent_backward: Mask) -> Scores:
    """Mutual scores from log-odds. All of shape (n,).

    Silence is not refusal: where the words of one side say nothing of what it wants, the mutual score is the other side's, moved by the terms
    of the silent one and by what is known (its own log-odds, which are 0 where nothing is). Where both are silent only that is left.
    """
    both = method.join(sigmoid(forward), sigmoid(backward))
    return np.where(silent_forward | silent_backward, sigmoid(forward + backward), both)


def base_share(silent: Mask, other_silent: Mask) -> Scores:
    """How much of the base of every direction counts: all of it where the side speaks, none where the other alone does, half where neither does."""
    return np.where(silent, np.where(other_silent, 0.5, 0.0), 1.0)


def sigmoid(log_odds: Scores) -> Scores:
    """The logistic function."""
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))


def logit(scores: Scores) -> Scores:
    """Its inverse; certainty is cut off at one in a million million."""
    kept = np.clip(scores, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)
