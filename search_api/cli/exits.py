"""Exit codes, and errors as people read them: what happened, and what to do. No traceback for what is no fault of the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from models.errors import BadInput, Conflict, MissingExtra, SettingsError, Unavailable, ZhiqiaoError
from search_api.cli.console import say


class ExitCode(IntEnum):
    """What a script can tell from a command's end."""

    OK = 0
    FAILED = 1
    BAD_INPUT = 2
    UNAVAILABLE = 3
    INTERRUPTED = 130


_CODES: dict[type[ZhiqiaoError], ExitCode] = {
    BadInput: ExitCode.BAD_INPUT,
    SettingsError: ExitCode.BAD_INPUT,
    Unavailable: ExitCode.UNAVAILABLE,
    Conflict: ExitCode.UNAVAILABLE,
    MissingExtra: ExitCode.UNAVAILABLE,
}


def code_of(error: ZhiqiaoError) -> ExitCode:
    """The exit code of an error: that of the nearest kind of error that has one."""
    return next((_CODES[kind] for kind in type(error).__mro__ if kind in _CODES), ExitCode.FAILED)


@contextmanager
def reported() -> Iterator[None]:
    """Turn errors into a message and an exit code; the system's own (a full disk, a folder that cannot be written) too."""
    try:
        yield
    except ZhiqiaoError as error:
        _tell(error.message, error.advice)
        raise SystemExit(code_of(error)) from None
    except BrokenPipeError:
        # Whoever read the output has enough of it; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(ExitCode.FAILED) from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        _tell(
            f"{error.strerror or error}{place}.",
            "Check the path, its rights and the space left; `zhiqiao doctor` helps.",
        )
        raise SystemExit(ExitCode.FAILED) from None
    except KeyboardInterrupt:
        say("Stopped.")
        raise SystemExit(ExitCode.INTERRUPTED) from None


def _tell(message: str, advice: str) -> None:
    say(message, "bold red")
    if advice:
        say(advice)
