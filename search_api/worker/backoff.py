"""When a job that failed is tried again: later each time, and not with all others at once."""

from __future__ import annotations

ATTEMPTS = 6
"""How often a job is tried before it has failed."""

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 900.0


def seconds_before(attempt: int, random: float) -> float:
    """How long to wait after so many attempts: 5 s, doubled with each, at most 15 min, times 0.5 to 1.5 by ``random`` from 0 to 1."""
    return min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempt - 1, 60)) * (0.5 + random)
