"""``zhiqiao version``."""

from __future__ import annotations

from importlib.metadata import version as installed

import typer

from search_api.cli.console import out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(version)


def version() -> None:
    """Print the version.

    Example: `zhiqiao version`
    """
    out.print(installed("zhiqiao"))
