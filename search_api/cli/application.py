"""The commands, put together."""

from __future__ import annotations

import typer

from search_api.cli.commands import evaluate, formats, index, load, settings, template, version

app = typer.Typer(
    name="zhiqiao",
    help="Zhiqiao (知桥): matchmaking and search for innovators, capital and services, in English and Chinese.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for module in (load, index, evaluate, template, formats, settings, version):
    module.register(app)
