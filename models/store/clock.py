"""The clock, as an argument: nothing in the store asks the machine for the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable


class Clock:
    """What time it is, by the function that it is made with. Days are days in UTC."""

    def __init__(self, read: Callable[[], dt.datetime]) -> None:
        self._read = read

    def now(self) -> dt.datetime:
        """The moment, in UTC."""
        return self._read().astimezone(dt.UTC)

    def today(self) -> dt.date:
        """The day, in UTC."""
        return self.now().date()


def utc_now() -> dt.datetime:
    """The machine's clock."""
    return dt.datetime.now(dt.UTC)
