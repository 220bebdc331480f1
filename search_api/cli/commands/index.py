"""``zhiqiao index``: bring the index up to the store, encode what lacks vectors, build it anew, or compare it with the store."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import Conflict
from models.messages import Message
from models.store.jobs import JobState
from search_api.cli.console import put_json, say
from search_api.cli.exits import ExitCode
from search_api.cli.progress import Meter
from search_api.cli.session import opened
from search_api.cli.verifying import verify

if TYPE_CHECKING:
    from indexer.pipeline import IndexOwner
    from search_api.assembly import Application

FOLLOW_SECONDS = 1.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(index)


class Action(StrEnum):
    """What else can be done with an index."""

    VERIFY = "verify"


def index(
    action: Annotated[
        Action | None,
        typer.Argument(help="verify: compare the index with the store, listing by listing, and mend what differs."),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the index anew from the store, beside the old one, and switch.")
    ] = False,
    keywords_only: Annotated[
        bool,
        typer.Option("--keywords-only", help="Make listings findable by their words; leave the encoding for later."),
    ] = False,
    workers: Annotated[
        bool | None,
        typer.Option(
            "--workers/--no-workers",
            help="Hand the encoding to workers, or encode here; without either as ZHIQIAO_ENCODE_BY says. "
            "With `--rebuild`, hand that to whoever owns the index, or to a worker.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the state of the index as one JSON document.")] = False,
) -> None:
    """Index what was loaded: by words at once, and by meaning as it is encoded.

    Ctrl-C stops it and keeps everything that is done; the next run goes on from there. A running `zhiqiao serve` indexes by itself.

    `zhiqiao index verify` proves that the index holds what the store does: every listing at its version, with all its units. What differs is put
    again, unless another process owns the index. It ends with 1 where something still differs.

    Example: `zhiqiao index`
    """
    if action is Action.VERIFY:
        verify(as_json=as_json)
        return
    with opened() as application:
        if rebuild and workers:
            _rebuild_elsewhere(application)
            _put(application, as_json=as_json)
            return
        owner = _owner(application, rebuild=rebuild, workers=workers)
        try:
            with Meter() as meter:
                _work(owner, meter, rebuild=rebuild, encode=not keywords_only)
        except KeyboardInterrupt:
            say("Stopped. Everything that was done is kept; `zhiqiao index` goes on from there.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        finally:
            owner.close()
        _put(application, as_json=as_json)


def _rebuild_elsewhere(application: Application) -> None:
    """Ask for a rebuild as a job, and follow it to its end. Ctrl-C leaves the job to whoever has it. Raises ``Conflict`` where it failed."""
    from search_api.worker.handlers.indexing import INDEXING, INDEXING_PRIORITY  # noqa: PLC0415 — help is shown without the engine

    jobs = application.store.jobs
    job = jobs.add(INDEXING, {}, priority=INDEXING_PRIORITY, unique_key=INDEXING)
    application.announcer.announce(job)
    say(f"Job {job.id}: a running `zhiqiao serve` or `zhiqiao worker` rebuilds the index. Ctrl-C leaves it to them.")
    with Meter() as meter:
        while job.state in {JobState.WAITING, JobState.LEASED}:
            time.sleep(FOLLOW_SECONDS)
            job = jobs.get(job.id)
            meter("rebuilding", job.done, job.total or 0)
    if job.state is JobState.FAILED:
        raise Conflict(
            Message(en="The rebuild failed: {error}", zh="重建失败：{error}", error=job.error),
            advice=Message(
                en="`zhiqiao jobs --kind indexing` shows the job.", zh="`zhiqiao jobs --kind indexing` 显示该任务。"
            ),
        )


def _owner(application: Application, *, rebuild: bool, workers: bool | None) -> IndexOwner:
    from indexer.pipeline import replace_index  # noqa: PLC0415 — help is shown without the engine

    try:
        owner = (
            replace_index(application.parts, application.encoding(workers=workers))
            if rebuild
            else application.own_index(workers=workers)
        )
    except Conflict:
        owner = None
    if owner is None:
        raise _held(rebuild=rebuild)
    return owner


def _held(*, rebuild: bool) -> Conflict:
    if rebuild:
        return Conflict(
            Message(
                en="Another process owns the index, which cannot be rebuilt meanwhile.",
                zh="索引由另一进程占用，此时无法重建。",
            ),
            advice=Message(
                en="`zhiqiao index --rebuild --workers` has a running `zhiqiao serve` do it; or stop that, and run this command again.",
                zh="`zhiqiao index --rebuild --workers` 可让正在运行的 `zhiqiao serve` 重建；或停止该服务后重新运行本命令。",
            ),
        )
    return Conflict(
        Message(
            en="Another process owns the index. A running `zhiqiao serve` follows the store by itself: there is nothing to do.",
            zh="索引由另一进程占用。正在运行的 `zhiqiao serve` 会自行跟进数据库，无须处理。",
        ),
        advice=Message(
            en="Where no server runs, another `zhiqiao index` is at work: wait for it.",
            zh="如没有运行服务，则是另一个 `zhiqiao index` 正在工作，请等待其完成。",
        ),
    )


def _work(owner: IndexOwner, meter: Meter, *, rebuild: bool, encode: bool) -> None:
    fresh = owner.live.sequence == 0
    meter("indexing", 0, 0)
    owner.catch_up(lambda done, of: meter("indexing", done, of))
    if rebuild and not fresh:
        owner.rebuild(lambda done, of: meter("rebuilding", done, of))
    if encode:
        meter("encoding", 0, 0)
        owner.encode_all(lambda done, of: meter("encoding", done, of))


def _put(application: Application, *, as_json: bool) -> None:
    state = application.generations.reader().state()
    if as_json:
        put_json(
            {
                "generation": state.generation,
                "listings": state.listings,
                "units": state.units,
                "encoded": state.encoded,
                "sequence": state.sequence,
            }
        )
    elif not state.listings:
        say("Nothing is indexed yet: `zhiqiao load PATH…` first.", "yellow")
    else:
        share = state.encoded / state.units if state.units else 0.0
        say(f"The index holds {state.listings:,} listings; {share:.0%} of it can be found by meaning.", "green")
