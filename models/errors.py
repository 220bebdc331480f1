"""The one tree of errors. Each says what happened, to what, and what to do; each maps to one problem type in the API.

ZhiqiaoError
├── BadInput                 what the caller sent cannot be used
│   ├── BadQuery             a question or filter that cannot be read
│   ├── BadTask              an evaluation folder that is not in BEIR form
│   └── UnknownFormat        a file that no source recognises
├── NotFound                 nothing of that name that this viewer may see
├── Expired                  a cursor whose window or generation is gone
├── SettingsError            a setting with a value that cannot work
├── MissingExtra             an optional part that is not installed
├── Conflict                 another process holds what this one needs
└── Unavailable              a part that cannot answer now
    ├── StoreUnavailable
    ├── EngineUnavailable
    │   └── RebuildNeeded    an index that other settings, words or encoder made
    └── EncoderUnavailable
"""

from __future__ import annotations

from typing import ClassVar


class ZhiqiaoError(Exception):
    """Anything that Zhiqiao reports. ``problem`` names the problem type; ``advice`` says what to do."""

    problem: ClassVar[str] = "internal"

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class BadInput(ZhiqiaoError):
    """What the caller sent cannot be used."""

    problem = "bad-input"


class BadQuery(BadInput):
    """A question or filter that cannot be read."""

    problem = "bad-query"


class BadTask(BadInput):
    """An evaluation folder that is not in BEIR form."""

    problem = "bad-task"


class UnknownFormat(BadInput):
    """A file that no source recognises."""

    problem = "unknown-format"


class NotFound(ZhiqiaoError):
    """Nothing of that name that this viewer may see."""

    problem = "not-found"


class Expired(ZhiqiaoError):
    """A cursor whose window or generation is gone."""

    problem = "expired-cursor"


class SettingsError(ZhiqiaoError):
    """A setting with a value that cannot work."""

    problem = "settings"


class MissingExtra(ZhiqiaoError):
    """An optional part that is not installed. ``extra`` is its name in ``zhiqiao[extra]``."""

    problem = "missing-extra"

    def __init__(self, part: str, extra: str) -> None:
        super().__init__(f"{part} is not installed.", advice=f"Install it with: pip install 'zhiqiao[{extra}]'")
        self.extra = extra


class Conflict(ZhiqiaoError):
    """Another process holds what this one needs."""

    problem = "conflict"


class Unavailable(ZhiqiaoError):
    """A part that cannot answer now."""

    problem = "unavailable"


class StoreUnavailable(Unavailable):
    """The database does not answer."""

    problem = "store-unavailable"


class EngineUnavailable(Unavailable):
    """The index does not answer, or there is none yet."""

    problem = "engine-unavailable"


class RebuildNeeded(EngineUnavailable):
    """An index that other settings, another analysis or another encoder made."""

    problem = "rebuild-needed"


class EncoderUnavailable(Unavailable):
    """The encoder cannot be loaded or does not answer."""

    problem = "encoder-unavailable"
