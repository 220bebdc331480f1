"""``zhiqiao template``: a form to fill in, for data that has no office's format."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from models.errors import BadInput
from models.messages import Message
from search_api.cli.console import say


class Format(StrEnum):
    """What a form is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class Language(StrEnum):
    """The language of a form's headings and explanations."""

    EN = "en"
    ZH = "zh"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(template)


def template(
    kind: Annotated[str, typer.Argument(help="A kind of listing or asset, `patent` or `party`.", metavar="KIND")],
    form: Annotated[Format, typer.Option("--format", help="The format of the form.")] = Format.CSV,
    language: Annotated[Language, typer.Option("--language", help="The language of its headings.")] = Language.EN,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; stdout without it.", metavar="FILE")
    ] = None,
) -> None:
    """Write the form of a kind of listing or asset: headings, what each column takes, and an example row.

    Fill it in and load it: the explanations and the example are comments. `docs/forms.md` has every column.

    Example: `zhiqiao template technology --format xlsx --language zh --output technologies.xlsx`
    """
    from indexer.sources.forms import template as write_form  # noqa: PLC0415 — help is shown without the readers

    content = write_form(kind, format=form.value, language=language.value)
    if output is not None:
        output.write_bytes(content)
        say(f"Wrote {output}. Fill it in, then: zhiqiao load {output}")
    elif form is Format.XLSX and sys.stdout.isatty():
        raise BadInput(
            Message(en="A workbook cannot be shown in a terminal.", zh="工作簿无法在终端中显示。"),
            advice=Message(en="Name a file with --output.", zh="请用 --output 指定文件。"),
        )
    else:
        sys.stdout.buffer.write(content)
