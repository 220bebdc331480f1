"""The reader of the command line: ``--lang``, else the operator's language; what goes wrong is told in it too."""

from __future__ import annotations

import os
from contextvars import ContextVar
from enum import StrEnum
from typing import Annotated

import typer

from models.errors import SettingsError
from models.settings import PREFIX, load_settings
from models.text import LANGUAGES

_VARIABLE = f"{PREFIX}LANGUAGE"


class Reader(StrEnum):
    """The reader's language."""

    EN = "en"
    ZH = "zh"


_asked: ContextVar[Reader | None] = ContextVar("asked", default=None)


def forget() -> None:
    """Nobody has asked for a language yet: a command begins."""
    _asked.set(None)


def _remember(language: Reader | None) -> Reader | None:
    _asked.set(language)
    return language


Language = Annotated[
    Reader | None,
    typer.Option("--lang", help="The language of labels, texts and errors.", callback=_remember, is_eager=True),
]
"""The option of every command whose answer is in a language."""


def reader_language() -> str:
    """The reader's language, also where the settings cannot be read."""
    if (asked := _asked.get()) is not None:
        return asked.value
    try:
        return load_settings(os.environ).language
    except SettingsError:
        named = os.environ.get(_VARIABLE, "")
        return named if named in LANGUAGES else LANGUAGES[0]
