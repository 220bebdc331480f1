"""What every door that reads the index asks of it first: that it fits, and what of the pool is shown today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from indexer.made_by import MadeBy
from models.constraints import Constraint, Interval, Lenient, Overlap
from search_api.assembly import Application


@dataclass
class IndexCheck:
    """Reads no index that another analysis or encoder made; each generation is looked at once."""

    application: Application
    _fitting: str | None = field(default=None, init=False)

    def __call__(self) -> None:
        """Look at the live generation. Raises ``RebuildNeeded``."""
        served, parts = self.application.served, self.application.parts
        live = served.live()
        if live is not None and live != self._fitting:
            made_by = MadeBy.from_json(served.made_by(live))
            made_by.check(parts.analyser.version, parts.encoder.fingerprint)
            self._fitting = live


def shown(today: dt.date) -> Constraint:
    """What is still shown on a day; a listing that does not say is shown."""
    return Lenient(Overlap("shown_until", Interval(low=today.toordinal())))
