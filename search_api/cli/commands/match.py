"""``zhiqiao match``: who fits a listing, or a text."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.cli.asking import VIEWER, Reader, catch_up, typed_filters
from search_api.cli.console import put_json
from search_api.cli.session import environment_settings, opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(match)


def match(
    listing: Annotated[str, typer.Argument(help="The id of a listing, as results show it.", metavar="ID")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", help="Only who is of this kind; without it, of every kind that can answer."),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", "-f", help="A filter, such as place=CN-JS; may be repeated.", metavar="NAME=VALUE"),
    ] = None,
    language: Annotated[Reader | None, typer.Option("--lang", help="The language of labels and texts.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many matches.", min=1, max=100)] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as one JSON document, as the API does.")
    ] = False,
) -> None:
    """Find who fits a listing: what each side wants of the other, why, what is to be confirmed, and who almost fits.

    Example: `zhiqiao match tech-garnet-ceramic-separator --kind need`

    Example: `zhiqiao match need-ceramic-separator-line --kind technology --lang zh`
    """
    from search_api.cli.matches import put_matches  # noqa: PLC0415 — help is shown without the engine
    from search_api.matching.service import MatchQuery, MatchService  # noqa: PLC0415 — as above

    settings = environment_settings()
    query = MatchQuery(
        kinds=tuple(kind or ()),
        filters=typed_filters(filters or ()),
        limit=limit,
        language=language.value if language else settings.language,
    )
    with opened(settings) as application:
        catch_up(application)
        answer = MatchService(application).matches(listing, query, VIEWER)
    if as_json:
        put_json(answer.model_dump(mode="json"))
    else:
        put_matches(answer)
