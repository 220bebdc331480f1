"""How long to wait before an HTTP request is sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Answers that another try may change."""


@dataclass(frozen=True)
class Patience:
    """Exponential back-off with jitter (each wait between half and all of ``first * 2**tries`` seconds)."""

    attempts: int = 6
    first: float = 0.5
    longest: float = 60.0

    def wait(self, tries: int, retry_after: float | None, jitter: Callable[[], float]) -> float | None:
        """Seconds until the next try after ``tries`` failed ones; None: give up.

        A server that asks for more than ``longest`` seconds is not waited for. ``jitter`` gives numbers from 0 to 1.
        """
        if tries >= self.attempts or (retry_after or 0) > self.longest:
            return None
        whole = min(self.longest, self.first * 2.0 ** (tries - 1))
        own = whole * (0.5 + jitter() / 2)
        return max(own, retry_after or 0)


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """The value of a ``Retry-After`` header (seconds or an HTTP date) in seconds from ``now``; None where it says nothing."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
