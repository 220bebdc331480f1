"""``zhiqiao match --all``: the best matches of everybody, kept in the store and brought up to what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import typer

from search_api.cli.asking import catch_up
from search_api.cli.console import put_json, say
from search_api.cli.exits import ExitCode
from search_api.cli.progress import Meter
from search_api.cli.session import opened

if TYPE_CHECKING:
    from search_api.assembly import Application
    from search_api.matching.everybody import Outcome


@dataclass(frozen=True, kw_only=True)
class All:
    """How everybody is matched: listings of these kinds, or of all; ``kept``: how many a list holds; ``workers``: by one of them."""

    kinds: Sequence[str] = field(kw_only=False)
    kept: int | None = field(kw_only=False)
    rebuild: bool
    workers: bool
    as_json: bool


def match_all(how: All) -> None:
    """Match everybody, or leave it to a worker."""
    from search_api.matching.everybody import KEPT, Everybody, pairs_of  # noqa: PLC0415 — help is shown without the engine

    pairs_of(how.kinds)
    with opened() as application:
        if how.workers:
            _leave(application, how)
            return
        catch_up(application)
        try:
            with Meter() as meter:
                found = Everybody(application, how.kept or KEPT).run(how.kinds, rebuild=how.rebuild, report=meter)
        except KeyboardInterrupt:
            say("Stopped. Everything that was done is kept; `zhiqiao match --all` goes on from there.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
    _put(found, as_json=how.as_json)


def _leave(application: Application, how: All) -> None:
    from search_api.matching.everybody import KEPT, MATCHING  # noqa: PLC0415 — as above
    from search_api.worker.handlers.matching import MATCHING_PRIORITY  # noqa: PLC0415 — as above

    payload = {"kinds": sorted(how.kinds), "kept": how.kept or KEPT, "rebuild": how.rebuild}
    job = application.store.jobs.add(MATCHING, payload, priority=MATCHING_PRIORITY, unique_key=MATCHING)
    application.announcer.announce(job)
    if how.as_json:
        put_json({"job": job.id})
    elif job.payload != payload:
        say(f"Job {job.id} is due already and asks for something else: wait for it, then ask again.", "yellow")
    else:
        say(
            f"Job {job.id} is for whoever runs `zhiqiao worker` where the index lies; `zhiqiao jobs` shows it.", "green"
        )


def _put(found: Outcome, *, as_json: bool) -> None:
    if as_json:
        put_json(asdict(found))
    elif not found.listings:
        say("There is nothing to match yet: `zhiqiao load PATH…` and `zhiqiao index` first.", "yellow")
    else:
        what = "Matched everybody" if found.full else f"Took in {found.changes:,} changes"
        say(
            f"{what} in {found.seconds:.1f} s: {found.listings:,} listings with {found.kept:,} kept matches; "
            f"{found.touched:,} lists are new or other than they were.",
            "green",
        )
