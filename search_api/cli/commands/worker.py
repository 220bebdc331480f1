"""``zhiqiao worker``: do jobs from the store, on this machine or another one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from search_api.cli.console import put_json, say
from search_api.cli.session import environment_settings, opened

if TYPE_CHECKING:
    from search_api.worker.loop import Worker


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker(
    queues: Annotated[
        str,
        typer.Option(
            "--queues",
            "-Q",
            help="The queues to serve: encoding, indexing, matching. Without it all of them where the index lies, elsewhere encoding.",
        ),
    ] = "",
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was done as one JSON document, at the end.")
    ] = False,
) -> None:
    """Encode, rebuild the index and match as jobs ask for it; any number of workers may run, beside Celery's too.

    Ctrl-C ends it after what it is at, and gives the job back; a second one does not wait. A worker that is killed loses its lease, and another
    one does the job. Workers on other machines need the store (ZHIQIAO_DATABASE_URL) and the same ZHIQIAO_ENCODER, and nothing else.

    Example: `zhiqiao worker --queues encoding`
    """
    from search_api.worker.loop import Worker  # noqa: PLC0415 — help is shown without the engine
    from search_api.worker.registry import named_queues, usual_queues  # noqa: PLC0415 — as above

    named = named_queues(queues)
    settings = environment_settings()
    with opened(settings, log_level=settings.log_level) as application:
        made = Worker(application, named or usual_queues(application))
        if not once:
            say(f"Serving {', '.join(made.queues)}. Ctrl-C stops.", "bold green")
        with _signals(made):
            made.run(once=once)
    _put(made, as_json=as_json)


@contextmanager
def _signals(made: Worker) -> Iterator[None]:
    """The first signal asks the worker to end; a second Ctrl-C ends it where it is."""

    def end(_number: int, _frame: FrameType | None) -> None:
        made.stopped.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _put(made: Worker, *, as_json: bool) -> None:
    from search_api.worker.runner import Outcome  # noqa: PLC0415 — as above

    counts = {outcome.value: made.tally[outcome] for outcome in Outcome}
    if as_json:
        put_json(counts)
        return
    told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    say(f"Jobs: {told}." if told else "No job was due.", "green")
