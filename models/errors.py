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
    │   ├── EngineAway       its servers do not answer now, and may again by themselves
    │   └── RebuildNeeded    an index that other settings, words or encoder made
    └── EncoderUnavailable
"""

from __future__ import annotations

from typing import ClassVar

from models.messages import NOTHING, Message, shortened


class ZhiqiaoError(Exception):
    """Anything that Zhiqiao reports. ``problem`` names the problem type; ``said`` is what happened, ``advised`` what to do, in both languages.

    ``message``, ``advice`` and ``str`` are English, for logs.
    """

    problem: ClassVar[str] = "internal"

    def __init__(self, message: Message, *, advice: Message = NOTHING) -> None:
        super().__init__(str(message))
        self.said = Message.of(message)
        self.advised = Message.of(advice)

    @property
    def message(self) -> str:
        """What happened, in English."""
        return str(self.said)

    @property
    def advice(self) -> str:
        """What to do, in English."""
        return str(self.advised)

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


def no_listing(listing_id: str) -> NotFound:
    """A listing that is not there, and one that this viewer may not see, alike."""
    return NotFound(
        Message(en="There is no listing '{id}'.", zh="没有供需信息“{id}”。", id=shortened(listing_id)),
        advice=Message(
            en="Check its id, or search for it: it may have been withdrawn, or is not shown to you.",
            zh="请核对编号，或搜索该信息：它可能已被撤下，或不对您开放。",
        ),
    )


class Expired(ZhiqiaoError):
    """A cursor whose window or generation is gone."""

    problem = "expired-cursor"


class SettingsError(ZhiqiaoError):
    """A setting with a value that cannot work."""

    problem = "settings"


class MissingExtra(ZhiqiaoError):
    """An optional part that is not installed. ``extra`` is its name in ``zhiqiao[extra]``."""

    problem = "missing-extra"

    def __init__(self, part: Message | str, extra: str) -> None:
        super().__init__(
            Message(en="{part} is not installed.", zh="未安装{part}。", part=part),
            advice=Message(
                en="Install it with: pip install 'zhiqiao[{extra}]'",
                zh="安装方法：pip install 'zhiqiao[{extra}]'",
                extra=extra,
            ),
        )
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


class EngineAway(EngineUnavailable):
    """The servers of the index do not answer, or not all of them; they may again without anybody doing anything here."""


class RebuildNeeded(EngineUnavailable):
    """An index that other settings, another analysis or another encoder made."""

    problem = "rebuild-needed"


class EncoderUnavailable(Unavailable):
    """The encoder cannot be loaded or does not answer."""

    problem = "encoder-unavailable"
