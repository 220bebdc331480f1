"""``zhiqiao formats``: what ``zhiqiao load`` recognises."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.cli.console import put_json, put_table, table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(formats)


def formats(
    as_json: Annotated[bool, typer.Option("--json", help="Print the formats as one JSON document.")] = False,
) -> None:
    """List the formats that `zhiqiao load` recognises by themselves, compressed (.gz, .zip) or not.

    Example: `zhiqiao formats`
    """
    from indexer.sources import SOURCES  # noqa: PLC0415 — help is shown without the readers

    if as_json:
        put_json([{"name": one.name, "describes": one.describes.model_dump()} for one in SOURCES])
        return
    made = table("format", "what it is", "说明")
    for one in SOURCES:
        made.add_row(one.name, one.describes.get("en"), one.describes.get("zh"))
    put_table(made)
