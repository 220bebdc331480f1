"""The command line: ``zhiqiao``. One command a file in ``commands/``."""

from __future__ import annotations

from search_api.cli.application import app
from search_api.cli.exits import reported

__all__ = ["app", "main"]


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    with reported():
        app(prog_name="zhiqiao")
