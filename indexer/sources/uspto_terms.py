"""How long a US patent lasts, from what its own document states."""

from __future__ import annotations

import datetime as dt

_TWENTY_YEAR_TERM = dt.date(1995, 6, 8)
_HAGUE = dt.date(2015, 5, 13)


def us_expiry(
    *, filed: dt.date, own_filing: dt.date, granted: dt.date, design: bool, years: int | None = None, extension: int = 0
) -> dt.date:
    """The day on which the term ends if every fee is paid (35 U.S.C. 154 and 173). No fee, disclaimer or later extension is in it.

    ``filed``: the earliest filing that the term counts from, parents included; ``own_filing``: that of the application itself.
    ``years``: the length of a design's term where its document states it; ``extension``: the adjustment under 154(b), in days.
    """
    if design:
        return _after(granted, years or (15 if own_filing >= _HAGUE else 14))
    term = _after(filed, 20)
    if own_filing < _TWENTY_YEAR_TERM:
        term = max(term, _after(granted, 17))
    return term + dt.timedelta(days=extension)


def _after(date: dt.date, years: int) -> dt.date:
    try:
        return date.replace(year=date.year + years)
    except ValueError:  # the 29th of February, in a year that has none
        return dt.date(date.year + years, 3, 1)
