"""Progress on stderr: bars with a rate and the time left; where stderr is no terminal, a line now and then of work that takes long."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from search_api.cli.console import err, say

SPEED_SECONDS = 600.0
"""Over how long the speed is taken for the time left: batches of long texts come half a minute apart."""

LINE_SECONDS = 60.0
"""How far apart the lines of a log are: what is done sooner has none."""


class _Rate(ProgressColumn):
    """How many things a second: the bar's own steps, or the ``records`` that are counted beside them."""

    def render(self, task: Task) -> Text:
        """The rate since the beginning."""
        count = float(task.fields.get("records", task.completed))
        seconds = task.elapsed or 0.0
        return Text(f"{count / seconds:,.0f}/s" if seconds > 0 else "", style="green")


class _Log:
    """Where stderr is no terminal: a line each ``seconds`` of how far the work is."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._said = time.monotonic()

    def __call__(self, line: str) -> None:
        now = time.monotonic()
        if not err.is_terminal and now - self._said >= self._seconds:
            say(line)
            self._said = now


class Meter:
    """A bar for each kind of work that is reported, one below the other: call it with what is done, how much, and of how much.

    In a log it is a line each ``line_seconds``, of the work that is being done.
    """

    def __init__(self, line_seconds: float = LINE_SECONDS) -> None:
        self._log = _Log(line_seconds)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
            speed_estimate_period=SPEED_SECONDS,
            disable=not err.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show that ``done`` of ``of`` of this work is done; its clock starts at the first call. ``of`` is 0 where it is not known yet."""
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=None)
        self._bars.update(self._tasks[what], completed=done, total=of or None)
        self._log(f"{what}: {done:,} of {of:,}" if of else what)


class ReadingMeter:
    """One bar over the bytes of files, with the records that came of them. In a log it is a line each ``line_seconds``."""

    def __init__(self, line_seconds: float = LINE_SECONDS) -> None:
        self._log = _Log(line_seconds)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[records]:,} records"),
            _Rate(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
            speed_estimate_period=SPEED_SECONDS,
            disable=not err.is_terminal,
        )
        self._task = self._bars.add_task("loading", total=None, records=0)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, what: str, done: int, of: int, records: int) -> None:
        """Show that ``done`` of ``of`` bytes are read, in the file ``what``, and gave ``records`` records."""
        self._bars.update(self._task, description=what, completed=done, total=of, records=records)
        self._log(f"{what}: {records:,} records, {done:,} of {of:,} bytes")
