"""``zhiqiao show``: one listing, whole."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.cli.asking import VIEWER
from search_api.cli.console import put_json
from search_api.cli.reader import Language
from search_api.cli.session import environment_settings, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(show)


def show(
    listing: Annotated[str, typer.Argument(help="The id of a listing, as results show it.", metavar="ID")],
    language: Language = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the listing as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Show a listing: both its sides, its terms, its assets with their status, and the records that it came from.

    Example: `zhiqiao show tech-garnet-ceramic-separator --lang zh`
    """
    from search_api.cli.answers import put_listing  # noqa: PLC0415 — help is shown without the readers
    from search_api.listings.service import ListingService  # noqa: PLC0415 — as above

    settings = environment_settings()
    with opened(settings) as application:
        view = ListingService(application).get(listing, VIEWER, language.value if language else settings.language)
    if as_json:
        put_json(view.model_dump(mode="json"))
    else:
        put_listing(view)
