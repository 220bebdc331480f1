"""``zhiqiao similar``: listings like one."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.cli.asking import VIEWER, catch_up, typed_filters
from search_api.cli.console import put_json
from search_api.cli.reader import Language
from search_api.cli.session import environment_settings, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(similar)


def similar(
    listing: Annotated[str, typer.Argument(help="The id of a listing, as results show it.", metavar="ID")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", help="Of this kind; without it, of the listing's own. May be repeated."),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", "-f", help="A filter, such as office=CN; may be repeated.", metavar="NAME=VALUE"),
    ] = None,
    language: Language = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many results.", min=1, max=100)] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Find listings like one, in either language; of another kind with `--kind`.

    Example: `zhiqiao similar tech-garnet-ceramic-separator --kind mandate`
    """
    from search_api.cli.answers import put_answer  # noqa: PLC0415 — help is shown without the engine
    from search_api.search.question import SearchQuery  # noqa: PLC0415 — as above
    from search_api.search.service import SearchService  # noqa: PLC0415 — as above

    settings = environment_settings()
    query = SearchQuery(
        filters=typed_filters(filters or (), kind or ()),
        limit=limit,
        language=language.value if language else settings.language,
        facets=None if as_json else (),
    )
    with opened(settings) as application:
        catch_up(application)
        answer = SearchService(application).more_like(listing, query, VIEWER)
        if as_json:
            put_json(answer.model_dump(mode="json"))
        else:
            put_answer(answer)
