"""``zhiqiao jobs``: the long work in the background, and how far it has come."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.live import Live
from rich.table import Table

from models.store.jobs import Job, JobState
from search_api.cli.console import err, put_json, put_table, say, table
from search_api.cli.session import opened

if TYPE_CHECKING:
    from models.store import Store

WATCH_SECONDS = 1.0
_OPEN = (JobState.WAITING, JobState.LEASED)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(jobs)


def jobs(
    kind: Annotated[
        str | None, typer.Option("--kind", "-k", help="Only jobs of this kind: encoding, indexing, matching.")
    ] = None,
    state: Annotated[JobState | None, typer.Option("--state", help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="The most jobs to list.", min=1, max=10_000)] = 20,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on showing them until no job is waiting or at work.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print the jobs as one JSON document, with what they are about and what went wrong."
        ),
    ] = False,
) -> None:
    """List the latest jobs with their progress: encoding that was handed out, rebuilds, matching.

    Example: `zhiqiao jobs --watch`
    """
    with opened() as application:
        store = application.store
        if watch:
            _watch(store, kind, state, limit)
        found = store.jobs.list(kind=kind, state=state, limit=limit)
        counts = store.jobs.counts(kind=kind)
    if as_json:
        put_json(
            {"jobs": [_row(job) for job in found], "counts": {name.value: count for name, count in counts.items()}}
        )
        return
    put_table(_table(found))
    say(_summary(counts))


def _watch(store: Store, kind: str | None, state: JobState | None, limit: int) -> None:
    """Show the jobs in place, on stderr; silent where that is no terminal."""
    with Live(console=err, transient=True) as live:
        while any(store.jobs.counts(kind=kind)[one] for one in _OPEN):
            if err.is_terminal:
                live.update(_table(store.jobs.list(kind=kind, state=state, limit=limit)))
            time.sleep(WATCH_SECONDS)


def _row(job: Job) -> dict[str, object]:
    times = {name: getattr(job, name) for name in ("due", "created", "ended")}
    return asdict(job) | {"state": job.state.value} | {name: at and at.isoformat() for name, at in times.items()}


def _table(found: list[Job]) -> Table:
    made = table("id", "kind", "state", "progress", "attempts", "created", "worker", "error", right=(0, 3, 4))
    for job in found:
        progress = f"{job.done:,}" + (f" of {job.total:,}" if job.total is not None else "")
        created = f"{job.created.astimezone():%Y-%m-%d %H:%M:%S}"
        cells = (job.kind, job.state.value, progress, str(job.attempts), created, job.worker or "", job.error or "")
        made.add_row(str(job.id), *cells)
    return made


def _summary(counts: dict[JobState, int]) -> str:
    return ", ".join(f"{count:,} {state.value}" for state, count in counts.items()) + "."
