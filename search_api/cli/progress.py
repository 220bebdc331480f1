"""Progress bars on stderr, with a rate and the time left; silent where stderr is no terminal."""

from __future__ import annotations

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

from search_api.cli.console import err

SPEED_SECONDS = 600.0
"""Over how long the speed is taken for the time left: batches of long texts come half a minute apart."""


class _Rate(ProgressColumn):
    """How many things a second: the bar's own steps, or the ``records`` that are counted beside them."""

    def render(self, task: Task) -> Text:
        """The rate since the beginning."""
        count = float(task.fields.get("records", task.completed))
        seconds = task.elapsed or 0.0
        return Text(f"{count / seconds:,.0f}/s" if seconds > 0 else "", style="green")


class Meter:
    """A bar for each kind of work that is reported, one below the other: call it with what is done, how much, and of how much."""

    def __init__(self) -> None:
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


class ReadingMeter:
    """One bar over the bytes of files, with the records that came of them."""

    def __init__(self) -> None:
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
