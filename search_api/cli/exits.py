"""Exit codes, and errors as people read them: what happened, and what to do. No traceback for what is no fault of the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from models.errors import BadInput, Conflict, MissingExtra, SettingsError, Unavailable, ZhiqiaoError
from models.messages import Message
from search_api.cli.console import say
from search_api.cli.reader import forget, reader_language


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
    """Turn errors into a message in the reader's language and an exit code; the system's own (a full disk, a folder that cannot be written) too."""
    forget()
    try:
        yield
    except ZhiqiaoError as error:
        _tell(error.said, error.advised)
        raise SystemExit(code_of(error)) from None
    except BrokenPipeError:
        # Whoever read the output has enough of it; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(ExitCode.FAILED) from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        _tell(
            Message(en="{why}{place}.", zh="系统报错：{why}{place}。", why=error.strerror or error, place=place),
            Message(
                en="Check the path, its rights and the space left; `zhiqiao doctor` helps.",
                zh="请检查路径、权限和剩余空间；可运行 `zhiqiao doctor`。",
            ),
        )
        raise SystemExit(ExitCode.FAILED) from None
    except KeyboardInterrupt:
        say(Message(en="Stopped.", zh="已停止。").in_language(reader_language()))
        raise SystemExit(ExitCode.INTERRUPTED) from None


def _tell(said: Message, advised: Message) -> None:
    language = reader_language()
    say(said.in_language(language), "bold red")
    if advised:
        say(advised.in_language(language))
