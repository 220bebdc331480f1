"""A clock that stands still until a test moves it."""

import datetime as dt


class Clock:
    def __init__(self):
        self.time = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    def __call__(self):
        return self.time

    def advance(self, **span):
        self.time += dt.timedelta(**span)
