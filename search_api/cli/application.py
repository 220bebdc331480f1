"""The commands, put together."""

from __future__ import annotations

import typer

from search_api.cli.commands import (
    doctor,
    encoder,
    evaluate,
    explain,
    formats,
    index,
    jobs,
    learn,
    load,
    match,
    search,
    serve,
    settings,
    show,
    similar,
    team,
    template,
    version,
    worker,
)

app = typer.Typer(
    name="zhiqiao",
    help="Zhiqiao (知桥): matchmaking and search for innovators, capital and services, in English and Chinese.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for module in (
    load,
    index,
    search,
    show,
    similar,
    match,
    explain,
    team,
    serve,
    worker,
    jobs,
    evaluate,
    learn,
    encoder,
    template,
    formats,
    settings,
    doctor,
    version,
):
    module.register(app)
