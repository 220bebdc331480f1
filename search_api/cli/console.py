"""Where output goes: answers to stdout, everything else (progress, advice, errors) to stderr. Nothing that is printed is read as markup."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNBOUNDED = 1_000
"""Columns of a table that goes to a file or another program."""

out = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
err = Console(markup=False, highlight=False, emoji=False, soft_wrap=True, stderr=True)


def put_json(document: Any) -> None:
    """The one JSON document of a command that was asked for JSON."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def say(message: str, style: str = "") -> None:
    """A line for people, on stderr."""
    err.print(Text(message, style=style))


def table(*headings: str, right: tuple[int, ...] = ()) -> Table:
    """A plain table; the columns of the numbers ``right`` are set flush right. Long cells are folded, never cut."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        made.add_column(heading, justify="right" if number in right else "left", overflow="fold")
    return made


def put_table(made: Table) -> None:
    """Print a table: within a terminal's window, else as wide as it likes, so that programs read one row a line."""
    wide = out if out.is_terminal else Console(markup=False, highlight=False, emoji=False, width=_UNBOUNDED)
    wide.print(made, soft_wrap=False)
