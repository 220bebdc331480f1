"""``zhiqiao settings``: every setting with its value, where that came from, and what it means."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from models.settings import describe_settings, unknown_variables, without_passwords
from search_api.cli.console import put_json, put_table, say, table
from search_api.cli.reader import reader_language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(settings)


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print the settings as one JSON document.")] = False,
) -> None:
    """List every setting: its value, its source, its meaning. Secrets are not shown.

    A setting is an environment variable, or a lower-case key in the TOML file that `ZHIQIAO_SETTINGS` names.
    Variables that begin with `ZHIQIAO_` and are no setting are named on stderr.

    Example: `ZHIQIAO_WINDOW=500 zhiqiao settings`
    """
    described = [
        one.model_copy(update={"value": without_passwords(one.value)}) for one in describe_settings(os.environ)
    ]
    for unknown in unknown_variables(os.environ):
        say(unknown.in_language(reader_language()), "yellow")
    if as_json:
        put_json([one.model_dump() for one in described])
        return
    made = table("setting", "value", "source", "meaning")
    for one in described:
        made.add_row(one.name, one.value, one.source, one.meaning)
    put_table(made)
