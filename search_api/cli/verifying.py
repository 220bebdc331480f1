"""``zhiqiao index verify``: the store and the index compared, and mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from search_api.cli.console import put_json, say
from search_api.cli.exits import ExitCode
from search_api.cli.session import opened

if TYPE_CHECKING:
    from indexer.verifying import Comparison
    from search_api.assembly import Application

SHOWN = 10
"""Listings that are named of those that differ."""


def verify(*, as_json: bool) -> None:
    """Compare, mend where this process may write, and tell. Exits with 1 where something still differs."""
    with opened() as application:
        before, after = _compared(application)
    if as_json:
        put_json({"before": _as_json(before), "after": _as_json(after) if after else None})
    else:
        _tell(before, after)
    if (after or before).wrong:
        raise typer.Exit(ExitCode.FAILED)


def _compared(application: Application) -> tuple[Comparison, Comparison | None]:
    """What was found, and what is found after mending, where there was something to mend and nobody else owns the index."""
    from indexer.verifying import compare, mend  # noqa: PLC0415 — help is shown without the engine

    owner = application.own_index()
    reader = application.generations.reader()
    if owner is None:
        return compare(application.parts, reader), None
    try:
        owner.catch_up()
        before = compare(application.parts, reader)
        if not before.wrong:
            return before, None
        mend(owner, before)
        return before, compare(application.parts, reader)
    finally:
        owner.close()


def _as_json(comparison: Comparison) -> dict[str, object]:
    return asdict(comparison)


def _tell(before: Comparison, after: Comparison | None) -> None:
    say(
        f"The store has {before.store_listings:,} listings with {before.store_units:,} units, "
        f"the index {before.index_listings:,} with {before.index_units:,}."
    )
    if before.waiting:
        say(f"{before.waiting:,} listings have changed since, and are not compared.")
    for word, ids in (
        ("missing", before.missing),
        ("not in the store", before.surplus),
        ("different", before.different),
    ):
        if ids:
            more = "" if len(ids) <= SHOWN else f" and {len(ids) - SHOWN:,} more"
            say(f"{len(ids):,} {word}: {', '.join(ids[:SHOWN])}{more}", "yellow")
    _tell_refused((after or before).refused)
    if not before.wrong:
        say("They hold the same.", "green")
    elif after is None:
        say("Another process owns the index: stop it, and run this command again to mend it.", "yellow")
    elif after.wrong and set(after.wrong) == after.refused.keys():
        say("All else is as in the store. Correct these listings, and load them again.", "bold red")
    elif after.wrong:
        say(f"{len(after.wrong):,} listings still differ: `zhiqiao index --rebuild` makes the index anew.", "bold red")
    else:
        say("Mended: they hold the same now.", "green")


def _tell_refused(refused: Mapping[str, str]) -> None:
    for listing, why in list(refused.items())[:SHOWN]:
        say(f"The engine does not take {listing}: {why}", "bold red")
    if len(refused) > SHOWN:
        say(f"Nor {len(refused) - SHOWN:,} more: `--json` names them.", "bold red")
