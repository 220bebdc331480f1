"""``zhiqiao load``: read files into the store, and account for every record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.messages import Message
from models.records import LoadReport, Record, Refusal
from search_api.cli.console import put_json, put_table, say, table
from search_api.cli.exits import ExitCode
from search_api.cli.progress import ReadingMeter
from search_api.cli.reader import reader_language
from search_api.cli.refusals import RefusalFile, RefusalSummary
from search_api.cli.session import opened

if TYPE_CHECKING:
    from indexer.sources import Progress, Reading
    from models.store import Store


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(load)


def load(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders and archives (.zip, .gz).", metavar="PATH…")],
    refused: Annotated[
        Path | None, typer.Option("--refused", help="Keep what is refused in this file, as JSON lines.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")] = False,
) -> None:
    """Load records from files: formats are recognised, and loading again changes nothing.

    The report adds up: read = new + changed + unchanged + merged + refused. `zhiqiao formats` lists what is recognised.

    Example: `zhiqiao load fixtures/world --refused refused.jsonl`
    """
    from indexer.sources import read_paths  # noqa: PLC0415 — every other command starts without the readers

    with opened() as application, ExitStack() as stack:
        kept = stack.enter_context(RefusalFile(refused)) if refused else None
        summary = RefusalSummary(reader_language())
        reading = read_paths(paths)
        report = _stored(application.store, reading, summary, kept)
    _tell(report, summary, reading.skipped, refused)
    if as_json:
        put_json(report.model_dump())
    else:
        _put(report)
    if report.read == report.refused:
        raise typer.Exit(ExitCode.FAILED)
    if report.new or report.changed or report.merged:
        say(
            "Next: `zhiqiao serve` to search in the browser, or `zhiqiao index` to make everything findable by meaning."
        )


def _stored(store: Store, reading: Reading, summary: RefusalSummary, kept: RefusalFile | None) -> LoadReport:
    """Load everything; each batch is durable before the next is read."""
    from search_api.loading import load_batches  # noqa: PLC0415 — as above

    report = LoadReport()
    items = _Items(reading)
    try:
        with ReadingMeter() as meter:
            for batch in load_batches(store, items):
                report += batch.report
                summary.add(batch.refusals)
                if kept:
                    kept.add(batch.refusals)
                meter(items.file, items.done, reading.total, report.read)
    except KeyboardInterrupt:
        say(f"Stopped. {report.read - report.refused} records are stored; the same command goes on from there.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    return report


class _Items:
    """The items of a reading; remembers how far it has come."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._last: Progress | None = None

    def __iter__(self) -> Iterator[Record | Refusal]:
        for progress, item in self._reading:
            self._last = progress
            yield item

    @property
    def file(self) -> str:
        """The name of the file that is being read."""
        return Path(self._last.file).name if self._last else ""

    @property
    def done(self) -> int:
        """Bytes that are read."""
        return self._last.done if self._last else 0


def _tell(report: LoadReport, summary: RefusalSummary, skipped: list[str], kept: Path | None) -> None:
    """On stderr: what was refused and why, and what was not looked at."""
    if report.read == 0:
        say(_say(en="No record was found.", zh="没有找到记录。"), "bold red")
    for line in summary.lines():
        say(line)
    if report.refused:
        where = (
            Message(en="They are kept in {file}.", zh="已保存在 {file}。", file=kept)
            if kept
            else Message(en="`--refused FILE` keeps them.", zh="可用 `--refused FILE` 保存。")
        )
        told = _say(
            en="{refused} of {read} records were refused. {where}",
            zh="{read}条记录中有{refused}条未收录。{where}",
            refused=f"{report.refused:,}",
            read=f"{report.read:,}",
            where=where,
        )
        say(told, "yellow")
    if skipped:
        say(
            _say(
                en="{count} files were left out that are no data, such as {name}.",
                zh="{count}个文件不是数据，未读取，例如 {name}。",
                count=f"{len(skipped):,}",
                name=Path(skipped[0]).name,
            )
        )


def _say(*, en: str, zh: str, **values: object) -> str:
    return Message(en=en, zh=zh, **values).in_language(reader_language())


def _put(report: LoadReport) -> None:
    made = table("read", "new", "changed", "unchanged", "merged", "refused", right=(0, 1, 2, 3, 4, 5))
    made.add_row(*(f"{count:,}" for count in report.model_dump().values()))
    put_table(made)
