"""``zhiqiao match --all``: the best matches of everybody, kept in the store and brought up to what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import typer

from search_api.cli.asking import catch_up
from search_api.cli.console import put_json, say
from search_api.cli.exits import ExitCode
from search_api.cli.progress import Meter
from search_api.cli.session import opened


def match_all(kinds: Sequence[str], *, kept: int | None, rebuild: bool, as_json: bool) -> None:
    """Match every listing of these kinds, or of all, with every other kind; ``kept``: how many a list holds."""
    from search_api.matching.everybody import KEPT, Everybody, pairs_of  # noqa: PLC0415 — help is shown without the engine

    pairs_of(kinds)
    with opened() as application:
        catch_up(application)
        try:
            with Meter() as meter:
                found = Everybody(application, kept or KEPT).run(kinds, rebuild=rebuild, report=meter)
        except KeyboardInterrupt:
            say("Stopped. Everything that was done is kept; `zhiqiao match --all` goes on from there.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
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
