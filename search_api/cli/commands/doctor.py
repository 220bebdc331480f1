"""``zhiqiao doctor``: is everything well, and what to do where it is not."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from search_api.cli.checks import examine
from search_api.cli.console import out, put_json
from search_api.cli.exits import ExitCode
from search_api.cli.findings import Finding, Level

_STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as one JSON document.")] = False,
) -> None:
    """Check the installation, the data folder, the store, the encoder, the index, the jobs that wait and the broker,
    and say what to do.

    Ends with exit code 1 where something fails; warnings end with 0.

    Example: `zhiqiao doctor`
    """
    findings = []
    for finding in examine(os.environ):
        findings.append(finding)
        if not as_json:
            _put(finding)
    if as_json:
        put_json([asdict(one) for one in findings])
    if any(one.level is Level.FAIL for one in findings):
        raise typer.Exit(ExitCode.FAILED)


def _put(finding: Finding) -> None:
    out.print(
        Text.assemble((f"{finding.level:<5}", _STYLES[finding.level]), (f"{finding.part}: ", "bold"), finding.message)
    )
    if finding.advice:
        out.print(Text(f"     → {finding.advice}"))
